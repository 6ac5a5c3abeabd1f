import Foundation
import Results
import Testing

@Suite("Provenance and names")
struct ProvenanceTests {
  @Test("It reads back equal from JSON, with the seed to its last bit")
  func roundTrip() throws {
    let provenance = sampleProvenance()
    let json = try JSONEncoder().encode(provenance)
    #expect(try JSONDecoder().decode(Provenance.self, from: json) == provenance)
    let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(object["seed"] as? String == "18446744073709551615")
    #expect(object["governor"] == nil)
  }

  @Test("A run's id is r and a ULID: 26 Crockford digits that sort by time")
  func ulid() {
    var generator = SeededGenerator()
    let alphabet = Set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    var previous = ""
    for step: UInt64 in 0..<500 {
      let id = RunIdentity(unixMilliseconds: 1_795_353_300_000 + step, using: &generator).runID
      #expect(id.count == 27)
      #expect(id.first == "r")
      #expect(id.dropFirst().allSatisfy(alphabet.contains))
      #expect(id > previous)
      previous = id
    }
  }

  @Test("The ULID's first ten digits are the milliseconds, as its specification's example has them")
  func ulidTime() {
    var generator = SeededGenerator(seed: 1)
    // https://github.com/ulid/spec: ulid(1469918176385) starts with 01ARYZ6S41.
    let run = RunIdentity(unixMilliseconds: 1_469_918_176_385, using: &generator)
    #expect(run.runID.hasPrefix("r01ARYZ6S41"))
    #expect(run.startedUTC == "2016-07-30T22:36:16Z")
  }

  @Test("Two runs of the same millisecond differ")
  func unique() {
    #expect(RunIdentity.now().runID != RunIdentity.now().runID)
  }

  @Test(
    "The directory's name is the time, the host and the id, whatever the host is called",
    arguments: [
      ("node01", "node01"), ("rack-1.lab", "rack-1.lab"), ("my host_1/..", "my-host-1-.."),
      ("", "unknown"), ("naïve", "na--ve"),
      (String(repeating: "h", count: 200), String(repeating: "h", count: 63)),
    ])
  func directoryName(host: String, expected: String) {
    let provenance = sampleProvenance(host: host)
    #expect(
      provenance.directoryName == "2026-11-22T131500Z_\(expected)_\(provenance.runID)")
  }
}
