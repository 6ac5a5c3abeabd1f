import Foundation
import Results
import Testing

/// The directories in Fixtures/versions were written by Bulkhead when their version was the present one; each table has its first rows,
/// of which those that name a cell were made to name those that are there, and datapackage.json their hashes.
@Suite("Results of older versions")
struct MigrationTests {
  private static func golden(_ version: Int) throws -> String {
    try #require(Bundle.module.resourcePath) + "/Fixtures/versions/\(version)"
  }

  @Test(
    "Every version's golden directory is whole and reads with its rows",
    arguments: 1...schemaVersion)
  func reads(_ version: Int) throws {
    let directory = try Self.golden(version)
    #expect(try Verification(of: directory).problems == [])
    let results = try ResultSet(reading: directory)
    #expect(results.provenance.schemaVersion == version)
    #expect(!results.isPartial)
    // A deployment is version 3's.
    if version == 3 {
      #expect(!results.register.isEmpty && !results.slices.isEmpty)
    } else {
      #expect(!results.cells.isEmpty && !results.rounds.isEmpty && !results.summary.isEmpty)
    }
    #expect(!results.windows.isEmpty)
    #expect(results.sentinel.isEmpty == (version == 1 || version == 3))
  }

  @Test("A migrated directory says the same in the present schema", arguments: 1..<schemaVersion)
  func migrates(_ version: Int) throws {
    try withTemporaryDirectory { parent in
      let old = try ResultSet(reading: Self.golden(version))
      let migration = try Migration(of: old.directory, into: "\(parent)/new")
      #expect(migration.version == version)
      #expect(try Verification(of: migration.directory).problems == [])
      let new = try ResultSet(reading: migration.directory)
      for (new, old) in zip(new.tables, old.tables) {
        #expect(new.csv() == old.csv(), "\(new.file)")
      }
      #expect(new.tables.contains { $0.rowCount > 0 })
      var provenance = old.provenance
      provenance.schemaVersion = schemaVersion
      provenance.notes.append("migrated from schema version \(version)")
      #expect(new.provenance == provenance)
      for rowType in rowTypes {
        let header = try String(
          contentsOfFile: "\(migration.directory)/\(rowType.file)", encoding: .utf8
        ).prefix { $0 != "\n" }
        #expect(header == rowType.header.joined(separator: ","))
      }
    }
  }

  @Test("A table that the schema does not have is left out by name, and any other file taken along")
  func otherFiles() throws {
    try withTemporaryDirectory { parent in
      let old = "\(parent)/old"
      try FileManager.default.copyItem(atPath: Self.golden(4), toPath: old)
      let package = URL(filePath: "\(old)/datapackage.json")
      var json = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: package)) as? [String: Any])
      var resources = try #require(json["resources"] as? [[String: Any]])
      // printf 'a: 1\n' | sha256sum
      let hash = "sha256:37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae"
      for path in ["data/own.csv", "notes/of mine/first.yaml"] {
        resources.append([
          "name": "own", "path": path, "format": "yaml", "mediatype": "text/plain",
          "encoding": "utf-8", "bytes": 5, "hash": hash,
        ])
        try FileManager.default.createDirectory(
          at: URL(filePath: "\(old)/\(path)").deletingLastPathComponent(),
          withIntermediateDirectories: true)
        try overwrite("\(old)/\(path)", with: Array("a: 1\n".utf8))
      }
      json["resources"] = resources
      try JSONSerialization.data(withJSONObject: json).write(to: package)
      let migration = try Migration(of: old, into: "\(parent)/new")
      #expect(migration.leftOut.contains("data/own.csv"))
      #expect(try contents("\(migration.directory)/notes/of mine/first.yaml").count == 5)
      #expect(try Verification(of: migration.directory).problems == [])
      #expect(try !entries("\(migration.directory)/data").contains("own.csv"))
    }
  }

  @Test("What cannot be migrated is said to be so, and nothing is made")
  func refusals() throws {
    try withTemporaryDirectory { parent in
      let present = try Self.golden(schemaVersion)
      var error = #expect(throws: ResultsError.self) {
        _ = try Migration(of: present, into: "\(parent)/new")
      }
      #expect(error?.message == "is of schema version \(schemaVersion) already")

      let altered = "\(parent)/altered"
      try FileManager.default.copyItem(atPath: Self.golden(4), toPath: altered)
      let cells = "\(altered)/data/cells.csv"
      try overwrite(cells, with: contents(cells).map { $0 == UInt8(ascii: "0") ? $0 + 1 : $0 })
      error = #expect(throws: ResultsError.self) {
        _ = try Migration(of: altered, into: "\(parent)/new")
      }
      #expect(error?.description == "\(cells): was changed: its SHA-256 differs")

      try FileManager.default.removeItem(atPath: "\(altered)/datapackage.json")
      error = #expect(throws: ResultsError.self) {
        _ = try Migration(of: altered, into: "\(parent)/new")
      }
      #expect(error?.message == "is of an unfinished run; only complete results are migrated")
      #expect(try entries(parent) == ["altered"])
    }
  }
}
