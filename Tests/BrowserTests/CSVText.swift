import Foundation

/// A file of a run as the text that it is, read by nobody's code but this: what a page says is held against it.
struct CSVText {
  let columns: [String]
  let rows: [[String: String]]

  /// - Parameter name: without folder and ending, for instance `summary`.
  init(_ name: String, of report: Report) throws {
    self.init(
      try String(
        contentsOf: report.results.appending(path: "data/\(name).csv"), encoding: .utf8))
  }

  init(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map(Self.fields)
    columns = lines.first ?? []
    rows = lines.dropFirst().map { [columns] line in Dictionary(zip(columns, line)) { $1 } }
  }

  /// Every CSV file of the run that has rows, by name.
  static func all(of report: Report) throws -> [String: CSVText] {
    let data = report.results.appending(path: "data").path
    let names = try FileManager.default.contentsOfDirectory(atPath: data)
      .filter { $0.hasSuffix(".csv") }.map { String($0.dropLast(4)) }
    return try Dictionary(uniqueKeysWithValues: names.map { ($0, try CSVText($0, of: report)) })
      .filter { !$0.value.rows.isEmpty }
  }

  /// Bulkhead writes no line feed into a field, so that a line is a record.
  private static func fields(_ line: Substring) -> [String] {
    guard line.utf8.contains(UInt8(ascii: "\"")) else {
      return line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    // Quotes part the line into what is outside them and what is inside; a pair of them inside is one.
    var fields = [""]
    var isQuoted = false
    var quotes = 0
    for letter in line {
      if letter == "\"" {
        quotes += 1
        isQuoted.toggle()
        if isQuoted, quotes > 1 { fields[fields.count - 1] += "\"" }
      } else if letter == ",", !isQuoted {
        fields.append("")
        quotes = 0
      } else {
        fields[fields.count - 1].append(letter)
      }
    }
    return fields
  }
}

extension [String: String] {
  /// The number in a column; `nil` where there is none.
  func number(_ column: String) -> Double? { self[column].flatMap(Double.init) }
}
