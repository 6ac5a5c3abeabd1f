public import Results

/// What `bulkhead analyse` prints: who can delay whom, what takes service away, and what violates the claims.
public enum AnalysisTable {
  /// The analysis as text that ends in a newline.
  /// - Parameters:
  ///   - width: Characters per line; 0 or less for no limit.
  ///   - colour: Whether to use terminal escape sequences.
  public static func text(
    _ rows: AnalysisRows, width: Int, colour: Bool
  ) -> String {
    guard let findings = AnalysisFindings(rows) else { return "nothing was analysed\n" }
    var text = matrix(findings, width: width, colour: colour)
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
    let widest = table.columns(within: width)
    // Half a matrix says the wrong thing.
    guard width <= 0 || widest <= width else {
      return Words.paragraph(
        "(the matrix of who can delay whom needs \(widest) columns; --csv has it in long form)",
        width: width)
    }
    return table.text(width: width, colour: colour)
      + Words.paragraph(
        "The closest channel: in upper case where both run at once (concurrent), in lower case where one"
          + " runs after the other (residual), · where nothing that matters is shared. guest: the guest"
          + " scheduler; space: the address space; hyp: the partition scheduler; link: the interconnect;"
          + " os: the host's kernel.",
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
      .init("application", isFlexible: true), .init("level"), .init("backend", priority: 0),
      .init("cores"), .init("at once\nwith", .right), .init("through"), .init("after", .right),
      .init("through", priority: 1),
    ])
    for (index, victim) in findings.applications.enumerated() {
      let others = findings.applications.filter { $0.id != victim.id }
      let links = others.map { findings.links(to: victim.id, from: $0.id) }
      func cells(_ kind: InterferenceKind) -> [TextTable.Cell] {
        let count = links.count { $0.contains { $0.kind == kind } }
        let channels = Set(links.joined().filter { $0.kind == kind }.map(\.channel)).sorted()
        return [
          .init("\(count)"),
          .init(channels.isEmpty ? Number.absent : channels.map(\.code).joined(separator: " ")),
        ]
      }
      let partition = findings.partition(victim.partition)
      table.rows.append(
        .cells(
          [
            .init("\(index + 1) \(victim.id)"), .init(criticality(partition?.criticality)),
            .init(partition?.backend ?? ""), .init(taskset(victim.cores)),
          ] + cells(.concurrent) + cells(.residual)))
    }
    return table
  }

  // MARK: What takes service away

  private static func failures(_ findings: AnalysisFindings) -> TextTable {
    var table = TextTable([
      .init("single point of failure", short: "fails", isFlexible: true),
      .init("loses\nservice", short: "loses", .right), .init("strictest\nlevel", short: "level"),
      .init("contained", priority: 0), .init("who", isFlexible: true),
    ])
    let numbers = Dictionary(
      uniqueKeysWithValues: findings.applications.enumerated().map { ($1.id, $0 + 1) })
    for group in FailureGroup.all(findings.rows.failurePoints) where group.row.lost > 0 {
      let row = group.row
      let isEverybody = row.lost == findings.applications.count
      let lost = AnalysisFindings.list(row.applicationsLost)
      let backend = row.backend.isEmpty ? "" : " (\(row.backend))"
      table.rows.append(
        .cells([
          .init(group.name), .init("\(row.lost)", isEverybody ? .bad : .plain),
          .init(criticality(row.highestCriticalityLost)),
          .init(row.isContained ? "yes\(backend)" : "no\(backend)"),
          .init(
            isEverybody
              ? "everybody"
              : lost.compactMap { numbers[$0] }.map(String.init).joined(separator: " ")),
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

/// What fails together, as one line: a core with the caches that are its own, a partition with its guest scheduler.
struct FailureGroup {
  private(set) var name: String
  let row: FailurePointRow

  static func all(_ rows: [FailurePointRow]) -> [FailureGroup] {
    var groups: [FailureGroup] = []
    for row in rows {
      let place = groups.firstIndex { $0.row.kind.takesAlong(row.kind) && $0.isSame(as: row) }
      guard let place else {
        groups.append(FailureGroup(name: row.element, row: row))
        continue
      }
      let isFirst = groups[place].name == groups[place].row.element
      let part = row.kind == .cache ? row.channel?.rawValue ?? row.element : "guest scheduler"
      groups[place].name += (isFirst ? " with its " : ", ") + part
    }
    return groups
  }

  private func isSame(as other: FailurePointRow) -> Bool {
    row.cores == other.cores && row.applicationsLost == other.applicationsLost
      && row.applications == other.applications
  }
}

extension FailurePointRow.Kind {
  fileprivate func takesAlong(_ part: Self) -> Bool {
    switch self {
    case .core, .cache: part == .cache
    case .partition: part == .guestScheduler
    default: false
    }
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
