/// A record of tidy CSV: RFC 4180 quoting, LF, no value as an empty field.
enum CSVLine {
  static func text(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ field: String) -> String {
    let plain = String(field.map { $0.isNewline ? " " : $0 })
    guard plain.contains(where: { $0 == "," || $0 == "\"" }) else { return plain }
    return "\""
      + plain.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
