import Foundation

/// A record, by the names of its columns.
struct CSVRow {
  let fields: [String]
  let places: [String: Int]

  subscript(_ column: String) -> String? { places[column].map { fields[$0] } }

  /// The number in a column; `nil` where there is none.
  func number(_ column: String) -> Double? { self[column].flatMap(Double.init) }
}

/// A file of a run as the text that it is, read by nobody's code but this: what a page says is held against it.
struct CSVText {
  let columns: [String]
  let rows: [CSVRow]

  init(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map(Self.fields)
    let columns = lines.first ?? []
    let places = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
    self.columns = columns
    rows = lines.dropFirst().map { CSVRow(fields: $0, places: places) }
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
