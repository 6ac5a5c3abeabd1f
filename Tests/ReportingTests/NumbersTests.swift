import Foundation
import Results
import Testing

@testable import Reporting

@Suite struct NumbersTests {
  /// What the script of the page does, in Swift.
  private func unpacked(_ rows: PackedRows) throws -> (names: [String], rows: [[String]]) {
    let parts = rows.text.components(separatedBy: "\n\n")
    let head = try #require(parts.first).components(separatedBy: "\n")
    let names = head.map { field($0.components(separatedBy: "\t")[0]) }
    var above = names.map { _ in "" }
    let body = rows.text.dropFirst(try #require(parts.first).count + 2)
    let lines = body.components(separatedBy: "\n").map { line in
      let fields = line.components(separatedBy: "\t")
      above = above.indices.map { place in
        place < fields.count && !fields[place].isEmpty ? field(fields[place]) : above[place]
      }
      return above
    }
    return (names, lines)
  }

  private func field(_ text: String) -> String {
    guard text != "\\" else { return "" }
    var parts = text.components(separatedBy: "\\")
    var whole = parts.removeFirst()
    for part in parts {
      whole.unicodeScalars.append(Unicode.Scalar(UInt32(part.prefix(4), radix: 16)!)!)
      whole += part.dropFirst(4)
    }
    return whole
  }

  @Test("Every file of the schema can be in the table, once")
  func files() {
    let files = NumbersFile.everyFile(Samples.results("ordinary")).map(\.path)
    #expect(files.count == rowTypes.count)
    #expect(Set(files) == Set(rowTypes.map { $0.file }))
  }

  @Test(
    "Packed rows come back as the fields of the file",
    arguments: ["ordinary", "hostile", "unavailable", "sweep", "contention-hostile", "leakage"])
  func roundTrip(sample: String) throws {
    let files = NumbersFile.all(Samples.results(sample))
    try #require(!files.isEmpty)
    for file in files {
      let packed = PackedRows(file, room: .max)
      #expect(packed.isWhole)
      let (names, rows) = try unpacked(packed)
      #expect(names == file.columns.map(\.name))
      #expect(rows == (0..<file.count).map(file.row))
      #expect(!packed.text.contains("<") && !packed.text.contains("\u{1B}"))
    }
  }

  @Test("A field that is empty below one with a value is told from one that is the same")
  func emptyBelowFull() throws {
    var rows = [RoundRow](repeating: RoundRow(), count: 3)
    rows[0].p50Nanoseconds = 5
    rows[2].p50Nanoseconds = 5
    let packed = PackedRows(NumbersFile(rows), room: .max)
    let place = try #require(RoundRow.header.firstIndex(of: "p50_ns"))
    #expect(try unpacked(packed).rows.map { $0[place] } == ["5.0", "", "5.0"])
  }

  @Test("Rows beyond the room are neither packed nor read")
  func room() {
    let rows = (0..<10_000).map { number in
      var row = HistogramRow()
      row.count = Int64(number)
      return row
    }
    let packed = PackedRows(NumbersFile(rows), room: 600)
    #expect(packed.bytes <= 600 && packed.count > 50)
    let line = packed.text.components(separatedBy: "\n").last
    #expect(line?.hasSuffix("\(packed.count - 1)") == true)
  }

  @Test("Small files are whole beside large ones, and the page says which are cut")
  func budget() {
    func rows(_ count: Int) -> [HistogramRow] {
      (0..<count).map { number in
        var row = HistogramRow()
        row.count = Int64(number)
        return row
      }
    }
    let files = [NumbersFile(rows(100)), NumbersFile(rows(9000)), NumbersFile(rows(50))]
    let packed = NumbersBudget.packed(files, room: 10_000)
    #expect(packed.map(\.isWhole) == [true, false, true])
    #expect(packed.reduce(0) { $0 + $1.bytes } <= 10_000)
    let sentence = NumbersTable.limit(packed, in: Samples.results("ordinary"))
    #expect(sentence.contains("the first \(Number.count(packed[1].count)) of 9,000 rows of"))
    #expect(sentence.contains("all are in"))
    let whole = NumbersBudget.packed([files[0]], room: 10_000)
    #expect(
      NumbersTable.limit(whole, in: Samples.results("ordinary"))
        == "All rows of all files are on this page.")
  }

  @Test("Columns without a value are not shown, and those that name other rows come last")
  func columns() {
    var row = SummaryRow()
    row.cellID = "c1"
    row.metric = "slowdown_p50"
    row.value = 2
    let packed = PackedRows(NumbersFile([row]), room: .max)
    let names = packed.shownColumns.map { SummaryRow.header[$0] }
    #expect(names.last == "cell_id" && names.contains("value") && !names.contains("pair_id"))
  }
}
