import Results

/// Rows of `residue_summary.csv` in a table of the report.
enum ResidueCard {
  static func html(_ findings: ResidueFindings) -> String {
    let head = columns.map { "<th scope=\"col\"\($0.isNumber ? " class=n" : "")>\($0.name)" }
    let rows = findings.policies.flatMap(\.footprints).map(row)
    let notes = findings.policies.compactMap(\.largest).filter { !$0.evidence.isEmpty }.map {
      "\($0.policy) \($0.isInForce == true ? "was" : "was not") in force: \($0.evidence)"
    }
    let absent = findings.absent.map { "\($0.policy) is unavailable: \($0.reason)" }
    return """
      <section class="card wide" id="residue-table">
      <p class="question">What the neighbour leaves at each switch</p>
      <h2>\(Escape.headline(headline(findings)))</h2>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Residue">
      <table><thead><tr>\(head.joined())</tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      <p class="note">\(Escape.markup(ResidueFindings.legend)) \
      The same numbers are in data/residue_summary.csv, the curves in data/residue.csv.</p>
      \((notes + absent).map { "<p class=\"note\">\(Escape.markup(Words.readable($0)))</p>" }.joined(separator: "\n"))
      </section>
      """
  }

  /// What was found of all neighbours that touch memory, counted.
  static func headline(_ findings: ResidueFindings) -> String {
    let rows = findings.policies.flatMap(\.footprints).filter { $0.footprintBytes ?? 0 > 0 }
    let depends = rows.count { $0.finding == .depends }
    let open = rows.count { $0.finding == .inconclusive }
    return "In \(depends) of \(Number.count(rows.count, "case")) of a policy after a neighbour the"
      + " first accesses depend on it; \(open) \(open == 1 ? "is" : "are") not settled"
  }

  private static let columns: [(name: String, isNumber: Bool)] = [
    ("policy", false), ("neighbour", true), ("windows", true), ("missed", true), ("warm", true),
    ("first", true), ("95 %", true), ("residue", true), ("95 %", true), ("ratio to none", true),
    ("95 %", true), ("p", true), ("finding", false),
  ]

  private static func row(_ row: ResidueSummaryRow) -> String {
    let numbers = [
      ResidueFindings.footprint(row.footprintBytes), Number.count(Int(row.windows)),
      Number.count(Int(row.missed)), Number.time(nanoseconds: row.warmNanoseconds),
      Number.time(nanoseconds: row.firstNanoseconds),
      ResidueFindings.interval(row.firstLowerNanoseconds, row.firstUpperNanoseconds),
      Number.time(nanoseconds: row.extraNanoseconds),
      ResidueFindings.times(row.extraLowerNanoseconds, row.extraUpperNanoseconds),
      Number.times(row.ratio),
      row.ratio == nil
        ? Number.absent : ResidueFindings.interval(row.ratioLower, row.ratioUpper),
      row.pValue.map { $0 < 0.001 ? "<0.001" : Number.fixed($0, decimals: 3) } ?? Number.absent,
    ].map { "<td class=n>" + Escape.markup($0) }
    return "<tr><td>" + Escape.markup(row.policy) + numbers.joined() + "<td>"
      + Escape.markup(ResidueFindings.word(row))
  }
}
