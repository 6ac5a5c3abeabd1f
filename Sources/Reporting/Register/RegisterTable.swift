public import Results

/// What `bulkhead run DEPLOYMENT` prints: robust partitioning by application, and the paths that matter most.
public enum RegisterTable {
  /// Paths that the terminal shows; the others are in the file.
  static let pathsShown = 20

  /// The register as text that ends in a newline.
  /// - Parameters:
  ///   - width: Characters per line; 0 or less for no limit.
  ///   - colour: Whether to use terminal escape sequences.
  public static func text(_ results: ResultSet, width: Int, colour: Bool) -> String {
    guard let findings = RegisterFindings(results) else { return "the run has no register\n" }
    var text =
      Words.paragraph(ComparisonTable.machine(results.provenance), width: width) + "\n"
    if results.isPartial {
      text += Words.paragraph("PARTIAL RUN: it ended before its time.", width: width)
    }
    if !findings.robust.isEmpty {
      text += "beside all other applications, over none of them\n"
      text += robust(findings).text(width: width, colour: colour) + "\n"
    }
    let shown = ordered(findings.paths).prefix(pathsShown)
    if !shown.isEmpty {
      text += paths(shown).text(width: width, colour: colour)
      if shown.contains(where: \.isUnproven) {
        text += Words.paragraph(
          "(1) its generator did not prove here that it stresses what it claims", width: width)
      }
      let rest = findings.paths.count - shown.count
      if rest > 0 {
        text += Words.paragraph(
          "and \(Number.count(rest, "path")) more in data/register.csv", width: width)
      }
      text += "\n"
    }
    let reasons = Findings.distinct(
      findings.paths.filter { $0.tested == .notTested }.map(\.reason))
    for reason in reasons {
      let count = findings.paths.count { $0.tested == .notTested && $0.reason == reason }
      text += Words.paragraph("\(Number.count(count, "path")) not tested: \(reason)", width: width)
    }
    text +=
      Words.paragraph(findings.sentence, width: width)
      + Words.paragraph(findings.robustness, width: width)
    return text + levels(results, width: width, colour: colour)
  }

  /// How the two levels of the schedule were kept while this was measured.
  private static func levels(_ results: ResultSet, width: Int, colour: Bool) -> String {
    var text = ""
    if let schedule = PartitionSchedule(results) {
      text += "\n" + PartitionScheduleTable.text(schedule, width: width, colour: colour)
      text += Words.paragraph(Words.capitalised(schedule.sentence) + ".", width: width)
    }
    if let schedule = GuestSchedule(results) {
      text += "\n" + GuestScheduleTable.text(schedule, width: width, colour: colour)
      text += Words.paragraph(Words.capitalised(schedule.sentence) + ".", width: width)
    }
    return text
  }

  /// The largest slowdown first; what was not measured last, in the file's order.
  private static func ordered(_ rows: [RegisterRow]) -> [RegisterRow] {
    rows.enumerated().sorted { a, b in
      (-(a.element.slowdown ?? 0), a.offset) < (-(b.element.slowdown ?? 0), b.offset)
    }.map(\.element)
  }

  private static func robust(_ findings: RegisterFindings) -> TextTable {
    var table = TextTable([
      .init("application", isFlexible: true), .init("criticality", short: "crit.", priority: 1),
      .init("slowdown\n[95 % interval]", short: "slowdown", .right), .init("verdict"),
      .init("longest\nalone", .right, priority: 0), .init("longest\nbeside", .right, priority: 2),
    ])
    for row in findings.robust {
      table.rows.append(
        .cells([
          .init(row.victimID), .init(AnalysisTable.criticality(row.victimCriticality)),
          .init(row.slowdownText), verdict(row),
          .init(Number.time(nanoseconds: row.soloHighWaterMarkNanoseconds)),
          .init(Number.time(nanoseconds: row.highWaterMarkNanoseconds)),
        ]))
    }
    return table
  }

  private static func paths(_ rows: some Sequence<RegisterRow>) -> TextTable {
    var table = TextTable([
      .init("victim", isFlexible: true), .init("beside", isFlexible: true),
      .init("channel"), .init("kind", priority: 0),
      .init("generator", priority: 2, isFlexible: true), .init("verified", priority: 3),
      .init("slowdown\n[95 % interval]", short: "slowdown", .right), .init("verdict"),
      .init("longest", .right, priority: 1),
    ])
    for row in rows {
      table.rows.append(
        .cells([
          .init(row.victimID), .init(row.aggressorID),
          .init(row.channel?.rawValue ?? Number.absent), .init(row.kind.rawValue),
          .init(row.generator), .init(row.verified?.rawValue ?? Number.absent),
          .init(row.slowdownText), marked(row),
          .init(Number.time(nanoseconds: row.highWaterMarkNanoseconds)),
        ]))
    }
    return table
  }

  /// The verdict, which no width leaves out, with a mark where its generator may not have used the channel.
  private static func marked(_ row: RegisterRow) -> TextTable.Cell {
    var cell = verdict(row)
    guard row.isUnproven else { return cell }
    cell.text += " (1)"
    // Nothing slower beside what may have done nothing is no good news.
    if cell.tone == .good { cell.tone = .faint }
    return cell
  }

  private static func verdict(_ row: RegisterRow) -> TextTable.Cell {
    guard row.tested == .measured else { return .init("not tested", .faint) }
    switch row.verdict {
    case .worse?: return .init("worse", .bad)
    case .better?: return .init("better", .good)
    case .equivalent?: return .init("equivalent", .good)
    case .inconclusive?, nil: return .init(row.verdict?.rawValue ?? Number.absent, .faint)
    }
  }
}
