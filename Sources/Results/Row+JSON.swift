extension Row {
  /// The rows as a JSON array of objects: keys as in the header, no value as null.
  public static func json(_ rows: [Self]) -> String {
    guard !rows.isEmpty else { return "[]" }
    let keys = columns.map { JSONText.quoted($0.name) }
    let objects = rows.map { row in
      let members = zip(keys, columns).map { "\($0): \(json(of: $1, $1.text(row)))" }
      return "    {" + members.joined(separator: ", ") + "}"
    }
    return "[\n" + objects.joined(separator: ",\n") + "\n  ]"
  }

  private static func json(of column: Column<Self>, _ text: String) -> String {
    if text.isEmpty { return column.type == .string && !column.isOptional ? "\"\"" : "null" }
    return column.type == .string ? JSONText.quoted(text) : text
  }
}

extension AnalysisRows {
  /// Everything as one JSON object.
  public func json() -> String {
    """
    {
      "paths": \(PathRow.json(paths)),
      "failure_points": \(FailurePointRow.json(failurePoints)),
      "violations": \(ViolationRow.json(violations))
    }

    """
  }
}
