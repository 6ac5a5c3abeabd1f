import Foundation
import Statistics
import Testing

/// The hand-over of a core, over a million major frames on a hostile clock. `BULKHEAD_TEST_SEED` repeats the run that printed it.
@Suite("Hand-over of a core")
struct HandOverTests {
  static let seed = {
    let given = ProcessInfo.processInfo.environment["BULKHEAD_TEST_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 0...UInt64.max)
    print("hand-over: BULKHEAD_TEST_SEED=\(seed)")
    return seed
  }()
  static let framesPerCore: Int64 = 500
  static let shards = 8

  @Test(
    "A million frames of stalls, late and early wake-ups, stops and deaths: every window has one record, none is shifted, none overlaps",
    arguments: 0..<shards)
  func millionFrames(shard: Int) throws {
    var random = SplitMix64(seed: Self.seed &+ UInt64(shard))
    var (ran, late, missed, onTime, left) = (0, 0, 0, 0, 0)
    for number in 0..<(1_000_000 / Self.framesPerCore / Int64(Self.shards)) {
      var core = try SimulatedCore(
        frames: Self.framesPerCore, chooser: number % 2 == 0 ? .handler : .schedule,
        random: &random)
      core.run(&random)
      let judge = HandOverJudge(core)
      try #require(
        judge.violations.isEmpty,
        "seed \(Self.seed), shard \(shard), core \(number): \(judge.violations.prefix(3))")
      ran += judge.ran
      late += judge.late
      missed += judge.missed
      onTime += judge.onTimeUndisturbed
      left += core.workers.count { $0.leftAt != nil }
    }
    // The clock was hostile, and not so hostile that nothing was left to be on time.
    #expect(missed > 1000 && late > 1000 && left > 10, "seed \(Self.seed)")
    #expect(onTime > ran / 4, "seed \(Self.seed)")
  }

  @Test("An enforcer that makes a mistake is found out", arguments: SimulatedCore.Mistake.allCases)
  func mistakes(_ mistake: SimulatedCore.Mistake) throws {
    var random = SplitMix64(seed: Self.seed)
    var found = 0
    for _ in 0..<200 {
      var core = try SimulatedCore(
        frames: 50, chooser: .schedule, mistake: mistake, random: &random)
      core.run(&random)
      if !HandOverJudge(core).violations.isEmpty { found += 1 }
    }
    #expect(found > 0, "seed \(Self.seed)")
  }
}
