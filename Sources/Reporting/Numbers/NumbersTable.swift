import Results

/// Every row of every file, to sort, to filter and to take away as CSV.
///
/// The rows are in the page as packed text, which the script unpacks file by file and shows as far as they are in sight: a hundred
/// thousand rows are no hundred thousand elements. Without the script the first rows of the first file stand there.
enum NumbersTable {
  static let rowsWithoutScript = 100

  static func html(_ results: ResultSet) -> String {
    let packed = NumbersBudget.packed(NumbersFile.all(results))
    guard let first = packed.first else { return "" }
    let rows = packed.reduce(0) { $0 + $1.file.count }
    let options = packed.map { rows in
      "<option value=\"\(rows.file.path)\">\(rows.file.path),"
        + " \(Number.count(rows.file.count, "row"))</option>"
    }
    return """
      <section class="card wide" id="numbers">
      <p class="question">Every number</p>
      <h2>\(Number.count(rows, "row")) in \(Number.count(packed.count, "file"))</h2>
      <div class="tools"><select id="file" aria-label="File">\(options.joined())</select>\
      <input id="filter" type="search" aria-label="Filter rows" \
      placeholder="Filter: sliced chase slowdown">\
      <output id="rows">\(shown(first))</output>\
      <button id="download" type="button">Download as CSV</button></div>
      <div class="scroll tall rows" tabindex="0" role="region" aria-label="Rows">
      <table id="table">
      <thead><tr>\(head(first))</tr></thead>
      <tbody>
      \((0..<min(rowsWithoutScript, first.count)).map { row(first, $0) }.joined(separator: "\n"))
      </tbody></table></div>
      <p class="note"><span id="limit">\(Escape.markup(limit(packed, in: results)))</span> \
      Hover a number for its full precision, a column for its meaning. Columns without any value \
      are left out here; the download has them.</p>
      \(packed.map(data).joined(separator: "\n"))
      </section>
      """
  }

  /// What the page does not hold, and where it is.
  static func limit(_ packed: [PackedRows], in results: ResultSet) -> String {
    let cut = packed.filter { !$0.isWhole }.map { rows in
      "the first \(Number.count(rows.count)) of \(Number.count(rows.file.count)) rows of"
        + " \(rows.file.path)"
    }
    guard !cut.isEmpty else { return "All rows of all files are on this page." }
    return "To keep the page small it has \(Words.list(cut)); all are in"
      + " \(results.provenance.directoryName)."
  }

  private static func shown(_ rows: PackedRows) -> String {
    let shown = min(rowsWithoutScript, rows.count)
    return "\(Number.count(shown)) of \(Number.count(rows.file.count, "row"))"
  }

  private static func data(_ rows: PackedRows) -> String {
    "<script type=\"text/plain\" data-file=\"\(rows.file.path)\" data-total=\"\(rows.file.count)\">"
      + rows.text + "</script>"
  }

  private static func head(_ rows: PackedRows) -> String {
    rows.shownColumns.map { place in
      let column = rows.file.columns[place]
      return "<th scope=\"col\"\(isNumber(rows.kinds[place]) ? " class=\"n\"" : "")"
        + " title=\"\(Escape.markup(column.meaning))\">\(column.name)</th>"
    }.joined()
  }

  /// HTML lets `</td>` and `</tr>` be left out.
  private static func row(_ rows: PackedRows, _ index: Int) -> String {
    let fields = rows.file.row(index)
    let unit = rows.file.columns.firstIndex { $0.name == "unit" }.map { fields[$0] }
    let cells = rows.shownColumns.map { place -> String in
      let kind = rows.kinds[place]
      guard isNumber(kind) else { return "<td>" + Escape.markup(fields[place]) }
      let isOfUnit = ["value", "lower", "upper"].contains(rows.file.columns[place].name)
      let text = number(fields[place], kind, unit: isOfUnit ? unit : nil)
      return "<td class=n data-v=\"\(fields[place])\">" + Escape.markup(text)
    }
    return "<tr>" + cells.joined()
  }

  /// As the script writes it: with a unit where the row states one, else three digits; whole numbers as they are.
  private static func number(_ text: String, _ kind: PackedRows.Kind, unit: String?) -> String {
    guard let value = Double(text) else { return Number.absent }
    return kind == .integer ? text : Number.text(value, unit: unit ?? "")
  }

  private static func isNumber(_ kind: PackedRows.Kind) -> Bool {
    kind == .number || kind == .integer
  }
}
