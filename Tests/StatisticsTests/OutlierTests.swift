import Testing

@testable import Statistics

@Suite("Outliers and the limits of a noisy machine")
struct OutlierTests {
  @Test("the deviation is half of the half that is further away, and outliers do not move it")
  func spread() {
    let calm = Outliers.spread([1, 2, 3, 4, 5])
    #expect(calm == Outliers.Spread(median: 3, medianAbsoluteDeviation: 1))
    #expect(Outliers.spread([1, 2, 3, 4, 5e9]) == calm)
    #expect(calm?.deviations(of: 3 - 2 * 1.4826).map { abs($0 + 2) < 1e-12 } == true)
  }

  @Test("values beyond the limit are flagged to both sides, and those within are not")
  func flags() {
    let values = [96.0, 98, 99, 100, 101, 102, 104, 200, 10]
    #expect(
      Outliers.flags(values, beyond: 5) == [
        false, false, false, false, false, false, false, true, true,
      ])
  }

  @Test("where more than half are equal nothing is divided by zero, and what differs is still seen")
  func constant() {
    #expect(Outliers.flags([5, 5, 5, 5, 9], beyond: 5) == [false, false, false, false, true])
    #expect(Outliers.flags([5, 5, 5], beyond: 5) == [false, false, false])
    #expect(Outliers.spread([5, 5, 5, 5, 9])?.deviations(of: 9) == nil)
  }

  @Test("no values, or one that is no number, have no outliers")
  func unusable() {
    #expect(Outliers.flags([], beyond: 5) == nil)
    #expect(Outliers.spread([1, .nan]) == nil)
    #expect(TukeyFences([.infinity]) == nil)
  }

  @Test("one gap each second leaves all but one in ten thousand jobs of 100 us alone")
  func untouched() {
    let share = InterferenceLimit.untouchedShare(rate: 1, jobNanoseconds: 100_000)
    #expect(abs(share - 0.9999) < 1e-8)
    #expect(InterferenceLimit.untouchedShare(rate: 0, jobNanoseconds: 1e9) == 1)
  }

  @Test("the highest quantile falls as jobs and rates grow, to none")
  func highest() {
    func highest(_ rate: Double, _ job: Double) -> Int? {
      InterferenceLimit.highestQuantile(rate: rate, jobNanoseconds: job)
    }
    #expect(highest(0, 1e6) == 999_990)
    #expect(highest(1000, 10_000) == 990_000)
    #expect(highest(1000, 100_000) == 900_000)
    #expect(highest(1000, 600_000) == 500_000)
    #expect(highest(1000, 1_000_000) == nil)
    let falling = [1.0, 10, 100, 1000, 10_000].map { highest($0, 50_000) ?? 0 }
    #expect(falling == falling.sorted(by: >))
  }

  @Test("the smallest slowdown is how far an A/A interval reaches, to whichever side")
  func smallest() throws {
    let a = [10.0, 10.1, 9.9, 10, 10.05, 9.95]
    #expect(InterferenceLimit.smallestSlowdown(a, a) == 0)
    let other = [10.1, 10, 10, 9.9, 10, 10]
    let forth = try #require(InterferenceLimit.smallestSlowdown(a, other))
    let back = try #require(InterferenceLimit.smallestSlowdown(other, a))
    #expect(forth > 0 && forth < 0.05)
    #expect(abs(forth - back) < 1e-9)
    #expect(InterferenceLimit.smallestSlowdown([1], [1]) == nil)
    #expect(InterferenceLimit.smallestSlowdown([], []) == nil)
  }
}
