import Experiment
import Foundation
import Testing

/// The default suite with random bytes changed. `BULKHEAD_TEST_SEED` repeats a run with its seed.
struct SuiteMutationTests {
  static let seed = {
    let given = ProcessInfo.processInfo.environment["BULKHEAD_TEST_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 0...UInt64.max)
    print("suite mutations: BULKHEAD_TEST_SEED=\(seed)")
    return seed
  }()

  @Test("A damaged suite is read or refused with whole lines, and never crashes", arguments: 0..<4)
  func damaged(shard: Int) throws {
    let whole = try SourceText(reading: "\(Package.benches)/default.yaml").text
    // Without its comments, so that most of the damage hits something that is read.
    let bytes = Array(
      whole.split(separator: "\n").map { $0.prefix { $0 != "#" } }.joined(separator: "\n").utf8)
    var random = Randomness(state: Self.seed &+ UInt64(shard) &* 0x9E37_79B9)
    var (read, refused) = (0, 0)
    for round in 0..<500 {
      var damaged = bytes
      for _ in 0...Int.random(in: 0...3, using: &random) { Self.damage(&damaged, &random) }
      let text = String(decoding: damaged, as: UTF8.self)
      do throws(SuiteErrors) {
        let suite = try Suite.parse(SourceText(file: "s.yaml", text: text), vocabulary: .bundled)
        #expect(!suite.policies.isEmpty && !suite.victims.isEmpty && !suite.aggressors.isEmpty)
        #expect(suite.warmupNanoseconds < suite.phaseNanoseconds)
        read += 1
      } catch {
        let lines = error.description.split(separator: "\n", omittingEmptySubsequences: false)
        let place: Comment = "seed \(Self.seed), shard \(shard), round \(round): \(text)"
        #expect(!lines.isEmpty && lines.count == error.diagnostics.count, place)
        #expect(lines.allSatisfy { $0.hasPrefix("s.yaml:") }, place)
        refused += 1
      }
    }
    #expect(read > 0 && refused > 0, "seed \(Self.seed)")
  }

  /// One random change: a byte replaced, removed, put in or doubled with its neighbours.
  private static func damage(_ bytes: inout [UInt8], _ random: inout Randomness) {
    let place = Int.random(in: 0..<bytes.count, using: &random)
    // Half of the bytes are ones that mean something to YAML.
    let telling = Array("\n\t :-#[]{}&*!|>'\"%@`,?0\\".utf8)
    let byte =
      Bool.random(using: &random)
      ? telling.randomElement(using: &random)! : UInt8.random(in: 0...255, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes[place] = byte
    case 1: bytes.remove(at: place)
    case 2: bytes.insert(byte, at: place)
    default:
      let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
      bytes.insert(
        contentsOf: bytes[place..<end], at: Int.random(in: 0..<place + 1, using: &random))
    }
  }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
private struct Randomness: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
