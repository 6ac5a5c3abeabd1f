import Foundation
import Results
import Testing

@testable import Exporting

@Suite("A run as one JSON document")
struct JSONDocumentTests {
  @Test("Has the facts, every table with every column, and the texts beside them")
  func everything() throws {
    let texts = [ExportedFile("suite.yaml", "rounds: 3\n# \"quoted\" \\ and\ttabbed\u{1}\n")]
    let file = JSONDocument.files(SmallRun.results, beside: texts)[0]
    #expect(file.path == "run.json")
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(file.text.utf8)) as? [String: Any])
    #expect(document["schema_version"] as? Int == schemaVersion)
    #expect(document["run_id"] as? String == "r01")
    #expect((document["files"] as? [String: String])?["suite.yaml"] == texts[0].text)
    #expect((document["provenance"] as? [String: Any])?["host"] as? String == "node01")
    let tables = try #require(document["tables"] as? [String: [String: Any]])
    #expect(tables.count == rowTypes.count)
    for table in SmallRun.results.tables {
      let columns = try #require(tables[table.name]?["columns"] as? [[String: Any]])
      #expect(columns.compactMap { $0["name"] as? String } == table.columns.map(\.name))
      #expect((tables[table.name]?["rows"] as? [Any])?.count == table.rowCount)
    }
    let rounds = try #require(tables["rounds"]?["rows"] as? [[String: Any]])
    #expect(rounds[0]["p50_ns"] as? Double == 100.5)
    #expect(rounds[0]["p99_ns"] is NSNull)
    #expect(rounds[0]["evidence_detail"] as? String == "said \"so\", and\tmore")
  }

  @Test("A run without anything beside its tables is a document, too")
  func least() throws {
    let file = JSONDocument.files(SmallRun.results, beside: [])[0]
    #expect(file.text.contains("\n  \"files\": {},\n"))
  }
}
