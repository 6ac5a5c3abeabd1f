import Results

/// Rows of `leakage.csv` in a table of the report.
enum LeakageCard {
  static func html(_ findings: LeakageFindings) -> String {
    let head = columns.map { "<th scope=\"col\"\($0.isNumber ? " class=n" : "")>\($0.name)" }
    let rows = findings.signals.map { row in
      let texts = [row.channel] + LeakageTable.cells(row, findings).map(\.text)
      return "<tr>"
        + zip(columns, texts).map { "<td\($0.isNumber ? " class=n" : "")>" + Escape.markup($1) }
        .joined()
    }
    let reasons =
      findings.signals.filter { !$0.reason.isEmpty }.map {
        "\($0.channel) under \($0.policy): \($0.reason)"
      } + findings.absences.map { "\($0.name) is unavailable: \($0.reason)" }
    return """
      <section class="card wide" id="leakage-by-case">
      <p class="question">What one partition can tell the next</p>
      <h2>\(Escape.headline(findings.headline))</h2>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Leakage">
      <table><thead><tr>\(head.joined())</tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      <p class="note">\(Escape.markup(LeakageFindings.legend)) \
      The same numbers are in data/leakage.csv, the channels in data/leakage_matrix.csv.</p>
      \(reasons.map { "<p class=\"note\">\(Escape.markup($0))</p>" }.joined(separator: "\n"))
      </section>
      """
  }

  private static let columns: [(name: String, isNumber: Bool)] = [
    ("channel", false), ("policy", false), ("n", true), ("M", true), ("M0", true), ("p", true),
    ("leak", true), ("bit/s", true), ("unseen", true), ("positive", true), ("negative", true),
    ("probe, first", true), ("probe, last", true), ("verdict", false),
  ]
}
