@testable import Results

/// Readers of tables and of lists of numbers.
enum TableProperties {
  /// Any strict CSV is read, written and read again as the same texts, and so are the rows of every type whose columns it has.
  static func csv(_ input: [UInt8]) throws {
    let records: [[String]]
    do throws(ResultsError) {
      records = try Self.records(input)
    } catch {
      try isPlaced(error, in: input)
      return
    }
    // What the writer makes of the texts: it has a space where they have a line break.
    let written = bytes(records)
    let again = try Self.records(written)
    try claim("what was written is read as what it was made from", bytes(again) == written)
    if !hasBreaksInside(records) {
      try claim("an accepted table survives", again.map(utf8) == records.map(utf8))
    }
    for type in rowTypes { try rows(of: type, input) }
  }

  private static func rows<R: Row>(of _: R.Type, _ input: [UInt8]) throws {
    let rows: [R]
    do throws(ResultsError) {
      rows = try R.decode(input, file: "fuzz.csv")
    } catch {
      try isPlaced(error, in: input)
      return
    }
    let written = R.encodedHeader() + R.encode(rows)
    let again = try R.decode(written, file: "fuzz.csv")
    try claim("as many rows of \(R.file)", again.count == rows.count)
    try claim("rows of \(R.file) survive", R.encodedHeader() + R.encode(again) == written)
    _ = try JSON.decode([[String: Scalar]].self, from: [UInt8](R.json(rows).utf8), file: "json")
  }

  /// What a cell is in JSON.
  private enum Scalar: Decodable {
    case text(String), number(Double), flag(Bool), nothing

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .nothing
      } else if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  /// Header and records, as texts.
  private static func records(_ input: [UInt8]) throws(ResultsError) -> [[String]] {
    var reader = try CSVReader(input, file: "fuzz.csv")
    var records = [reader.header]
    while try reader.next() { records.append(reader.header.indices.map { reader.text($0) }) }
    return records
  }

  private static func bytes(_ records: [[String]]) -> [UInt8] {
    var writer = CSVWriter()
    for record in records { writer.append(record) }
    return writer.bytes
  }

  private static func utf8(_ record: [String]) -> [[UInt8]] { record.map { [UInt8]($0.utf8) } }

  private static func hasBreaksInside(_ records: [[String]]) -> Bool {
    records.joined().contains { $0.utf8.contains { $0 == .lineFeed || $0 == .carriageReturn } }
  }

  // MARK: Numbers

  /// What is read is not negative, and survives being written one on a line.
  static func numbers(_ input: [UInt8]) throws {
    for factor: Int64 in [1, 1_000, 1_000_000_000] {
      let numbers: [Int64]
      do throws(ResultsError) {
        numbers = try NumberFile.parse(input, file: "fuzz.txt", times: factor)
      } catch {
        try isPlaced(error, in: input)
        continue
      }
      try claim("no number is negative", numbers.allSatisfy { $0 >= 0 })
      let written = numbers.map { "\($0)\n" }.joined()
      let again = try NumberFile.parse([UInt8](written.utf8), file: "again.txt", times: 1)
      try claim("numbers survive", again == numbers)
    }
  }

  /// The first column's times, in nanoseconds.
  static func column(_ input: [UInt8]) throws {
    let name = (try? CSVReader(input, file: "fuzz.csv"))?.header.first ?? "ns"
    for factor: Int64 in [1, 1_000_000_000] {
      let times: [Double]
      do throws(ResultsError) {
        times = try NumberColumn.parse(name, input, file: "fuzz.csv", times: factor)
      } catch {
        try isPlaced(error, in: input)
        continue
      }
      try claim(
        "times are sane", times.allSatisfy { $0 >= 0 && $0 <= NumberColumn.mostNanoseconds })
      let written = "ns\n" + times.map { "\($0.fieldText)\n" }.joined()
      let again = try NumberColumn.parse(
        "ns", [UInt8](written.utf8), file: "again.csv", times: 1)
      try claim("times survive", again == times)
    }
  }

  /// An error points into the file.
  private static func isPlaced(_ error: ResultsError, in input: [UInt8]) throws {
    let lines = input.split(separator: .lineFeed, omittingEmptySubsequences: false)
    guard let line = error.line else { throw Violation("no line: \(error)") }
    try claim("the line is there", (1...lines.count).contains(line), "\(error)")
    if let column = error.column {
      try claim("the column is there", (1...lines[line - 1].count + 1).contains(column), "\(error)")
    }
  }
}
