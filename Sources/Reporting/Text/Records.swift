import Results

/// A tidy table for other tools, as CSV or JSON.
struct Records {
  enum Field {
    case text(String)
    /// `nil` is an absent value.
    case number(Double?)
  }

  let names: [String]
  /// As many fields as there are names, or fewer: what is missing at the end is absent.
  var rows: [[Field]] = []

  init(_ names: [String]) { self.names = names }

  /// RFC 4180, no value as an empty field.
  var csv: String {
    CSVLine.text(names)
      + rows.map { row in
        CSVLine.text(names.indices.map { $0 < row.count ? row[$0].csv : "" })
      }.joined()
  }

  /// An array of objects with the names as keys, no value as null; ends in a newline.
  var json: String {
    guard !rows.isEmpty else { return "[]\n" }
    let keys = names.map(JSONText.quoted)
    let objects = rows.map { row in
      keys.indices.map { "\(keys[$0]): \($0 < row.count ? row[$0].json : "null")" }
        .joined(separator: ", ")
    }
    return "[\n" + objects.map { "  {\($0)}" }.joined(separator: ",\n") + "\n]\n"
  }
}

extension Records.Field {
  static func count(_ value: Int) -> Self { .number(Double(value)) }

  fileprivate var csv: String {
    switch self {
    case .text(let text): text
    case .number(let value): value.map(\.fieldText) ?? ""
    }
  }

  fileprivate var json: String {
    switch self {
    case .text(let text): text.isEmpty ? "null" : JSONText.quoted(text)
    case .number(let value): value.flatMap { $0.isFinite ? $0.fieldText : nil } ?? "null"
    }
  }
}
