import Foundation
import Glibc
import Results
import Testing

@Suite("Writing a results directory")
struct ResultsWriterTests {
  @Test("The directory is partial until it is committed, and reads back as it was written")
  func wholeLife() throws {
    try withTemporaryDirectory { parent in
      var provenance = sampleProvenance()
      let writer = try ResultsWriter(in: parent + "/", provenance: provenance)
      #expect(!writer.directory.contains("//"))
      #expect(try entries(parent) == ["2026-11-22T131500Z_node01_\(provenance.runID).partial"])
      #expect(try ResultSet(reading: writer.directory).isPartial)

      try writer.replace(sampleCells().reversed())
      try writer.append(sampleRounds(0..<3))
      try writer.append([RoundRow]())
      try writer.synchronise()
      try writer.append(sampleRounds(3..<5))
      try writer.replace(sampleCells())
      try writer.write("env/topology.xml", Array("<topology/>".utf8))
      try writer.write("suite.yaml", Array("a: 1\n".utf8))
      try writer.write("derived/figures/a.svg", Array("<svg/>".utf8))
      provenance.endedUTC = "2026-11-22T13:16:00Z"
      try writer.write(provenance)
      #expect(try !entries(writer.directory).contains("datapackage.json"))

      let directory = try writer.commit()
      #expect(directory == writer.finalDirectory)
      #expect(try entries(parent) == [provenance.directoryName])
      #expect(
        try entries(directory) == ["data", "datapackage.json", "derived", "env", "suite.yaml"])
      let results = try ResultSet(reading: directory + "/")
      #expect(!results.isPartial)
      #expect(results.directory == directory)
      #expect(results.cells == sampleCells())
      #expect(results.rounds == sampleRounds(0..<5))
      #expect(results.summary == [])
      #expect(results.provenance == provenance)
      #expect(ResultSet.verify(directory) == [])
    }
  }

  @Test("Rows appended after a replacement follow the rows of the replacement")
  func appendAfterReplace() throws {
    try withTemporaryDirectory { parent in
      let writer = try ResultsWriter(in: parent, provenance: sampleProvenance())
      try writer.append(sampleRounds(0..<2))
      try writer.replace(sampleRounds(7..<8))
      try writer.append(sampleRounds(8..<9))
      #expect(try ResultSet(reading: writer.directory).rounds == sampleRounds(7..<9))
    }
  }

  @Test("A closed run stays partial and keeps its rows")
  func closed() throws {
    try withTemporaryDirectory { parent in
      let writer = try ResultsWriter(in: parent, provenance: sampleProvenance())
      try writer.append(sampleRounds(0..<2))
      try writer.close()
      try writer.close()
      let results = try ResultSet(reading: writer.directory)
      #expect(results.isPartial)
      #expect(results.rounds == sampleRounds(0..<2))
    }
  }

  @Test("A second writer is told which process is writing")
  func secondWriter() throws {
    try withTemporaryDirectory { parent in
      let provenance = sampleProvenance()
      let first = try ResultsWriter(in: parent, provenance: provenance)
      let error = #expect(throws: ResultsError.self) {
        _ = try ResultsWriter(in: parent, provenance: provenance)
      }
      #expect(
        error?.description
          == "\(first.directory): another process (pid \(getpid())) is writing this results directory"
      )
      try first.append(sampleRounds(0..<1))
      _ = try first.commit()
    }
  }

  @Test("An unfinished and a finished run of the same name are left alone")
  func sameName() throws {
    try withTemporaryDirectory { parent in
      let provenance = sampleProvenance()
      func abandon() throws -> String {
        try ResultsWriter(in: parent, provenance: provenance).directory
      }
      let partial = try abandon()
      var error = #expect(throws: ResultsError.self) { _ = try abandon() }
      // Tests beside this one start processes, and until such a child has become its program it has our files, with
      // their locks.
      for _ in 0..<1000
      where error?.description.hasSuffix("is writing this results directory") == true {
        Thread.sleep(forTimeInterval: 0.02)
        error = #expect(throws: ResultsError.self) { _ = try abandon() }
      }
      #expect(
        error?.description == "\(partial): cannot be written: an unfinished run is there already")

      let final = "\(parent)/\(provenance.directoryName)"
      try FileManager.default.moveItem(atPath: partial, toPath: final)
      error = #expect(throws: ResultsError.self) { _ = try abandon() }
      #expect(error?.description == "\(final): cannot be written: it exists already")
      #expect(try entries(parent) == [provenance.directoryName])
    }
  }

  @Test("A place that cannot be written is named with the reason, and nothing is left there")
  func unwritablePlaces() throws {
    try withTemporaryDirectory { directory in
      try overwrite("\(directory)/file", with: [])
      let places = [
        ("\(directory)/missing", "cannot open: there is no such file or directory"),
        ("\(directory)/file", "cannot open: a part of the path is not a directory"),
        ("\(directory)/file/below", "cannot open: a part of the path is not a directory"),
      ]
      for (place, reason) in places {
        let error = #expect(throws: ResultsError.self) {
          _ = try ResultsWriter(in: place, provenance: sampleProvenance())
        }
        #expect(error?.description == "\(place): \(reason)")
      }
      // Not even root makes a directory in /proc.
      let error = #expect(throws: ResultsError.self) {
        _ = try ResultsWriter(in: "/proc", provenance: sampleProvenance())
      }
      #expect(error?.message.hasPrefix("cannot create the directory: ") == true)
      #expect(try entries(directory) == ["file"])
    }
  }

  @Test(
    "A directory without write permission is named as such",
    .disabled(if: geteuid() == 0, "root may write everywhere"))
  func noPermission() throws {
    try withTemporaryDirectory { directory in
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: directory)
      let error = #expect(throws: ResultsError.self) {
        _ = try ResultsWriter(in: directory, provenance: sampleProvenance())
      }
      #expect(
        error?.message
          == "cannot create the directory: permission denied; choose a directory that you may "
          + "write to")
    }
  }

  @Test("The parent is made when asked for, and only then")
  func parentMade() throws {
    try withTemporaryDirectory { directory in
      let parent = "\(directory)/results"
      let writer = try ResultsWriter(
        in: parent, createsParent: true, provenance: sampleProvenance())
      #expect(try entries(parent).count == 1)
      try writer.close()
    }
  }
}
