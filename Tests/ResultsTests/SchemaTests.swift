import Results
import Testing

@Suite("The schema, for people")
struct SchemaTests {
  @Test("No file has a column twice, and every column says what it means")
  func columns() {
    for rowType in rowTypes {
      let descriptions = rowType.columnDescriptions
      #expect(Set(descriptions.map(\.name)).count == descriptions.count, "\(rowType.file)")
      for column in descriptions {
        #expect(column.meaning.hasSuffix("."), "\(rowType.file): \(column.name)")
        #expect(
          column.name.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
              || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "_")
          }, "\(rowType.file): \(column.name)")
      }
    }
  }

  @Test("A column is explained for every file that has it")
  func explained() {
    #expect(
      ColumnDescription.named("cell_id").map(\.file) == [
        "data/cells.csv", "data/rounds.csv", "data/summary.csv", "data/windows.csv",
        "data/histogram.csv",
      ])
    #expect(ColumnDescription.named("steal_ms").first?.meaning.contains("hypervisor") == true)
    #expect(ColumnDescription.named("verdict").first?.allowed?.contains("worse") == true)
    #expect(ColumnDescription.named("no_such_column") == [])
  }

  @Test("No metric is described twice, and each unit is one that the unit column names")
  func metrics() throws {
    let names = MetricDescription.all.map(\.name)
    #expect(Set(names).count == names.count)
    let unit = try #require(ColumnDescription.named("unit").first)
    for metric in MetricDescription.all {
      #expect(unit.meaning.contains(metric.unit), "\(metric.name)")
      #expect(metric.meaning.hasSuffix("."), "\(metric.name)")
    }
    #expect(MetricDescription.named("protection")?.place == .corunCell)
    #expect(MetricDescription.named("no_such_metric") == nil)
  }
}
