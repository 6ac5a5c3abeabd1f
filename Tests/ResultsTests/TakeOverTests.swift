import Foundation
import Results
import Testing

@Suite("Taking over an unfinished run")
struct TakeOverTests {
  /// Every file with its bytes, but for the lock, which says who holds it.
  private func files(_ directory: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: directory) where name != ".lock"
    {
      files[name] = (try? contents("\(directory)/\(name)")) ?? []
    }
    return files
  }

  @Test(
    "Changes nothing before it is asked to; then cuts torn lines, drops temporary files and the end"
  )
  func inTwoSteps() throws {
    try withTemporaryDirectory { parent in
      var provenance = sampleProvenance()
      provenance.endedUTC = "2026-11-22T13:16:00Z"
      let first = try ResultsWriter(
        in: parent, provenance: provenance, contents: ResultsContents(isResumable: true))
      try first.append(sampleRounds(0..<2))
      try first.close()
      let rounds = "\(first.directory)/data/rounds.csv"
      let whole = try contents(rounds)
      try overwrite(rounds, with: whole + Array("c002,p0".utf8))
      try overwrite("\(first.directory)/plan.json.tmp", with: [1])
      let before = try files(first.directory)

      let second = try ResultsWriter(resuming: first.directory)
      #expect(second.provenance == provenance)
      #expect(try files(first.directory) == before)

      try second.takeOver()
      #expect(second.tornBytes == ["data/rounds.csv": 7])
      #expect(try contents(rounds) == whole)
      #expect(
        try files(first.directory).keys.sorted()
          == before.keys.filter { $0 != "plan.json.tmp" }.sorted())
      #expect(second.provenance.endedUTC == nil)
      #expect(try ResultSet(reading: first.directory).provenance.endedUTC == nil)
    }
  }
}
