public import Results

/// What `bulkhead worst-case` prints: the curve of each method, or why it has none.
public enum WorstCaseTable {
  /// The results as text that ends in a newline.
  /// - Parameters:
  ///   - width: Characters per line; 0 or less for no limit.
  ///   - colour: Whether to use terminal escape sequences.
  public static func text(_ results: ResultSet, width: Int, colour: Bool) -> String {
    guard let findings = WorstCaseFindings(results) else { return "no job was timed\n" }
    var text = ""
    if results.isPartial { text += "PARTIAL: it ended before its time.\n\n" }
    if !findings.tails.isEmpty {
      text += curve(findings).text(width: width, colour: colour) + "\n"
    }
    if !findings.tests.isEmpty {
      text += gate(findings).text(width: width, colour: colour) + "\n"
    }
    return text + Words.paragraph(findings.sentence, width: width)
  }

  private static func curve(_ findings: WorstCaseFindings) -> TextTable {
    var table = TextTable([
      .init("method"), .init("tail", .right, priority: 2), .init("shape", .right, priority: 3),
      .init("fit p", .right, priority: 1), .init("per run", .right),
      .init("per hour", .right, priority: 4), .init("estimate", .right, priority: 5),
      .init("upper bound", .right), .init("", isFlexible: true),
    ])
    for tail in findings.tails {
      for row in tail.points {
        table.rows.append(
          .cells([
            .init(row.method.words), .init(row.tailCount.map { Number.count(Int($0)) } ?? "-"),
            .init(row.shape.map { Number.fixed($0, decimals: 2) } ?? Number.absent),
            .init(row.fitPValue.map { Number.fixed($0, decimals: 2) } ?? Number.absent),
            .init(WorstCaseFindings.chance(row.exceedancePerRun)),
            .init(WorstCaseFindings.chance(row.exceedancePerHour)),
            .init(WorstCaseFindings.time(row.estimateNanoseconds)),
            .init(WorstCaseFindings.time(row.upperNanoseconds)),
            .init(row.refusals, row.refusals.isEmpty ? .plain : .bad),
          ]))
      }
    }
    return table
  }

  private static func gate(_ findings: WorstCaseFindings) -> TextTable {
    var table = TextTable([
      .init("test of the series"), .init("statistic", .right), .init("p (Holm)", .right),
      .init("", isFlexible: true),
    ])
    for test in findings.tests {
      table.rows.append(
        .cells([
          .init(test.test), .init(Number.threeDigits(test.statistic)),
          .init(Number.fixed(test.adjustedPValue, decimals: 3)),
          .init(test.isRejected ? test.refusal : "", .bad),
        ]))
    }
    return table
  }
}
