import Glibc
import Statistics
import Testing

@Suite("Tests against a limit")
struct LimitTestTests {
  /// Rounds of a log-normal ratio.
  private func rounds(
    _ count: Int, ratio: Double, spread: Double, using generator: inout SplitMix64
  ) -> (solo: [Double], corun: [Double]) {
    let solo = (0..<count).map { _ in exp(0.1 * normal(&generator)) }
    return (solo, solo.map { $0 * ratio * exp(spread * normal(&generator)) })
  }

  private func normal(_ generator: inout SplitMix64) -> Double {
    let u = Double.random(in: 1e-300..<1, using: &generator)
    return (-2 * log(u)).squareRoot() * cos(2 * .pi * .random(in: 0..<1, using: &generator))
  }

  @Test("Rounds that all have the very ratio of the limit are not beyond it", arguments: 2...40)
  func exact(count: Int) throws {
    for (corun, limit) in [(105.0, 1.05), (110, 1.1), (120, 1.2), (125, 1.25), (130, 1.3)] {
      let (solo, corun) = (
        [Double](repeating: 100, count: count), [Double](repeating: corun, count: count)
      )
      let paired = try #require(LimitTest.pairedRatio(solo: solo, corun: corun, limit: limit))
      #expect(paired.pValue == 1 && paired.estimate.upper! <= limit * (1 + LimitTest.rounding))
      let two = try #require(
        LimitTest.unpairedRatio(baseline: solo, candidate: corun, limit: limit))
      #expect(two.pValue == 1)
    }
  }

  @Test(
    "The p-value is at most 0.05 when, and only when, the interval lies above the limit",
    arguments: Seeds.all)
  func agreement(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<40 {
      let count = Int.random(in: 2...20, using: &generator)
      let limit = Double.random(in: 0.9...1.2, using: &generator)
      let (solo, corun) = rounds(count, ratio: 1.1, spread: 0.05, using: &generator)
      let ratios = zip(solo, corun).map { $1 / $0 }
      let other = rounds(
        Int.random(in: 2...20, using: &generator), ratio: 1, spread: 0.1, using: &generator)
      let tests = [
        try #require(LimitTest.pairedRatio(solo: solo, corun: corun, limit: limit)),
        try #require(
          LimitTest.unpairedRatio(baseline: other.corun, candidate: ratios, limit: limit)),
        try #require(LimitTest.median(ratios, limit: limit)),
      ]
      for test in tests {
        #expect((test.pValue <= 0.05) == ((test.estimate.lower ?? -.infinity) > limit))
      }
    }
  }

  @Test(
    "Scaling values and limit together changes nothing; a higher limit is never easier to exceed",
    arguments: Seeds.all)
  func scale(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<40 {
      let (solo, corun) = rounds(8, ratio: 1.1, spread: 0.1, using: &generator)
      let one = try #require(LimitTest.pairedRatio(solo: solo, corun: corun, limit: 1.1))
      let scaled = try #require(
        LimitTest.pairedRatio(solo: solo, corun: corun.map { 3 * $0 }, limit: 3.3))
      #expect(abs(one.pValue - scaled.pValue) < 1e-9)
      let higher = try #require(LimitTest.pairedRatio(solo: solo, corun: corun, limit: 1.2))
      #expect(higher.pValue >= one.pValue)
      let low = try #require(LimitTest.median(corun, limit: 1))
      #expect(try #require(LimitTest.median(corun, limit: 1.1)).pValue >= low.pValue)
    }
  }

  @Test("At the limit itself the test of two runs exceeds it no more often than its level")
  func falseAlarms() throws {
    var generator = SplitMix64(seed: 20_261_123)
    var alarms = 0
    for _ in 0..<2000 {
      let old = rounds(10, ratio: 1, spread: 0.02, using: &generator)
      let new = rounds(12, ratio: 1.05, spread: 0.06, using: &generator)
      let test = try #require(
        LimitTest.unpairedRatio(
          baseline: zip(old.solo, old.corun).map { $1 / $0 },
          candidate: zip(new.solo, new.corun).map { $1 / $0 }, limit: 1.05))
      if test.pValue <= 0.05 { alarms += 1 }
    }
    // One side of a 95 % interval: 2.5 % of 2000 are 50, and six standard errors more are 92.
    #expect(alarms < 92)
  }

  @Test("Rounds that agree to the last bit leave no doubt, and a single round says nothing")
  func edges() throws {
    let same = [2.0, 2, 2]
    #expect(LimitTest.pairedRatio(solo: [1, 1, 1], corun: same, limit: 1.9)?.pValue == 0)
    #expect(LimitTest.pairedRatio(solo: [1, 1, 1], corun: same, limit: 2)?.pValue == 1)
    #expect(LimitTest.unpairedRatio(baseline: [1, 1], candidate: same, limit: 1.9)?.pValue == 0)
    #expect(LimitTest.unpairedRatio(baseline: [1, 1], candidate: same, limit: 2.1)?.pValue == 1)
    let single = try #require(LimitTest.pairedRatio(solo: [1], corun: [9], limit: 1))
    #expect(single.pValue == 1)
    #expect(single.estimate.interval == nil)
    #expect(single.roundsNeeded() == nil)
    #expect(LimitTest.unpairedRatio(baseline: [1], candidate: same, limit: 1)?.pValue == 1)
    #expect(LimitTest.pairedRatio(solo: [], corun: [], limit: 1) == nil)
    #expect(LimitTest.pairedRatio(solo: [0], corun: [1], limit: 1) == nil)
    #expect(LimitTest.median([], limit: 1) == nil)
  }

  @Test("With the rounds that it asks for, a test leaves the limit about four times out of five")
  func forecast() throws {
    var generator = SplitMix64(seed: 20_261_123)
    let pilot = rounds(400, ratio: 1.02, spread: 0.05, using: &generator)
    let test = try #require(
      LimitTest.pairedRatio(solo: pilot.solo, corun: pilot.corun, limit: 1.05))
    let needed = try #require(test.roundsNeeded())
    #expect((20...50).contains(needed))
    let settled = try (0..<500).count { _ in
      let (solo, corun) = rounds(needed, ratio: 1.02, spread: 0.05, using: &generator)
      let again = try #require(LimitTest.pairedRatio(solo: solo, corun: corun, limit: 1.05))
      return try #require(again.estimate.upper) < 1.05
    }
    #expect((300...480).contains(settled))
    #expect(try #require(test.roundsNeeded(family: 100)) == needed)
    let above = try #require(
      LimitTest.pairedRatio(solo: pilot.solo, corun: pilot.corun, limit: 1.0))
    #expect(try #require(above.roundsNeeded(family: 100)) > (try #require(above.roundsNeeded())))
  }

  @Test("A value at the limit is settled by no number of rounds; the sign test needs six at least")
  func unsettled() throws {
    let atLimit = try #require(
      LimitTest.pairedRatio(solo: [1, 1, 1, 1], corun: [0.5, 2, 0.5, 2], limit: 1.0001))
    #expect(atLimit.roundsNeeded() == nil)
    let few = try #require(LimitTest.median([1, 1, 1], limit: 2))
    #expect(few.roundsNeeded() == 6)
    #expect(try #require(LimitTest.median([3, 3, 3], limit: 2)).roundsNeeded(family: 100) == 12)
    #expect(try #require(LimitTest.median([1, 3], limit: 2)).roundsNeeded() == nil)
  }
}
