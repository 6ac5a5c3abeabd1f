/// The name that somebody probably meant by one that does not exist.
public enum DidYouMean {
  /// The nearest of the known names, when it is near enough to be what was meant.
  ///
  /// Near enough is two slips in five letters, or one in a shorter name; ties go to the name that
  /// is listed first.
  public static func suggestion(for name: String, among known: [String]) -> String? {
    // A name much longer than any real one is no slip, and would only cost time.
    guard !name.isEmpty, name.count <= 64 else { return nil }
    return known.map { (name: $0, distance: distance(name.lowercased(), $0.lowercased())) }
      .filter { $0.distance <= max(1, max(name.count, $0.name.count) * 2 / 5) }
      .min { $0.distance < $1.distance }?.name
  }

  /// The suggestion as the end of a message, or the names there are.
  static func ending(for name: String, among known: [String]) -> String {
    if let suggestion = suggestion(for: name, among: known) {
      return "did you mean `\(suggestion)`?"
    }
    return known.isEmpty ? "there are none" : "known are \(known.joined(separator: ", "))"
  }

  /// Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other
  /// (Damerau-Levenshtein in its optimal string alignment form).
  static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first)
    let b = Array(second)
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in a.indices {
      var current = [i + 1] + [Int](repeating: 0, count: b.count)
      for j in b.indices {
        let substitution = previous[j] + (a[i] == b[j] ? 0 : 1)
        current[j + 1] = min(previous[j + 1] + 1, current[j] + 1, substitution)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          current[j + 1] = min(current[j + 1], beforePrevious[j - 1] + 1)
        }
      }
      beforePrevious = previous
      previous = current
    }
    return previous[b.count]
  }
}
