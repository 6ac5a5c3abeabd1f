import Foundation
import Scheduling
import Testing

/// A million major frames under a simulated clock that wakes workers late and early, stalls them
/// and leaves them stuck in their handler. `BULKHEAD_TEST_SEED` repeats the run that printed it.
struct SimulatedClockTests {
  static let seed = {
    let given = ProcessInfo.processInfo.environment["BULKHEAD_TEST_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 0...UInt64.max)
    print("simulated clock: BULKHEAD_TEST_SEED=\(seed)")
    return seed
  }()
  static let framesPerSchedule: Int64 = 1000
  static let shards = 8

  @Test(
    "Over a million frames every window runs or is missed, once, in order, and without a shift",
    arguments: 0..<shards)
  func millionFrames(shard: Int) throws {
    var random = SeededGenerator(state: Self.seed &+ UInt64(shard) &* 0x9E37_79B9)
    let schedules = 1_000_000 / Self.framesPerSchedule / Int64(Self.shards)
    var run = 0
    var missed = 0
    var overruns = 0
    for number in 0..<schedules {
      let simulation = try Simulation(frames: Self.framesPerSchedule, random: &random)
      let outcome = simulation.run(&random)
      let place: Comment = "seed \(Self.seed), shard \(shard), schedule \(number)"
      try #require(outcome.violations == [], place)
      run += outcome.run
      missed += outcome.missed
      overruns += outcome.overruns
    }
    // The clock was hostile enough to be worth something.
    #expect(run > missed && missed > 1000 && overruns > 1000, "seed \(Self.seed)")
  }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in `0 ..< bound`; cheap in a debug build, and its bias does not matter here.
  mutating func below(_ bound: Int64) -> Int64 {
    bound <= 1 ? 0 : Int64(bitPattern: next() >> 1) % bound
  }
}
