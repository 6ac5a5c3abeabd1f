import ArgumentParser
import Experiment
import Glibc
import Platform
import Reporting
import Results
import Verdicts

/// Limits that results have to keep, for `run` and `compare`.
struct GateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Gate: fail when a victim is shown to take more than this many times as long beside an aggressor, for instance 1.2, or \
      p99=1.5 for the tail; may be given more than once.
      """, valueName: "[QUANTILE=]RATIO"))
  var failSlowdown: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      Gate: fail when a quantile is shown to be over a time: job times beside an aggressor, p99.9=50us, or how late windows \
      start, start:p99=20us; may be given more than once.
      """, valueName: "[job|start:]QUANTILE=TIME"))
  var failOver: [String] = []

  @Option(
    help: ArgumentHelp(
      "Judge gates on these policies alone, separated by commas.", valueName: "NAMES"))
  var gatePolicies: String?

  var isGiven: Bool { !failSlowdown.isEmpty || !failOver.isEmpty || gatePolicies != nil }

  /// The gates that are asked for.
  ///
  /// - Parameter others: whether the command has a gate of its own besides.
  /// - Throws: `CommandFailure` that says what would be right.
  func gates(others: Bool = false) throws -> [Gate] {
    let gates = try failSlowdown.map(slowdown) + failOver.map(over)
    if let gatePolicies {
      guard !gates.isEmpty || others else {
        throw usage("--gate-policies is for gates, such as --fail-slowdown")
      }
      _ = try parseNames("--gate-policies", gatePolicies)
    }
    return gates
  }

  /// The policies that gates judge; `nil` for all.
  var policies: Set<String>? {
    gatePolicies.map { Set($0.split(separator: ",").map(String.init)) }
  }

  /// Judges results.
  ///
  /// - Throws: `CommandFailure` where the results are of a kind that the gates cannot be asked of.
  func judge(_ gates: [Gate], _ results: ResultSet) throws -> GateJudgement {
    if results.cells.isEmpty, gates.contains(where: { $0.quantity != .start }) {
      throw usage(
        "\(results.directory): has no cells of a suite; of other results only --fail-over start:QUANTILE=TIME can be asked"
      )
    }
    try checkPolicies(among: Set(results.cells.map(\.policy)))
    return GateJudgement(gates, of: results, policies: policies)
  }

  /// Refuses names of `--gate-policies` that are not there.
  func checkPolicies(among known: Set<String>) throws {
    if policies != nil, known.isEmpty {
      throw usage("--gate-policies is for runs of suites; this one has no policies")
    }
    for policy in (policies ?? []).sorted() where !known.contains(policy) {
      throw usage(
        unknownName(
          "policy", policy, among: known.sorted(),
          otherwise: "there are \(known.sorted().joined(separator: ", "))"))
    }
  }

  // MARK: The grammar

  private func slowdown(_ text: String) throws -> Gate {
    let (name, value) = Self.parts(text)
    guard let limit = Double(value), limit.isFinite, limit >= 1 else {
      throw usage(
        "--fail-slowdown takes a ratio of at least 1, such as 1.2 or p99=1.5, not '\(text)'")
    }
    return Gate(
      .slowdown, try Self.recorded(name, of: "--fail-slowdown"), limit: limit)
  }

  private func over(_ text: String) throws -> Gate {
    let (name, value) = Self.parts(text)
    let words = (name ?? "").split(
      separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard name != nil, let last = words.last, let quantile = GateQuantile(parsing: last) else {
      throw usage(
        "--fail-over takes a quantile and a time, such as p99.9=50us or start:p99=20us, not '\(text)'"
      )
    }
    let limit = Double(
      try parseTime(
        "--fail-over", value, unit: .microseconds, range: 1...3_600_000_000_000, "1ns to 1h"))
    switch words.count == 1 ? "job" : words[0] {
    case "job":
      return Gate(.job, try Self.recorded(String(last), of: "--fail-over"), limit: limit)
    case "start": return Gate(.start, quantile, limit: limit)
    case let metric:
      throw usage(
        unknownName(
          "metric", String(metric), among: ["job", "start"], otherwise: "known are job and start"))
    }
  }

  /// What stands before the last `=`, and what after it.
  static func parts(_ text: String) -> (name: String?, value: String) {
    guard let place = text.lastIndex(of: "=") else { return (nil, text) }
    return (String(text[..<place]), String(text[text.index(after: place)...]))
  }

  /// A quantile that results keep for each round; the median where none is named.
  static func recorded(_ name: String?, of option: String) throws -> GateQuantile {
    guard let name else { return .median }
    let known = Gate.recordedQuantiles
    guard let quantile = GateQuantile(parsing: name), known.contains(quantile) else {
      let names = known.map(\.description).joined(separator: ", ")
      throw CommandFailure(
        message: "\(option): job times are kept at \(names), not at '\(name)'", status: .usage)
    }
    return quantile
  }

  private func usage(_ message: String) -> CommandFailure {
    CommandFailure(message: message, status: .usage)
  }
}

extension GateJudgement {
  /// The lines of the gates, as wide and colourful as the terminal.
  var text: String {
    GateText.text(self, width: Terminal.width, colour: Terminal.usesColour)
  }

  /// Ends the command with the exit code of what the gates found; returns when all passed.
  func leave() throws {
    switch standing {
    case .pass: return
    case .fail: throw ExitCode(Status.gate.rawValue)
    case .inconclusive: throw ExitCode(Status.inconclusive.rawValue)
    }
  }
}
