public import Results

/// What `bulkhead residue` prints: a block for each policy, and in it a line for each footprint of the neighbour.
public enum ResidueTable {
  /// The results as text that ends in a newline.
  /// - Parameters:
  ///   - width: Characters per line; 0 or less for no limit.
  ///   - colour: Whether to use terminal escape sequences.
  public static func text(_ results: ResultSet, width: Int, colour: Bool) -> String {
    guard let findings = ResidueFindings(results) else { return "no residue was measured\n" }
    var text = Words.paragraph(findings.sentence, width: width)
    if results.isPartial {
      text += Words.paragraph("PARTIAL RUN: it ended before its time.", width: width)
    }
    if !findings.policies.isEmpty {
      text += "\n" + table(findings).text(width: width, colour: colour) + "\n"
      text += Words.paragraph(ResidueFindings.legend, width: width)
    }
    for row in findings.absent {
      text += Words.paragraph("\(row.policy): unavailable: \(row.reason)", width: width)
    }
    return text
  }

  private static func table(_ findings: ResidueFindings) -> TextTable {
    var table = TextTable([
      .init("neighbour"), .init("warm", .right, priority: 2), .init("first", .right),
      .init("95 %", .right, priority: 3), .init("residue", .right),
      .init("95 %", .right, priority: 4), .init("ratio to\nnone", short: "ratio", .right),
      .init("95 %", .right, priority: 5), .init("finding", isFlexible: true),
    ])
    for policy in findings.policies {
      let window = policy.footprints[0].windowNanoseconds
      let victim = policy.footprints[0].victimBytes
      table.rows.append(
        .heading(
          "\(policy.name): \(Number.bytes(victim)) victim, windows of \(Number.time(window))"))
      for row in policy.footprints { table.rows.append(.cells(cells(row))) }
    }
    return table
  }

  private static func cells(_ row: ResidueSummaryRow) -> [TextTable.Cell] {
    let isNone = row.footprintBytes == 0
    return [
      .init(ResidueFindings.footprint(row.footprintBytes)),
      .init(Number.time(nanoseconds: row.warmNanoseconds)),
      .init(Number.time(nanoseconds: row.firstNanoseconds)),
      .init(ResidueFindings.interval(row.firstLowerNanoseconds, row.firstUpperNanoseconds), .faint),
      .init(Number.time(nanoseconds: row.extraNanoseconds)),
      .init(
        ResidueFindings.times(row.extraLowerNanoseconds, row.extraUpperNanoseconds), .faint),
      .init(isNone ? Number.absent : Number.times(row.ratio)),
      .init(
        isNone ? Number.absent : ResidueFindings.interval(row.ratioLower, row.ratioUpper), .faint),
      .init(
        ResidueFindings.word(row) + (row.isInForce == false ? "; policy not in force" : ""),
        row.isInForce == false || row.finding == .depends ? .bad : .plain),
    ]
  }
}
