import Results
import Statistics

/// The table of the windows: how each policy that cuts time into slices kept its schedule.
struct WindowTable {
  let table: TextTable

  init?(_ findings: Findings) {
    var policyOfPair: [String: String] = [:]
    for pair in findings.pairs { policyOfPair[pair.pairID] = pair.policy }
    let totals = WindowTotals.grouped(findings.windows) { policyOfPair[$0.pairID] }
    guard !totals.isEmpty else { return nil }
    var table = TextTable(
      [.init("policy", isFlexible: true)] + WindowTotals.columns
        + [.init("worst\nresidue", .right, priority: 7)])
    for policy in findings.policies {
      guard let total = totals[policy] else { continue }
      let residue = WindowTable.worstResidue(findings.asked.filter { $0.policy == policy })
      let isOpen = Pair.isOpen(residue, neutral: 1)
      table.rows.append(
        .cells(
          [.init(policy)] + total.cells
            + [.init((isOpen ? "~" : "") + Number.times(residue?.value), isOpen ? .faint : .plain)]
        ))
    }
    self.table = table
  }

  let legend: [TextTable.Entry] = [
    .init("late, missed", "windows that started after the tolerance, or never"),
    .init("at most", "upper end of the 95 % interval of the share of windows missed"),
    .init("period p99", "how far the distance of two neighbouring starts is from the planned"),
    .init("leak", "time that partitions ran outside their windows, added up"),
    .init("residue", "first whole job of a window, beside the aggressor over alone: worst pair"),
  ]

  /// The largest residue that was shown to slow the first job, else the largest.
  static func worstResidue(_ pairs: [Pair]) -> SummaryRow? {
    let rows = pairs.compactMap(\.residue)
    let shown = rows.filter { $0.lower ?? 0 > 1 }
    return (shown.isEmpty ? rows : shown).max { ($0.value ?? 0) < ($1.value ?? 0) }
  }
}

extension WindowTotals {
  /// The columns of `cells`.
  static let columns: [TextTable.Column] = [
    .init("windows", .right), .init("late", .right), .init("missed", .right),
    .init("missed\nat most", short: "at\nmost", .right, priority: 4),
    .init("start error\np50", short: "start\np50", .right, priority: 5),
    .init("start error\np99", short: "start\np99", .right),
    .init("start error\nmax", short: "start\nmax", .right, priority: 6),
    .init("peak to\npeak", .right, priority: 1), .init("p99.9\n- p50", .right, priority: 3),
    .init("period\np99", .right, priority: 2),
    .init("overruns", short: "over-\nruns", .right),
    .init("longest\noverrun", short: "longest", .right, priority: 8),
    .init("leak\ntotal", .right, priority: 9),
  ]

  var cells: [TextTable.Cell] {
    [
      .init(Number.count(windows)), .init(Number.count(late)),
      .init(Number.count(missed), missed > 0 ? .bad : .plain),
      .init(Number.share(percent: missedPercentAtMost)),
      .init(Number.time(startError(partsPerMillion: 500_000))),
      .init(Number.time(startError(partsPerMillion: 990_000))),
      .init(Number.time(latestNanoseconds)), .init(Number.time(jitter.peakToPeakNanoseconds)),
      .init(Number.time(jitter.tailNanoseconds)),
      .init(Number.time(jitter.period.quantile(990_000))),
      .init(Number.count(overruns), overruns > 0 ? .bad : .plain),
      .init(Number.time(longestOverrunNanoseconds)), .init(Number.time(leakNanoseconds)),
    ]
  }

  /// The same for a page: names of the columns, and texts.
  static let names = [
    "windows", "late", "missed", "missed at most", "start error p50", "p99", "max", "peak to peak",
    "p99.9 - p50", "period p99", "overruns", "longest", "leak",
  ]

  var texts: [String] { cells.map(\.text) }
}
