import Results

/// The floor of a run: what the victim's core lost with nothing on it, before and after the cells. No jitter that was
/// measured between can be less than that, and what is near it is the machine's.
enum MachineFloor {
  /// One sentence; `nil` for results without a floor.
  static func sentence(_ results: ResultSet) -> String? {
    let rows = results.jitter.filter { $0.moment != .measurement }
    guard let findings = JitterFindings(rows), let cpu = rows.first?.cpu else { return nil }
    // Of start and end the worse one: the cells stand between.
    var parts: [String] = []
    let timers = findings.of(.timer).map(\.all)
    func worst(_ path: KeyPath<JitterRow, Int64?>, _ name: String, _ rows: [JitterRow]) -> String? {
      rows.compactMap { $0[keyPath: path] }.max().map { "\(Number.time($0)) \(name)" }
    }
    func list(_ items: [String?]) -> String { items.compactMap(\.self).joined(separator: ", ") }
    if timers.contains(where: { $0.n > 0 }) {
      let missed = timers.reduce(0) { $0 + $1.missed }
      let late = list([
        worst(\.p50Nanoseconds, "late at p50", timers), worst(\.p99Nanoseconds, "at p99", timers),
        worst(\.longestNanoseconds, "at most", timers),
      ])
      parts.append(
        "a timer wakes \(late)"
          + (missed > 0 ? " (\(Number.count(Int(missed), "release")) missed)" : ""))
    }
    let gaps = findings.of(.gaps)
    if let most = gaps.map(\.gapsPerSecond).max() {
      let rows = gaps.map(\.all)
      parts.append(
        list([
          "\(Number.count(most)) gaps a second", worst(\.p99Nanoseconds, "at p99", rows),
          worst(\.longestNanoseconds, "at most", rows),
        ]))
    }
    guard !parts.isEmpty else { return nil }
    return "Floor of this machine (CPU \(cpu), idle, the worse of before and after):"
      + " \(parts.joined(separator: "; "))."
  }

  /// The sentence with a space before it, to follow a note; empty without a floor.
  static func note(_ results: ResultSet) -> String { sentence(results).map { " " + $0 } ?? "" }
}
