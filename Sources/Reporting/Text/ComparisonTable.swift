public import Results

/// What `bulkhead compare RESULT` prints: the policies side by side for every victim and aggressor.
public enum ComparisonTable {
  /// The comparison as text that ends in a newline.
  /// - Parameters:
  ///   - width: Characters per line; 0 or less for no limit.
  ///   - colour: Whether to use terminal escape sequences.
  public static func text(_ results: ResultSet, width: Int, colour: Bool) -> String {
    let findings = Findings(results)
    let verdict = Verdict(findings)
    var text = paragraph(machine(results.provenance), width) + "\n"
    if results.isPartial {
      text += paragraph("PARTIAL RUN: it ended before its plan; what is missing is marked.", width)
      text += "\n"
    }
    if findings.contests.isEmpty {
      text += "no victim and aggressor to compare\n"
    } else {
      var notes = Footnotes()
      text += table(findings, notes: &notes).text(width: width, colour: colour)
      for note in notes.texts { text += paragraph(note, width) }
    }
    let controls = ControlCheck.all(findings).map(\.text)
    let controlsText = controls.isEmpty ? "none in this run" : Words.list(controls)
    text += "\n" + paragraph("controls: \(controlsText)", width)
    for caveat in Caveats.evidence(results) where caveat.level == .fail {
      text += paragraph(caveat.text, width)
    }
    text += paragraph("\(verdict.word): \(verdict.sentence)", width)
    return text
  }

  /// Where the numbers come from, and what limits them before the first one is read.
  private static func machine(_ provenance: Provenance) -> String {
    [
      provenance.host, provenance.cpuModel,
      provenance.hypervisor.map { "virtual machine (\($0))" } ?? "",
      provenance.tool.buildConfiguration == "debug" ? "DEBUG BUILD" : "",
    ].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  private static func table(_ findings: Findings, notes: inout Footnotes) -> TextTable {
    let isSliced = findings.matrix.contains { $0["windows"] != nil }
    var columns: [TextTable.Column] = [
      .init("policy", isFlexible: true),
      .init("slowdown [interval]", short: "slowdown", .right),
      .init("protection", short: "prot", .right, priority: 4),
      .init("cost", .right, priority: 5),
    ]
    if isSliced {
      columns += [
        .init("jitter p50", short: "jit p50", .right, priority: 2),
        .init("jitter p99", short: "jit p99", .right, priority: 3),
        .init("overruns", short: "over", .right, priority: 1),
        .init("missed", short: "miss", .right, priority: 1),
      ]
    }
    columns.append(.init("verdict"))
    var table = TextTable(columns)
    for contest in findings.contests {
      table.rows.append(.heading(contest.text))
      for policy in findings.policies {
        guard let pair = findings.pair(contest, under: policy) else { continue }
        table.rows.append(.cells(cells(pair, isSliced: isSliced, notes: &notes)))
      }
    }
    return table
  }

  private static func cells(
    _ pair: Pair, isSliced: Bool, notes: inout Footnotes
  ) -> [TextTable.Cell] {
    var cells: [TextTable.Cell] = [
      .init("  " + pair.policy), .init(interval(pair.slowdown)),
      .init(Number.percent(ofOne: pair.protection?.value)), .init(Number.times(pair.cost?.value)),
    ]
    if isSliced {
      cells += [
        .init(Number.time(nanoseconds: pair["start_error_p50"])),
        .init(Number.time(nanoseconds: pair["start_error_p99"])),
        .init(Number.count(pair["overruns"])), .init(Number.count(pair["windows_missed"])),
      ]
    }
    if let reason = pair.reason {
      cells.append(.init("no value (\(notes.number(of: reason)))", .faint))
    } else {
      cells.append(verdict(pair.slowdown?.verdict))
    }
    return cells
  }

  /// `4.46 [4.20, 4.73]`.
  static func interval(_ row: SummaryRow?) -> String {
    guard let row else { return Number.absent }
    let value = Number.ratio(row.value)
    guard let lower = row.lower, let upper = row.upper else { return value }
    return "\(value) [\(Number.ratio(lower)), \(Number.ratio(upper))]"
  }

  private static func verdict(_ verdict: SummaryRow.Verdict?) -> TextTable.Cell {
    switch verdict {
    case .worse: .init("worse", .bad)
    case .better: .init("better", .good)
    case .equivalent: .init("equivalent", .good)
    case .inconclusive: .init("inconclusive", .faint)
    case nil: .init(Number.absent)
    }
  }

  private static func paragraph(_ text: String, _ width: Int) -> String {
    let text = Words.printable(text)
    guard width > 0 else { return text + "\n" }
    return Words.wrapped(text, width: width).map { $0 + "\n" }.joined()
  }
}

/// Reasons numbered in the order in which they first appear, each printed once.
private struct Footnotes {
  private var reasons: [String] = []

  mutating func number(of reason: String) -> Int {
    if let index = reasons.firstIndex(of: reason) { return index + 1 }
    reasons.append(reason)
    return reasons.count
  }

  var texts: [String] {
    reasons.enumerated().map { index, reason in "(\(index + 1)) \(reason)" }
  }
}
