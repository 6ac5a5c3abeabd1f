import Foundation
import Results
import Testing

/// A generator whose every run can be repeated: `BULKHEAD_TEST_SEED=… swift test`.
struct SeededGenerator: RandomNumberGenerator {
  let seed: UInt64
  private var state: UInt64

  init() {
    let given = ProcessInfo.processInfo.environment["BULKHEAD_TEST_SEED"].flatMap { UInt64($0) }
    self.init(seed: given ?? .random(in: 0...(.max)))
    print("BULKHEAD_TEST_SEED=\(seed)")
  }

  init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  /// SplitMix64 (Steele, Lea, Flood 2014).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// A new directory for one test, gone when `body` returns.
func withTemporaryDirectory<Answer>(_ body: (String) throws -> Answer) throws -> Answer {
  let directory = FileManager.default.temporaryDirectory.appending(
    path: "bulkhead-results-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(at: directory) }
  return try body(directory.path)
}

func contents(_ path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(filePath: path)))
}

func overwrite(_ path: String, with bytes: [UInt8]) throws {
  try Data(bytes).write(to: URL(filePath: path))
}

func entries(_ path: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: path).sorted()
}

/// A run of a made-up machine at a fixed time.
func sampleProvenance(host: String = "node01", runSeed: UInt64 = 1) -> Provenance {
  var generator = SeededGenerator(seed: runSeed)
  let run = RunIdentity(unixMilliseconds: 1_795_353_300_123, using: &generator)
  var provenance = Provenance(
    run, host: host, seed: .max,
    tool: .init(
      version: "0.1.0", commit: "abc", buildConfiguration: "debug", compiler: "Swift 6.3.1"))
  provenance.arguments = ["bulkhead", "run", "a \"quoted\" file.yaml"]
  provenance.mitigations = ["meltdown": "Not affected", "spectre_v2": "Mitigation: é"]
  provenance.tscMegahertz = 2394.5
  return provenance
}

func sampleCells() -> [CellRow] {
  var solo = CellRow()
  solo.cellID = "c001"
  solo.pairID = "p001"
  solo.policy = "baseline"
  solo.victim = "chase@L2/2"
  solo.victimCPUs = "1,3"
  var corun = solo
  corun.cellID = "c002"
  corun.condition = .corun
  corun.status = .failed
  corun.reason = "said \"no\", then stopped; naïve, 🧱"
  corun.windowNanoseconds = 1_000_000
  return [solo, corun]
}

func sampleRounds(_ indices: Range<Int64>) -> [RoundRow] {
  indices.map { index in
    var row = RoundRow()
    row.cellID = "c002"
    row.round = index
    row.p50Nanoseconds = 100.1 + Double(index)
    row.evidenceDetail = "core 1, then \"2\" — ok"
    return row
  }
}
