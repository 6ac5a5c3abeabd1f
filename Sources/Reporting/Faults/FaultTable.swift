public import Results

/// What `bulkhead faults` prints: for each fault and backend, what was seen, what was done, and what the others lost.
public enum FaultTable {
  /// The rows as text that ends in a newline.
  ///
  /// - Parameter width: Characters per line; 0 or less for no limit.
  public static func text(_ results: ResultSet, width: Int, colour: Bool = false) -> String {
    guard let findings = FaultFindings(results) else { return "no fault was injected\n" }
    var table = TextTable([
      .init("fault", isFlexible: true), .init("contained"), .init("detected by", priority: 4),
      .init("frames", .right), .init("action", priority: 1),
      .init("others' windows\nlost of planned", short: "lost of\nplanned", .right),
      .init("without\nfault", .right, priority: 2),
      .init("start p99", .right, priority: 0),
      .init("slowdown", .right, priority: 3),
    ])
    for backend in findings.backends {
      table.rows.append(.heading(backend))
      for row in findings.rows where row.backend == backend {
        table.rows.append(.cells(cells(row)))
      }
    }
    var text = table.text(width: width, colour: colour) + "\n"
    for (reason, rows) in reasons(findings.unavailable) {
      text += Words.paragraph("unavailable: \(reason) (\(Words.list(rows)))", width: width)
    }
    return text + Words.paragraph(findings.sentence, width: width)
  }

  private static func cells(_ row: FaultRow) -> [TextTable.Cell] {
    guard row.status == .measured else {
      return [.init("  " + row.fault, .faint), .init("unavailable", .faint)]
        + Array(repeating: .init(Number.absent, .faint), count: 7)
    }
    let isContained = row.isContained == true
    return [
      .init("  " + row.fault),
      .init(containment(row), isContained ? .good : .bad),
      .init(row.detectedBy), .init(row.framesToDetect.map { "\($0)" } ?? Number.absent),
      .init(row.action.isEmpty ? Number.absent : row.action),
      .init(losses(row), isContained ? .plain : .bad),
      .init(row.windowsLostHealthy.map { Number.count(Int($0)) } ?? Number.absent),
      .init(
        Number.time(nanoseconds: row.startErrorP99BeforeNanoseconds) + " > "
          + Number.time(nanoseconds: row.startErrorP99AfterNanoseconds)),
      .init(slowdown(row)),
    ]
  }

  static func containment(_ row: FaultRow) -> String {
    row.isContained == true
      ? "yes" : row.isSinglePointOfFailure == true ? "no: ends others" : "no"
  }

  static func losses(_ row: FaultRow) -> String {
    guard let lost = row.windowsLost, let planned = row.windowsPlanned else { return Number.absent }
    return "\(Number.count(Int(lost))) of \(Number.count(Int(planned)))"
  }

  static func slowdown(_ row: FaultRow) -> String {
    VerificationTable.interval(row.slowdownAfter, row.slowdownAfterLower, row.slowdownAfterUpper)
  }

  /// The reasons with the faults they hold for, each once.
  private static func reasons(_ rows: [FaultRow]) -> [(String, [String])] {
    var reasons: [(String, [String])] = []
    for row in rows {
      let name = "\(row.fault) on \(row.backend)"
      if let index = reasons.firstIndex(where: { $0.0 == row.detail }) {
        reasons[index].1.append(name)
      } else {
        reasons.append((row.detail, [name]))
      }
    }
    return reasons
  }
}
