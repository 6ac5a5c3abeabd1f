public import Results

/// What `bulkhead leakage` prints: a block for each channel, and in it a line for each policy.
public enum LeakageTable {
  /// The table as text that ends in a newline.
  /// - Parameters:
  ///   - width: Characters per line; 0 or less for no limit.
  ///   - colour: Whether to use terminal escape sequences.
  public static func text(_ results: ResultSet, width: Int, colour: Bool) -> String {
    guard let findings = LeakageFindings(results) else { return "nothing was measured\n" }
    var text = results.isPartial ? "PARTIAL: it ended before its time.\n\n" : ""
    if !findings.signals.isEmpty {
      text += table(findings).text(width: width, colour: colour)
      text += "\n" + Words.paragraph(LeakageFindings.legend, width: width)
    }
    for row in findings.signals where !row.reason.isEmpty {
      text += Words.paragraph("\(row.channel) under \(row.policy): \(row.reason)", width: width)
    }
    for absence in findings.absences {
      text += Words.paragraph("\(absence.name): unavailable: \(absence.reason)", width: width)
    }
    return text + "\n" + Words.paragraph(findings.sentence, width: width)
  }

  private static func table(_ findings: LeakageFindings) -> TextTable {
    var table = TextTable([
      .init("policy", isFlexible: true), .init("n", .right, priority: 4), .init("M", .right),
      .init("M0", .right), .init("p", .right, priority: 3), .init("leak"),
      .init("bit/s", .right, priority: 1), .init("unseen", .right, priority: 5),
      .init("positive", .right, priority: 2), .init("negative", .right, priority: 2),
      .init("probe\nfirst", .right, priority: 6), .init("probe\nlast", .right, priority: 6),
      .init("verdict"),
    ])
    for channel in findings.channels {
      table.rows.append(.heading(channel))
      for row in findings.signals where row.channel == channel {
        table.rows.append(.cells(cells(row, findings).map { TextTable.Cell($0.text, $0.tone) }))
      }
    }
    return table
  }

  /// The columns of a row, as text; the report has the same.
  static func cells(
    _ row: LeakageRow, _ findings: LeakageFindings
  ) -> [(text: String, tone: TextTable.Tone)] {
    func millibits(_ value: Double?) -> String {
      value.map(LeakageFindings.millibits) ?? Number.absent
    }
    func time(_ value: Double?) -> String {
      value.map { Number.time(nanoseconds: $0) } ?? Number.absent
    }
    var leak = millibits(row.correctedMillibits)
    if let lower = row.correctedLowerMillibits, let upper = row.correctedUpperMillibits {
      leak += " [\(millibits(lower)), \(millibits(upper))]"
    }
    return [
      (row.policy, .plain), (Number.count(Int(row.observations)), .plain),
      (millibits(row.leakMillibits), .plain), (millibits(row.boundMillibits), .plain),
      (row.pValue.map { Number.fixed($0, decimals: 3) } ?? Number.absent, .plain), (leak, .plain),
      (row.bitsPerSecond.map { Number.fixed($0, decimals: 0) } ?? Number.absent, .plain),
      (millibits(row.detectionLimitMillibits), .plain),
      (millibits(findings.control(.positive, of: row)?.leakMillibits), .plain),
      (millibits(findings.control(.negative, of: row)?.leakMillibits), .plain),
      (time(row.firstSymbolNanoseconds), .plain), (time(row.lastSymbolNanoseconds), .plain),
      (
        LeakageFindings.verdict(row),
        row.verdict == .leaks ? .bad : row.verdict == .noLeak ? .good : .plain
      ),
    ]
  }
}
