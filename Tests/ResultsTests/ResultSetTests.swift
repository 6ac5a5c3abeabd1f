import Foundation
import Results
import Testing

@Suite("Reading a results directory")
struct ResultSetTests {
  private func committed(in parent: String) throws -> String {
    let writer = try ResultsWriter(in: parent, provenance: sampleProvenance())
    try writer.replace(sampleCells())
    try writer.append(sampleRounds(0..<3))
    return try writer.commit()
  }

  @Test("What is no results directory is said to be none")
  func noResults() throws {
    try withTemporaryDirectory { directory in
      try overwrite("\(directory)/file", with: [])
      let places = [
        ("\(directory)/missing", "cannot open: there is no such file or directory"),
        ("\(directory)/file", "it is a file: name the directory that holds datapackage.json"),
        (directory, "it has no env/provenance.json"),
      ]
      for (place, reason) in places {
        let error = #expect(throws: ResultsError.self) { _ = try ResultSet(reading: place) }
        #expect(error?.description == "\(place): not a results directory; \(reason)")
      }
    }
  }

  @Test("A file missing from a complete directory is an error that names it")
  func missingFile() throws {
    try withTemporaryDirectory { parent in
      let directory = try committed(in: parent)
      let file = "\(directory)/data/summary.csv"
      try FileManager.default.removeItem(atPath: file)
      let error = #expect(throws: ResultsError.self) { _ = try ResultSet(reading: directory) }
      #expect(error?.description == "\(file): cannot open: there is no such file or directory")

      try FileManager.default.removeItem(atPath: "\(directory)/datapackage.json")
      let results = try ResultSet(reading: directory)
      #expect(results.isPartial)
      #expect(results.summary == [])
    }
  }

  @Test("A directory given where a file should be is an error, not a crash")
  func directoryForFile() throws {
    try withTemporaryDirectory { parent in
      let directory = try committed(in: parent)
      let file = "\(directory)/data/cells.csv"
      try FileManager.default.removeItem(atPath: file)
      try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
      let error = #expect(throws: ResultsError.self) { _ = try ResultSet(reading: directory) }
      #expect(error?.file == file)
      #expect(error?.message == "cannot read: it is a directory")
    }
  }

  @Test("A newer schema is refused before anything else is read")
  func newerSchema() throws {
    try withTemporaryDirectory { parent in
      let directory = try committed(in: parent)
      let file = "\(directory)/env/provenance.json"
      let newer = schemaVersion + 1
      try overwrite(file, with: Array("{\"schemaVersion\": \(newer), \"seed\": [\"new\"]}".utf8))
      let error = #expect(throws: ResultsError.self) { _ = try ResultSet(reading: directory) }
      #expect(
        error?.description
          == "\(file): written by a newer Bulkhead: schema version \(newer), and this one reads up to "
          + "\(schemaVersion); "
          + "update Bulkhead")
    }
  }

  @Test(
    "Provenance that is not what it should be is named with its key",
    arguments: [
      ("", "is empty; JSON was expected"),
      ("{", "is not the JSON that was expected: "),
      ("{}", "is not the JSON that was expected: schemaVersion is missing"),
      ("{\"schemaVersion\": 1}", "is not the JSON that was expected: runID is missing"),
    ])
  func badProvenance(text: String, expected: String) throws {
    try withTemporaryDirectory { parent in
      let directory = try committed(in: parent)
      try overwrite("\(directory)/env/provenance.json", with: Array(text.utf8))
      let error = #expect(throws: ResultsError.self) { _ = try ResultSet(reading: directory) }
      #expect(error?.message.hasPrefix(expected) == true, "\(error?.message ?? "")")
    }
  }

  @Test("One altered byte in any file is found")
  func alteredByte() throws {
    try withTemporaryDirectory { parent in
      let directory = try committed(in: parent)
      #expect(ResultSet.verify(directory) == [])
      var generator = SeededGenerator()
      let files = try entries("\(directory)/data").map { "data/\($0)" } + ["env/provenance.json"]
      #expect(files.count == rowTypes.count + 1)
      for file in files {
        let path = "\(directory)/\(file)"
        let original = try contents(path)
        var altered = original
        altered[Int.random(in: altered.indices, using: &generator)] ^= 1
        try overwrite(path, with: altered)
        #expect(
          ResultSet.verify(directory).map(\.description)
            == ["\(file): was changed: its SHA-256 differs"], "seed \(generator.seed)")
        try overwrite(path, with: original + [0x0A])
        #expect(
          ResultSet.verify(directory).map(\.description)
            == ["\(file): has \(original.count + 1) bytes; \(original.count) were written"])
        try FileManager.default.removeItem(atPath: path)
        #expect(
          ResultSet.verify(directory).map(\.description)
            == ["\(file): cannot open: there is no such file or directory"])
        try overwrite(path, with: original)
      }
      #expect(ResultSet.verify(directory) == [])
    }
  }

  @Test("A data package that points out of its directory is not followed")
  func outside() throws {
    try withTemporaryDirectory { parent in
      let directory = try committed(in: parent)
      let path = "\(directory)/datapackage.json"
      let text = String(decoding: try contents(path), as: UTF8.self)
      try overwrite(path, with: Array(text.replacing("data/cells.csv", with: "../cells.csv").utf8))
      #expect(
        ResultSet.verify(directory).map(\.description)
          == [
            "../cells.csv: is outside of the results directory",
            "datapackage.json: does not mention data/cells.csv",
          ])
    }
  }
}
