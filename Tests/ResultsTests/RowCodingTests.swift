import Testing

@testable import Results

@Suite("Rows as CSV")
struct RowCodingTests {
  private func decode<R: Row>(_ text: String) throws -> [R] {
    try R.decode(Array(text.utf8), file: "t.csv")
  }

  @Test("Random rows of every type read back equal")
  func roundTrip() throws {
    var generator = SeededGenerator()
    for rowType in rowTypes { try roundTrip(rowType, using: &generator) }
  }

  private func roundTrip<R: Row>(_: R.Type, using generator: inout SeededGenerator) throws {
    var rows: [R] = []
    while rows.count < 200 {
      let row = randomRow(R.self, using: &generator)
      if row.conflict == nil { rows.append(row) }
    }
    let decoded = try R.decode(R.encodedHeader() + R.encode(rows), file: R.file)
    #expect(decoded == rows, "seed \(generator.seed)")
  }

  /// A row filled through its own columns, so that a new column is tested the day it is declared.
  private func randomRow<R: Row>(_: R.Type, using generator: inout SeededGenerator) -> R {
    var row = R()
    for column in R.columns {
      if column.isOptional, Bool.random(using: &generator) { continue }
      let text =
        if let allowed = column.allowed {
          allowed.randomElement(using: &generator)!
        } else {
          switch column.type {
          case .string: ["", "a", "x,y", "\"", "é 🧱", " "].randomElement(using: &generator)!
          case .integer: String(Int64.random(in: column.range!, using: &generator))
          case .number: randomNumber(using: &generator).description
          case .boolean: Bool.random(using: &generator).description
          }
        }
      #expect(column.reader()(Array(text.utf8).span, &row), "\(column.name): \(text)")
    }
    return row
  }

  private func randomNumber(using generator: inout SeededGenerator) -> Double {
    while true {
      let number = Double(bitPattern: generator.next())
      if number.isFinite { return number }
    }
  }

  @Test("Columns are found by name in any order, and unknown ones are ignored")
  func byName() throws {
    let rows: [EventRow] = try decode(
      "detail,added_later,kind,time_ns,subject\n\"a, b\",7,run_started,12,c001\n")
    var expected = EventRow()
    expected.timeNanoseconds = 12
    expected.kind = "run_started"
    expected.subject = "c001"
    expected.detail = "a, b"
    #expect(rows == [expected])
  }

  @Test("An optional column that an older file does not have stays empty")
  func olderFile() throws {
    let header = SummaryRow.header.filter { $0 != "lower" }.joined(separator: ",")
    let rows: [SummaryRow] = try decode(
      header + "\nc001,p001,baseline,v,a,none,job_p50,ns,1.5,2.5,0.95,ranks,9,,\n")
    #expect(rows.count == 1)
    #expect(rows.first?.lower == nil)
    #expect(rows.first?.upper == 2.5)
  }

  @Test(
    "A wrong value is named with its line, column and what would be right",
    arguments: [
      ("kind,subject,detail\n", "t.csv:1:1: column time_ns is missing from the header"),
      (
        "time_ns,kind,subject,detail\n1,a,b,c\nsoon,a,b,c\n",
        "t.csv:3:1: column time_ns: \"soon\" is not a whole number"
      ),
      (
        "kind,subject,detail,time_ns\na,b,\"c,\nd\",1.5\n",
        "t.csv:3:4: column time_ns: \"1.5\" is not a whole number"
      ),
      (
        "time_ns,kind,subject,detail\n9223372036854775808,a,b,c\n",
        "t.csv:2:1: column time_ns: \"9223372036854775808\" is not a whole number"
      ),
      (
        "time_ns,kind,subject,detail\n,a,b,c\n",
        "t.csv:2:1: column time_ns: \"\" is not a whole number"
      ),
    ])
  func wrongEvent(text: String, expected: String) {
    let error = #expect(throws: ResultsError.self) { let _: [EventRow] = try decode(text) }
    #expect(error?.description == expected)
  }

  @Test(
    "A number that cannot be is refused with its place and the bounds",
    arguments: [
      ("c,job_latency,0,9,-1", 19, "count: \"-1\" is not from 0 to 1099511627776"),
      (
        "c,job_latency,0,9,9223372036854775807", 19,
        "count: \"9223372036854775807\" is not from 0 to 1099511627776"
      ),
      ("c,job_latency,-1,9,1", 15, "lower_ns: \"-1\" is not from 0 to 9007199254740992"),
      (
        "c,job_latency,0,9007199254740993,1", 17,
        "upper_ns: \"9007199254740993\" is not from 0 to 9007199254740992"
      ),
      ("c,job_latency,9,9,1", 17, "upper_ns: 9 is not above lower_ns, which is 9"),
    ])
  func outOfRange(record: String, column: Int, message: String) {
    let text = HistogramRow.header.joined(separator: ",") + "\nc,job_latency,0,9,1\n\(record)\n"
    let error = #expect(throws: ResultsError.self) { let _: [HistogramRow] = try decode(text) }
    #expect(error?.description == "t.csv:3:\(column): column \(message)")
  }

  @Test("Every column of whole numbers has bounds, and what is counted is never negative")
  func bounds() {
    for column in ColumnDescription.all {
      #expect((column.type == .integer) == (column.range != nil), "\(column.name)")
      guard let range = column.range, !column.name.hasSuffix("_ns"), column.name != "cpu" else {
        continue
      }
      #expect(range.lowerBound == 0, "\(column.file): \(column.name)")
    }
  }

  @Test(
    "A wrong word or number in a summary says what is allowed",
    arguments: [
      ("value", "nan", "\"nan\" is not a finite number with a decimal point or empty"),
      ("value", "1,5", "\"1,5\" is not a finite number with a decimal point or empty"),
      (
        "verdict", "fine",
        "\"fine\" is not one of better, worse, equivalent, inconclusive or empty"
      ),
      ("control", "", "\"\" is not one of none, negative, positive, padded"),
    ])
  func wrongSummary(column: String, text: String, expected: String) {
    var writer = CSVWriter()
    writer.append(SummaryRow.header)
    let row = SummaryRow()
    writer.append(SummaryRow.columns.map { $0.name == column ? text : $0.text(row) })
    let error = #expect(throws: ResultsError.self) {
      try SummaryRow.decode(writer.bytes, file: "t.csv")
    }
    #expect(error?.message == "column \(column): \(expected)")
    #expect(error?.line == 2)
  }

  @Test("A number that is not finite is written as no value")
  func notFinite() throws {
    var row = SummaryRow()
    row.value = .nan
    row.upper = .infinity
    let decoded = try SummaryRow.decode(
      SummaryRow.encodedHeader() + SummaryRow.encode([row]), file: "t.csv")
    #expect(decoded.first?.value == nil)
    #expect(decoded.first?.upper == nil)
  }
}
