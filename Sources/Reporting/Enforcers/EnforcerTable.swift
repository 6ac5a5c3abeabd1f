public import Results

/// What `bulkhead enforcers` prints: a block for each length of window, and in it a line for each case.
public enum EnforcerTable {
  /// The table as text that ends in a newline.
  /// - Parameters:
  ///   - width: Characters per line; 0 or less for no limit.
  ///   - colour: Whether to use terminal escape sequences.
  public static func text(_ results: ResultSet, width: Int, colour: Bool) -> String {
    guard let findings = EnforcerFindings(results.enforcers) else {
      return "nothing was measured\n"
    }
    var text = ""
    if results.isPartial { text += "PARTIAL: it ended before its time.\n\n" }
    if !findings.measured.isEmpty {
      text += table(findings.measured).text(width: width, colour: colour)
      text += "\n" + Words.paragraph(EnforcerFindings.legend, width: width)
    }
    for row in findings.absent {
      text += Words.paragraph("\(row.enforcer): unavailable: \(row.reason)", width: width)
    }
    return text + "\n" + Words.paragraph(findings.sentence, width: width)
  }

  private static func table(_ rows: [EnforcerRow]) -> TextTable {
    var table = TextTable([
      .init("enforcer", isFlexible: true), .init("guard", .right), .init("beside"),
      .init("windows", .right, priority: 4), .init("late", .right, priority: 3),
      .init("missed", .right), .init("start\np50", .right), .init("start\np99", .right),
      .init("start\np99.9", .right, priority: 6), .init("start\nmax", .right, priority: 5),
      .init("stop\np50", .right, priority: 8), .init("stop\np99", .right, priority: 11),
      .init("stop\nmax", .right, priority: 2), .init("past\nthe end", .right),
      .init("overlaps", short: "over-\nlaps", .right, priority: 10),
      .init("switch\np50", .right, priority: 7),
      .init("CPU", .right, priority: 1), .init("lost", .right, priority: 9),
    ])
    let windows = Set(rows.map(\.windowNanoseconds)).sorted(by: >)
    for window in windows {
      let block = rows.filter { $0.windowNanoseconds == window }
      let classes = Set(block.map { "\($0.backend), \($0.schedulingClass)" }).sorted()
      table.rows.append(
        .heading("windows of \(Number.time(window)) (\(classes.joined(separator: "; ")))"))
      for row in block { table.rows.append(.cells(cells(row))) }
    }
    return table
  }

  private static func cells(_ row: EnforcerRow) -> [TextTable.Cell] {
    [
      .init(row.enforcer), .init(row.guardBand.text(row)),
      .init(row.neighbours == .memory ? "memory" : "-"), count(row.windows), count(row.late),
      count(row.missed, isBad: true), time(row.startP50Nanoseconds), time(row.startP99Nanoseconds),
      time(row.startP999Nanoseconds), time(row.startLongestNanoseconds),
      time(row.stopP50Nanoseconds), time(row.stopP99Nanoseconds), time(row.stopLongestNanoseconds),
      .init(pastTheEnd(row), row.guardBand == .auto && row.overruns > 0 ? .bad : .plain),
      count(row.overlaps, isBad: true), time(row.switchP50Nanoseconds),
      time(row.switchCPUNanoseconds), .init(lost(row)),
    ]
  }

  static func pastTheEnd(_ row: EnforcerRow) -> String {
    Number.count(Int(row.overruns))
      + (row.overrunsInGap > 0 ? " (\(Number.count(Int(row.overrunsInGap))))" : "")
  }

  static func lost(_ row: EnforcerRow) -> String {
    row.lostPercent.map { Number.fixed($0, decimals: 1) + Number.space + "%" } ?? Number.absent
  }

  private static func count(_ value: Int64, isBad: Bool = false) -> TextTable.Cell {
    .init(Number.count(Int(value)), isBad && value > 0 ? .bad : .plain)
  }

  private static func time(_ value: Int64?) -> TextTable.Cell { .init(Number.time(value)) }
}
