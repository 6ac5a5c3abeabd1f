import Results

/// What a command line asked of a run, as far as it decides what was measured and no other fact tells it: not where the results
/// go, how much is printed, nor the seed.
struct TellingArguments: Equatable {
  /// Each option with its value, in their order; a file by its name alone.
  let options: [String]

  /// Options that change no measurement, or that have a fact of their own.
  private static let silent: Set<String> = [
    "-o", "--output", "--seed", "--json", "--csv", "--resume", "-q", "--quiet",
  ]
  private static let silentFlags: Set<String> = ["-q", "--quiet"]

  /// - Parameter arguments: The program first.
  init(_ arguments: [String]) {
    var options: [String] = []
    var rest = arguments.dropFirst()[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), word != "-" else {
        options.append(word.split(separator: "/").last.map(String.init) ?? word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      var text = word
      let isFlag = Self.silentFlags.contains(word) || Self.isFile(rest.first ?? "-")
      if parts.count == 1, !isFlag, let value = rest.first, !value.hasPrefix("-") {
        text += " \(rest.removeFirst())"
      }
      if !Self.silent.contains(parts[0]) { options.append(text) }
    }
    self.options = options
  }

  /// A suite or deployment is no option's value.
  private static func isFile(_ word: String) -> Bool {
    word.hasSuffix(".yaml") || word.hasSuffix(".yml")
  }

  /// The options that the other has not, or not so; `none` without any.
  func lacking(in other: TellingArguments) -> String {
    let own = options.filter { !other.options.contains($0) }
    return own.isEmpty ? "none" : own.joined(separator: " ")
  }
}
