public import Results

/// What `bulkhead jitter` prints: each core's gaps and late wake-ups, then what they are made of.
public enum JitterTable {
  /// The tables as text that ends in a newline.
  /// - Parameters:
  ///   - width: Characters per line; 0 or less for no limit.
  ///   - colour: Whether to use terminal escape sequences.
  public static func text(_ results: ResultSet, width: Int, colour: Bool) -> String {
    guard let findings = JitterFindings(results.jitter) else { return "nothing was watched\n" }
    var text = ""
    if results.isPartial { text += "PARTIAL: it ended before its time.\n\n" }
    text += "gaps of more than 1 µs in a spinning reader of the clock\n"
    text += gaps(findings.of(.gaps)).text(width: width, colour: colour)
    let timers = findings.of(.timer)
    if let first = timers.first {
      let classes = Set(timers.map(\.all.schedulingClass.rawValue)).sorted().joined(separator: ", ")
      let heading =
        "lateness of wake-ups from absolute deadlines,"
        + " one every \(Number.time(first.all.periodNanoseconds)), scheduling class \(classes)"
      text += "\n" + Words.paragraph(heading, width: width)
      text += Self.timers(timers).text(width: width, colour: colour)
    }
    text += "\ncauses\n" + causes(findings).text(width: width, colour: colour)
    text += "\n" + Words.paragraph(findings.attribution, width: width)
    text += "\n" + Words.paragraph(findings.sentence, width: width)
    return text
  }

  private static func gaps(_ series: [JitterFindings.Series]) -> TextTable {
    var table = TextTable([
      .init("CPU", .right), .init("watched", .right, priority: 1), .init("gaps", .right),
      .init("per s", .right), .init("lost", .right), .init("p50", .right), .init("p99", .right),
      .init("longest", .right), .init("timer\ninterrupts", .right, priority: 2),
      .init("other\ninterrupts", .right, priority: 3), .init("steal", .right, priority: 4),
    ])
    for one in series {
      let row = one.all
      table.rows.append(
        .cells([
          .init("\(row.cpu)"), .init(Number.time(nanoseconds: row.seconds * 1e9)),
          .init(Number.count(Int(row.count))), .init(Number.count(one.gapsPerSecond)),
          .init("\(Number.fixed(row.lostPercent, decimals: 2)) %"),
          .init(Number.time(row.p50Nanoseconds)), .init(Number.time(row.p99Nanoseconds)),
          .init(Number.time(row.longestNanoseconds)), count(row.timerInterrupts),
          count(row.otherInterrupts),
          .init(Number.time(nanoseconds: row.stealMilliseconds.map { $0 * 1e6 })),
        ]))
    }
    return table
  }

  private static func timers(_ series: [JitterFindings.Series]) -> TextTable {
    var table = TextTable([
      .init("CPU", .right), .init("releases", .right), .init("missed", .right),
      .init("missed\nat most", .right, priority: 3), .init("min", .right, priority: 5),
      .init("p50", .right), .init("p99", .right), .init("p99.9", .right, priority: 6),
      .init("longest", .right), .init("peak to\npeak", .right, priority: 1),
      .init("p99.9\n- p50", .right, priority: 4), .init("period\np99", .right, priority: 2),
    ])
    for row in series.map(\.all) {
      table.rows.append(
        .cells([
          .init("\(row.cpu)"), .init(Number.count(Int(row.n))),
          .init(Number.count(Int(row.missed)), row.missed > 0 ? .bad : .plain),
          .init(Number.share(percent: row.missedHighPercent)),
          .init(Number.time(row.minNanoseconds)), .init(Number.time(row.p50Nanoseconds)),
          .init(Number.time(row.p99Nanoseconds)), .init(Number.time(row.p999Nanoseconds)),
          .init(Number.time(row.longestNanoseconds)),
          .init(Number.time(row.peakToPeakNanoseconds)),
          .init(Number.time(row.p999MinusP50Nanoseconds)),
          .init(Number.time(row.periodJitterP99Nanoseconds)),
        ]))
    }
    return table
  }

  private static func causes(_ findings: JitterFindings) -> TextTable {
    var table = TextTable([
      .init("CPU", .right), .init("source"), .init("cause", isFlexible: true),
      .init("count", .right), .init("share", .right), .init("lost", .right, priority: 1),
      .init("p50", .right, priority: 2), .init("longest", .right),
    ])
    for row in findings.series.flatMap(\.causes) {
      let share = row.n > 0 ? Double(row.count) / Double(row.n) : 0
      table.rows.append(
        .cells([
          .init("\(row.cpu)"), .init(row.source.rawValue), .init(row.cause.words),
          .init(Number.count(Int(row.count))),
          .init("\(Number.fixed(share * 100, decimals: 1)) %"),
          .init(row.source == .gaps ? Number.time(row.lostNanoseconds) : Number.absent),
          .init(Number.time(row.p50Nanoseconds)), .init(Number.time(row.longestNanoseconds)),
        ]))
    }
    return table
  }

  private static func count(_ value: Int64?) -> TextTable.Cell {
    .init(value.map { Number.count(Int($0)) } ?? Number.absent)
  }
}
