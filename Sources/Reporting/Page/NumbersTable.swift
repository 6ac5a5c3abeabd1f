import Results

/// Every row of `summary.csv`, to sort, to filter and to take away as CSV.
enum NumbersTable {
  /// Columns of the table: the name in the CSV and whether it is a number.
  static let columns: [(name: String, isNumber: Bool)] = [
    ("policy", false), ("victim", false), ("aggressor", false), ("condition", false),
    ("metric", false), ("value", true), ("lower", true), ("upper", true), ("rounds", true),
    ("verdict", false), ("control", false), ("method", false), ("flags", false),
  ]

  static func html(_ findings: Findings) -> String {
    let rows = findings.results.summary
    if findings.results.cells.isEmpty { return "" }
    var conditions: [String: String] = [:]
    for cell in findings.results.cells { conditions[cell.cellID] = cell.condition.rawValue }
    let head = columns.map { column in
      "<th scope=\"col\"\(column.isNumber ? " class=\"n\"" : "") data-name=\"\(column.name)\">"
        + "<button type=\"button\">\(column.name)</button></th>"
    }
    return """
      <section class="card wide" id="numbers">
      <p class="question">Every number</p>
      <h2>\(Number.count(rows.count, "summary row")), as in data/summary.csv</h2>
      <div class="tools"><input id="filter" type="search" aria-label="Filter rows" \
      placeholder="Filter: sliced chase slowdown">\
      <output id="rows">\(Number.count(rows.count)) of \(Number.count(rows.count, "row"))</output>\
      <button id="download" type="button">Download as CSV</button></div>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Summary rows">
      <table id="table">
      <thead><tr>\(head.joined())</tr></thead>
      <tbody>
      \(rows.map { row($0, condition: conditions[$0.cellID] ?? "") }.joined(separator: "\n"))
      </tbody></table></div>
      <p class="note">Hover a number for its full precision. \
      A ratio has no unit; an absent value is -.</p>
      </section>
      """
  }

  /// HTML lets `</td>` and `</tr>` be left out, which takes a third off a large report.
  private static func row(_ row: SummaryRow, condition: String) -> String {
    let texts = [
      text(row.policy), text(row.victim), text(row.aggressor), text(condition), text(row.metric),
      number(row.value, row.unit), number(row.lower, row.unit), number(row.upper, row.unit),
      "<td class=n>\(row.rounds)", verdict(row.verdict),
      text(row.control == .none ? "" : row.control.rawValue), text(row.method), text(row.flags),
    ]
    return "<tr data-unit=\"\(Escape.markup(row.unit))\">" + texts.joined()
  }

  private static func text(_ text: String) -> String { "<td>" + Escape.markup(text) }

  private static func number(_ value: Double?, _ unit: String) -> String {
    guard let value else { return "<td class=n data-v=\"\">-" }
    return "<td class=n data-v=\"\(value.fieldText)\">"
      + Escape.markup(Number.text(value, unit: unit))
  }

  private static func verdict(_ verdict: SummaryRow.Verdict?) -> String {
    guard let verdict else { return "<td>" }
    let tone = verdict == .worse ? "bad" : verdict == .inconclusive ? "" : "good"
    return "<td class=\"\(tone)\">\(verdict.rawValue)"
  }
}
