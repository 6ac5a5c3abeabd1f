public import Results

/// What `bulkhead analyse` prints: who can delay whom, what takes service away, and what violates the claims.
public enum AnalysisTable {
  /// The analysis as text that ends in a newline.
  /// - Parameters:
  ///   - heading: lines about the deployment and the machine that go before it.
  ///   - width: Characters per line; 0 or less for no limit.
  ///   - colour: Whether to use terminal escape sequences.
  public static func text(
    _ rows: AnalysisRows, heading: [String], width: Int, colour: Bool
  ) -> String {
    var text = heading.map { Words.paragraph($0, width: width) }.joined()
    guard let findings = AnalysisFindings(rows) else { return text }
    text += "\n" + matrix(findings, width: width, colour: colour)
    text += "\n" + victims(findings).text(width: width, colour: colour)
    text += "\n" + failures(findings).text(width: width, colour: colour)
    text += "\n" + violations(rows.violations, width: width)
    return text + "\n" + Words.paragraph(findings.sentence, width: width)
  }

  // MARK: Who can delay whom

  private static func matrix(
    _ findings: AnalysisFindings, width: Int, colour: Bool
  ) -> String {
    let applications = findings.applications
    var table = TextTable(
      [.init("can be delayed by", short: "delayed by", isFlexible: true)]
        + applications.indices.map { .init("\($0 + 1)", .right) })
    for (index, victim) in applications.enumerated() {
      let cells = applications.map { aggressor in
        cell(victim.id, aggressor.id, findings)
      }
      table.rows.append(.cells([.init("\(index + 1) \(victim.id)")] + cells))
    }
    let text = table.text(width: 0, colour: colour)
    let widest = table.text(width: 0).split(separator: "\n").map(\.count).max() ?? 0
    let fits = width <= 0 || widest <= width
    let shown = fits ? text : table.text(width: width, colour: colour)
    // Half a matrix says the wrong thing.
    if !fits, shown.contains("(too narrow") || shown.contains("…") {
      return Words.paragraph(
        "(the matrix of who can delay whom needs \(widest) columns; --csv has it in long form)",
        width: width)
    }
    return shown
      + Words.paragraph(
        "The closest channel: in upper case where both run at once (concurrent), in lower case where one"
          + " runs after the other (residual), · where nothing that matters is shared.",
        width: width)
  }

  private static func cell(
    _ victim: String, _ aggressor: String, _ findings: AnalysisFindings
  ) -> TextTable.Cell {
    if victim == aggressor { return .init("-", .faint) }
    guard let link = findings.leading(to: victim, from: aggressor) else {
      return .init("·", .faint)
    }
    let code = link.channel.code
    return link.kind == .concurrent ? .init(code.uppercased(), .bad) : .init(code.lowercased())
  }

  private static func victims(_ findings: AnalysisFindings) -> TextTable {
    var table = TextTable([
      .init("application", isFlexible: true), .init("criticality", short: "crit."),
      .init("backend", priority: 0), .init("cores"), .init("at once\nwith", .right),
      .init("through", isFlexible: true), .init("after", .right),
      .init("through", isFlexible: true),
    ])
    for victim in findings.applications {
      let others = findings.applications.filter { $0.id != victim.id }
      let links = others.map { findings.links(to: victim.id, from: $0.id) }
      func cells(_ kind: InterferenceKind) -> [TextTable.Cell] {
        let count = links.count { $0.contains { $0.kind == kind } }
        let channels = Set(links.joined().filter { $0.kind == kind }.map(\.channel)).sorted()
        return [
          .init("\(count)"),
          .init(channels.isEmpty ? Number.absent : channels.map(\.rawValue).joined(separator: " ")),
        ]
      }
      let partition = findings.partition(victim.partition)
      table.rows.append(
        .cells(
          [
            .init(victim.id), .init(criticality(partition?.criticality)),
            .init(partition?.backend ?? ""), .init(taskset(victim.cores)),
          ] + cells(.concurrent) + cells(.residual)))
    }
    return table
  }

  // MARK: What takes service away

  private static func failures(_ findings: AnalysisFindings) -> TextTable {
    var table = TextTable([
      .init("single point of failure", short: "fails", isFlexible: true),
      .init("loses\nservice", short: "loses", .right), .init("strictest", short: "crit."),
      .init("who", isFlexible: true), .init("containment", priority: 0, isFlexible: true),
    ])
    for point in FailureGroup.all(findings.rows.failurePoints) where point.row.lost > 0 {
      let everybody = point.row.lost == findings.applications.count
      let names = AnalysisFindings.list(point.row.applicationsLost)
      table.rows.append(
        .cells([
          .init(point.name), .init("\(point.row.lost)", everybody ? .bad : .plain),
          .init(criticality(point.row.highestCriticalityLost)),
          .init(everybody ? "everybody" : names.joined(separator: " ")),
          .init(point.row.containment),
        ]))
    }
    return table
  }

  private static func violations(_ rows: [ViolationRow], width: Int) -> String {
    guard !rows.isEmpty else {
      return Words.paragraph("isolation: nothing violates what the file claims", width: width)
    }
    return rows.map { row in
      let place = [row.sourceFile, row.line.map { "\($0)" }, row.column.map { "\($0)" }]
        .compactMap(\.self).joined(separator: ":")
      let claim = row.isDeclared ? "declared" : "implied"
      return Words.paragraph("\(place): \(row.message)", width: width)
        + Words.paragraph(
          "  (\(row.isolation.rawValue), \(claim), \(row.rule)) to mend it: \(row.remedy)",
          width: width)
    }.joined()
  }

  static func criticality(_ text: String?) -> String {
    text.map { $0.isEmpty ? Number.absent : $0 } ?? Number.absent
  }

  private static func taskset(_ cores: [Int]) -> String {
    cores.map(String.init).joined(separator: ",")
  }
}

/// Hardware that the same applications lose together, as one line: a core and the caches that are its own.
struct FailureGroup {
  let name: String
  let row: FailurePointRow

  static func all(_ rows: [FailurePointRow]) -> [FailureGroup] {
    var groups: [FailureGroup] = []
    for row in rows {
      if row.kind == .cache,
        let place = groups.firstIndex(where: {
          ($0.row.kind == .core || $0.row.kind == .cache) && $0.row.cores == row.cores
        })
      {
        let level = row.channel?.rawValue ?? row.element
        groups[place] = FailureGroup(
          name: groups[place].name + " and its \(level)", row: groups[place].row)
      } else {
        groups.append(FailureGroup(name: row.element, row: row))
      }
    }
    return groups
  }
}

extension InterferenceChannel {
  /// A name of at most five letters, for a matrix.
  var code: String {
    switch self {
    case .interconnect: "link"
    case .partition: "guest"
    case .addressSpace: "space"
    case .hypervisor: "hyp"
    case .hostOS: "os"
    default: rawValue
    }
  }
}
