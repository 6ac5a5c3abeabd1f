import Testing

@testable import Results

@Suite("All tables alike")
struct ResultTableTests {
  private let results = ResultSet(
    directory: "", isPartial: false, cells: [], rounds: [], summary: [], windows: [], histogram: [],
    events: [EventRow()],
    provenance: Provenance(
      RunIdentity.now(), host: "h", seed: 1,
      tool: .init(version: "1", commit: "c", buildConfiguration: "debug", compiler: "s")))

  @Test("There is a table for each kind of row, in the same order")
  func complete() {
    #expect(results.tables.map(\.file) == rowTypes.map { $0.file })
    #expect(Set(results.tables.map(\.name)).count == rowTypes.count)
    #expect(results.tables.map { "data/\($0.name).csv" } == rowTypes.map { $0.file })
  }

  @Test("A table has its file's text, rows and columns")
  func texts() throws {
    let events = try #require(results.tables.first { $0.name == "events" })
    #expect(events.rowCount == 1)
    #expect(events.csv() == EventRow.csv([EventRow()]))
    #expect(events.json() == EventRow.json([EventRow()]))
    #expect(events.columns == EventRow.columnDescriptions)
  }

  @Test("JSON text escapes what RFC 8259 wants escaped, and nothing else")
  func escapes() {
    #expect(JSONText.quoted("a/ä\u{1F600}") == "\"a/ä\u{1F600}\"")
    #expect(JSONText.quoted("\"\\\n\r\t\u{1}\u{1F}") == #""\"\\\n\r\t\u0001\u001f""#)
  }
}
