import Results

/// What the rows of `enforcers.csv` say: which enforcer starts windows most exactly, and whether any was not kept.
struct EnforcerFindings: Sendable {
  /// Those with numbers, in the order of the file.
  let measured: [EnforcerRow]
  /// Those without, with their reasons.
  let absent: [EnforcerRow]

  init?(_ rows: [EnforcerRow]) {
    guard !rows.isEmpty else { return nil }
    measured = rows.filter { $0.reason.isEmpty && $0.windows > 0 }
    absent = rows.filter { !$0.reason.isEmpty }
  }

  /// `Guarded, timer starts 1 ms windows within …`: what to remember.
  var sentence: String {
    guard !measured.isEmpty else { return "No enforcer was measured." }
    var parts: [String] = []
    for band in EnforcerRow.GuardBand.allCases {
      let rows = measured.filter { $0.guardBand == band && $0.startP99Nanoseconds != nil }
      guard let window = Self.usualWindow(rows) else { continue }
      let candidates = rows.filter { $0.windowNanoseconds == window }
      // Of an enforcer's situations the worse one counts.
      let worst = Dictionary(grouping: candidates, by: \.enforcer).compactMapValues {
        $0.compactMap(\.startP99Nanoseconds).max()
      }
      guard let best = worst.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { continue }
      let name = band == .auto ? "with a guard band" : "without a guard band"
      parts.append(
        "\(name), 99 % of the windows of \(Number.time(window)) under \(best.key) begin within"
          + " \(Number.time(best.value)) of plan")
    }
    let guarded = measured.filter { $0.guardBand == .auto }
    let overruns = guarded.reduce(0) { $0 + $1.overruns }
    let planned = guarded.reduce(0) { $0 + $1.windows }
    if planned > 0 {
      parts.append(
        "\(Number.count(Int(overruns))) of \(Number.count(Int(planned), "guarded window")) ran past"
          + " their end, \(Number.count(Int(guarded.reduce(0) { $0 + $1.overrunsInGap }))) of them"
          + " across a gap of the core itself")
    }
    let overlaps = measured.reduce(0) { $0 + $1.overlaps }
    parts.append(
      overlaps == 0
        ? "no two partitions ever ran at once"
        : "two partitions ran at once \(Number.count(Int(overlaps), "time"))")
    return Words.capitalised(parts.joined(separator: "; ")) + "."
  }

  /// 1 ms where that was measured, or else the longest.
  private static func usualWindow(_ rows: [EnforcerRow]) -> Int64? {
    let windows = Set(rows.map(\.windowNanoseconds))
    return windows.contains(1_000_000) ? 1_000_000 : windows.max()
  }

  static let legend =
    "Start: first instruction minus planned start, a missed window as late as it is long. Stop: last"
    + " instruction minus planned end. Switch: from a partition's last instruction to its successor's"
    + " first, the guard included. CPU: what the threads use outside their windows, for each window."
    + " Lost: planned time in which no partition ran. Past the end: windows with an instruction after"
    + " their planned end; in brackets those across a gap that the partition itself saw. No quantile"
    + " (-) where there are too few windows."
}

extension EnforcerRow.GuardBand {
  /// In tables: `50 µs` or `none`.
  func text(_ row: EnforcerRow) -> String {
    self == .auto ? Number.time(row.guardNanoseconds) : "none"
  }
}
