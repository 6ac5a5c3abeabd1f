import Results
import Statistics

/// What `bulkhead compare RESULT RESULT` prints: what differs in what was asked, in what was measured, and what follows.
public enum DeploymentComparisonTable {
  /// The comparison as text that ends in a newline.
  /// - Parameters:
  ///   - width: Characters per line; 0 or less for no limit.
  ///   - colour: Whether to use terminal escape sequences.
  public static func text(
    _ comparison: DeploymentComparison, width: Int, colour: Bool
  ) -> String {
    let parts = [
      ("what differs", facts(comparison)),
      ("beside all other applications, over none of them", applications(comparison)),
      ("the worst path of each", paths(comparison)),
      ("how the schedule was kept", windows(comparison)),
    ]
    var text =
      Words.paragraph("A  \(comparison.a.directory)", width: width, cutsPaths: false)
      + Words.paragraph("B  \(comparison.b.directory)", width: width, cutsPaths: false)
    for (title, table) in parts where !table.rows.isEmpty {
      text += "\n\(title)\n" + table.text(width: width, colour: colour)
    }
    text +=
      "\n"
      + Words.paragraph(
        "Slowdown: median job beside the others over the same alone, each in its own run. "
          + same(comparison), width: width)
    for sentence in ComparisonSentences(comparison: comparison).all {
      text += Words.paragraph(sentence, width: width)
    }
    return text
  }

  private static func same(_ comparison: DeploymentComparison) -> String {
    let same = comparison.facts.filter { !$0.differs && !$0.a.isEmpty }
    return "The same in both: " + same.map { "\($0.name) \($0.a)" }.joined(separator: "; ") + "."
  }

  private static func facts(_ comparison: DeploymentComparison) -> TextTable {
    var table = TextTable([
      .init(""), .init("A", isFlexible: true), .init("B", isFlexible: true),
    ])
    table.rows = comparison.facts.filter(\.differs).map {
      .cells([.init($0.name), .init($0.a), .init($0.b)])
    }
    return table
  }

  private static func applications(_ comparison: DeploymentComparison) -> TextTable {
    var table = TextTable(
      [.init("application", isFlexible: true), .init("criticality", short: "crit.", priority: 0)]
        + contrastColumns + [
          .init("alone\nA", .right, priority: 1), .init("alone\nB", .right, priority: 1),
          .init("longest\nA", .right, priority: 2), .init("longest\nB", .right, priority: 2),
        ])
    table.rows = comparison.applications.map { row in
      .cells(
        [.init(row.slowdown.subject), .init(AnalysisTable.criticality(row.criticality))]
          + cells(row.slowdown) + [
            .init(Number.time(nanoseconds: row.a?.soloP50Nanoseconds)),
            .init(Number.time(nanoseconds: row.b?.soloP50Nanoseconds)),
            .init(Number.time(nanoseconds: row.a?.highWaterMarkNanoseconds)),
            .init(Number.time(nanoseconds: row.b?.highWaterMarkNanoseconds)),
          ])
    }
    return table
  }

  private static func paths(_ comparison: DeploymentComparison) -> TextTable {
    var table = TextTable([.init("path", isFlexible: true)] + contrastColumns)
    table.rows = comparison.worstPaths.map { .cells([.init($0.subject)] + cells($0)) }
    return table
  }

  private static func windows(_ comparison: DeploymentComparison) -> TextTable {
    var table = TextTable([
      .init("partition", isFlexible: true),
      .init("start error\np50 A", short: "p50 A", .right, priority: 1),
      .init("start error\np50 B", short: "p50 B", .right, priority: 1),
      .init("start error\np99 A", short: "p99 A", .right),
      .init("start error\np99 B", short: "p99 B", .right), .init("missed\nA", .right),
      .init("missed\nB", .right), .init("of windows\nA", .right, priority: 0),
      .init("of windows\nB", .right, priority: 0), .init("overlap\nA", .right),
      .init("overlap\nB", .right),
    ])
    table.rows = comparison.windows.filter { $0.a != nil || $0.b != nil }.map { row in
      let sides = [row.a, row.b]
      func count(_ side: PartitionSchedule.Partition?, _ value: (WindowTotals) -> Int) -> String {
        side.map { Number.count(value($0.totals)) } ?? Number.absent
      }
      return .cells(
        [.init(row.name)] + sides.map { .init(Number.time($0?.startErrorP50)) }
          + sides.map { .init(Number.time($0?.startErrorP99)) }
          + sides.map { .init(count($0, \.missed), $0?.totals.missed ?? 0 > 0 ? .bad : .plain) }
          + sides.map { .init(count($0, \.windows)) }
          + sides.map {
            .init(
              Number.time($0?.overlapNanoseconds),
              $0?.overlapNanoseconds ?? 0 > 0 ? .bad : .plain)
          })
    }
    return table
  }

  // MARK: A number of each run

  private static let contrastColumns: [TextTable.Column] = [
    .init("slowdown A\n[95 % interval]", short: "slowdown\nA", .right),
    .init("slowdown B\n[95 % interval]", short: "slowdown\nB", .right),
    .init("B over A\n[95 % interval]", short: "B over A", .right, priority: 3),
    .init("in B", priority: 4),
  ]

  private static func cells(_ contrast: DeploymentComparison.Contrast) -> [TextTable.Cell] {
    [contrast.a, contrast.b, contrast.ratio].map { .init(interval($0)) }
      + [verdict(contrast.verdict)]
  }

  private static func interval(_ estimate: Estimate?) -> String {
    guard let estimate else { return Number.absent }
    guard let interval = estimate.interval else { return Number.ratio(estimate.value) }
    return
      "\(Number.ratio(estimate.value)) [\(Number.bound(interval.lower)), \(Number.bound(interval.upper))]"
  }

  static func verdict(_ verdict: Statistics.Verdict?) -> TextTable.Cell {
    switch verdict {
    case .worse?: .init("worse", .bad)
    case .better?: .init("better", .good)
    case .equivalent?: .init("equivalent", .good)
    case .inconclusive?: .init("inconclusive", .faint)
    case nil: .init(Number.absent, .faint)
    }
  }
}
