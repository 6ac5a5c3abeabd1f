import FoundationEssentials

extension Row {
  /// The rows as a JSON array of objects: keys as in the header, no value as null.
  public static func json(_ rows: [Self]) -> String {
    guard !rows.isEmpty else { return "[]" }
    let objects = rows.map { row in
      let members = columns.map { "\(quoted($0.name)): \(json(of: $0, $0.text(row)))" }
      return "    {" + members.joined(separator: ", ") + "}"
    }
    return "[\n" + objects.joined(separator: ",\n") + "\n  ]"
  }

  private static func json(of column: Column<Self>, _ text: String) -> String {
    if text.isEmpty { return column.type == .string && !column.isOptional ? "\"\"" : "null" }
    return column.type == .string ? quoted(text) : text
  }

  private static func quoted(_ text: String) -> String {
    // A string can always be encoded.
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return String(decoding: try! encoder.encode(text), as: UTF8.self)
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
