import Results

/// The interference-channel register as a table on the page, which the reader can sort.
enum RegisterCard {
  static func html(_ findings: RegisterFindings) -> String {
    let head = columns.map { column in
      "<th scope=\"col\"\(column.isNumber ? " class=n" : "")>"
        + "<button type=\"button\">\(column.name)</button>"
    }
    return """
      <section class="card wide" id="register">
      <p class="question">The interference-channel register</p>
      <h2>\(Escape.headline(findings.robustness))</h2>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Interference-channel register">
      <table class="sortable"><thead><tr>\(head.joined())</tr></thead>
      <tbody>\((findings.robust + findings.paths).map(row).joined(separator: "\n"))</tbody></table></div>
      <p class="note">Slowdown: median job beside the aggressor over the same alone, the schedule in force \
      in both. Longest: the high-water mark, the largest job seen; a larger one is possible. The same rows \
      are in data/register.csv, the channels one by one in data/paths.csv.</p>
      </section>
      """
  }

  private static let columns: [(name: String, isNumber: Bool)] = [
    ("victim", false), ("crit.", false), ("beside", false), ("channel", false), ("kind", false),
    ("generator", false), ("verified", false), ("slowdown", true), ("interval", false),
    ("verdict", false), ("longest alone", true), ("longest beside", true), ("mitigation", false),
    ("evidence", false), ("tested", false),
  ]

  private static func row(_ row: RegisterRow) -> String {
    let beside = row.scope == .path ? row.aggressorID : "all others"
    let interval =
      row.slowdownLower.flatMap { lower in
        row.slowdownUpper.map { "\(Number.bound(lower)) to \(Number.bound($0))" }
      } ?? Number.absent
    let tested =
      row.tested == .measured
      ? "measured, \(Number.count(Int(row.rounds), "round"))" : "not tested: \(row.reason)"
    return "<tr>"
      + [
        text(row.victimID), text(AnalysisTable.criticality(row.victimCriticality)), text(beside),
        text(row.channel?.rawValue ?? Number.absent), text(row.kind.rawValue),
        text(row.generator), text(row.verified?.rawValue ?? Number.absent),
        number(row.slowdown, Number.ratio), text(interval), verdict(row.verdict),
        number(row.soloHighWaterMarkNanoseconds) { Number.time(nanoseconds: $0) },
        number(row.highWaterMarkNanoseconds) { Number.time(nanoseconds: $0) },
        "<td class=t>" + Escape.markup(row.mitigation),
        "<td class=t>" + Escape.markup(Words.readable(row.evidence)),
        "<td class=t>" + Escape.markup(tested),
      ].joined()
  }

  private static func text(_ text: String) -> String { "<td>" + Escape.markup(text) }

  private static func number(_ value: Double?, _ form: (Double?) -> String) -> String {
    "<td class=n data-v=\"\(value?.fieldText ?? "")\">" + Escape.markup(form(value))
  }

  private static func verdict(_ verdict: SummaryRow.Verdict?) -> String {
    let tone =
      switch verdict {
      case .worse: " class=bad"
      case .better, .equivalent: " class=good"
      case .inconclusive, nil: ""
      }
    return "<td\(tone)>" + (verdict?.rawValue ?? Number.absent)
  }
}
