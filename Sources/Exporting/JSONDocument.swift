import Results

/// A run as one document: the facts, every table with the meaning of its columns, and the texts that stand beside the tables.
///
/// docs/data.md documents it.
enum JSONDocument {
  /// The version of the document's own shape; the columns' is `schema_version`.
  static let version = 1

  /// - Parameter beside: The files of the results directory that are no tables, with their paths in it.
  static func files(_ results: ResultSet, beside: [ExportedFile]) -> [ExportedFile] {
    let tables = results.tables.map { "    \(JSONText.quoted($0.name)): \(table($0))" }
    let texts = beside.map { "    \(JSONText.quoted($0.path)): \(JSONText.quoted($0.text))" }
    let text = """
      {
        "format": "bulkhead-run",
        "format_version": \(version),
        "schema_version": \(results.provenance.schemaVersion),
        "run_id": \(JSONText.quoted(results.provenance.runID)),
        "is_partial": \(results.isPartial),
        "provenance": \(results.provenance.json()),
        "files": \(braced(texts)),
        "tables": \(braced(tables))
      }

      """
    return [ExportedFile("run.json", text)]
  }

  private static func table(_ table: ResultTable) -> String {
    let columns = table.columns.map { column in
      var members = [
        ("name", JSONText.quoted(column.name)), ("type", JSONText.quoted(column.type.rawValue)),
        ("optional", String(column.isOptional)),
      ]
      if let allowed = column.allowed {
        members.append(("values", "[\(allowed.map(JSONText.quoted).joined(separator: ", "))]"))
      }
      members.append(("meaning", JSONText.quoted(column.meaning)))
      return "      {" + members.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
    }
    return """
      {
          "summary": \(JSONText.quoted(table.summary)),
          "columns": [
      \(columns.joined(separator: ",\n"))
          ],
          "rows": \(table.json())
          }
      """
  }

  private static func braced(_ members: [String]) -> String {
    members.isEmpty ? "{}" : "{\n\(members.joined(separator: ",\n"))\n  }"
  }
}
