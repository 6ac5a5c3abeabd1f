import Glibc
import Testing

@testable import Statistics

@Suite("What cannot be estimated is not invented")
struct EstimateTests {
  @Test("Without rounds there is no estimate")
  func noRounds() {
    #expect(RatioInterval.pairedLogRatio(solo: [], corun: []) == nil)
    #expect(RatioInterval.hodgesLehmann(solo: [], corun: []) == nil)
    #expect(QuantileInterval.medianOverRounds([]) == nil)
    #expect(QuantileInterval.rate(occurrences: 0, count: 0) == nil)
    #expect(Quantile.nearestRank(ofSorted: [Int64](), partsPerMillion: 500_000) == nil)
    #expect(Quantile.median([]) == nil)
    #expect(MannWhitney([], [1]) == nil)
  }

  @Test("A value without logarithm leaves no ratio", arguments: [0, -1, .infinity, .nan])
  func impossibleValues(value: Double) {
    #expect(RatioInterval.pairedLogRatio(solo: [1, value, 3], corun: [1, 2, 3]) == nil)
    #expect(RatioInterval.hodgesLehmann(solo: [1, 2, 3], corun: [1, 2, value]) == nil)
    #expect(UnpairedRatio.welchLog(baseline: [1, 2, 3], candidate: [1, value, 2]) == nil)
    #expect(Equivalence([1, value], over: [1, 2]) == nil)
    #expect(Verdict.judge(solo: [1, 2, 3], corun: [1, value, 3]) == .inconclusive)
  }

  @Test("One round has a ratio and no interval")
  func oneRound() throws {
    let ratio = try #require(RatioInterval.pairedLogRatio(solo: [2], corun: [3]))
    #expect(abs(ratio.value - 1.5) < 1e-15)
    #expect(ratio.interval == nil)
    #expect(Verdict.judge(solo: [2], corun: [3]) == .inconclusive)
  }

  @Test("Two rounds have an interval, if a wide one")
  func twoRounds() throws {
    let interval = try #require(
      RatioInterval.pairedLogRatio(solo: [1, 1], corun: [2, 2.2])?.interval)
    #expect(interval.lower < 2 && interval.upper > 2.2)
  }

  @Test("What is not finite has no rank", arguments: [Double.nan, .infinity])
  func notFinite(value: Double) {
    let rounds = [1, 2, value, 4, 5, 6]
    #expect(QuantileInterval.medianOverRounds(rounds) == nil)
    #expect(Quantile.median(rounds) == nil)
    #expect(HodgesLehmann.location(rounds) == nil)
    #expect(HodgesLehmann.shift([1, 2], over: rounds) == nil)
    #expect(MannWhitney(rounds, [1, 2]) == nil)
    #expect(BrunnerMunzel(rounds, [1, 2]) == nil)
    #expect(Wilcoxon(differences: rounds) == nil)
    #expect(UnpairedRatio.fieller(baseline: rounds, candidate: [1, 2]) == nil)
  }

  @Test("Rounds without spread are equivalent or not, without doubt")
  func equivalenceWithoutSpread() throws {
    let same = try #require(Equivalence([1.02, 1.02], over: [1, 1]))
    let slower = try #require(Equivalence([2, 2], over: [1, 1]))
    let faster = try #require(Equivalence([1, 1], over: [2, 2]))
    #expect(same.isEquivalent && same.pValue == 0)
    #expect(!slower.isEquivalent && slower.pValue == 1)
    #expect(!faster.isEquivalent && faster.pValue == 1)
  }

  @Test("Rank intervals at 95 % begin with six rounds", arguments: 1...8)
  func sixRounds(count: Int) throws {
    let solo = (0..<count).map { 100 + Double($0) }
    let corun = solo.map { $0 * 1.5 }
    let ratio = try #require(RatioInterval.hodgesLehmann(solo: solo, corun: corun))
    let median = try #require(QuantileInterval.medianOverRounds(solo))
    #expect((ratio.interval != nil) == (count >= 6))
    #expect((median.interval != nil) == (count >= 6))
    #expect(abs(ratio.value - 1.5) < 1e-12)
  }

  @Test("A level that is met exactly counts as met")
  func exactLevel() throws {
    // Five rounds reach 1 − 2·½⁵ = 0.9375 and not a bit more.
    let rounds: [Double] = [1, 2, 3, 4, 5]
    let median = try #require(QuantileInterval.medianOverRounds(rounds, confidence: 0.9375))
    #expect(median.lower == 1 && median.upper == 5)
    #expect(abs(try #require(median.confidence) - 0.9375) < 1e-12)
    let centre = try #require(HodgesLehmann.location(rounds, confidence: 0.9375))
    #expect(centre.confidence == 0.9375)
  }

  @Test("A quantile needs ten values beyond it")
  func support() {
    #expect(Quantile.supports(partsPerMillion: 999_000, count: 10_000))
    #expect(!Quantile.supports(partsPerMillion: 999_000, count: 9_999))
    #expect(Quantile.supports(partsPerMillion: 500_000, count: 20))
    #expect(!Quantile.supports(partsPerMillion: 500_000, count: 19))
    #expect(!Quantile.supports(partsPerMillion: 10_000, count: 999))
    #expect(!Quantile.supports(partsPerMillion: 1_000_000, count: 1_000_000_000))
  }

  @Test("A rate of nothing or everything has a one-sided interval")
  func extremeRates() throws {
    let none = try #require(QuantileInterval.rate(occurrences: 0, count: 50))
    let all = try #require(QuantileInterval.rate(occurrences: 50, count: 50))
    #expect(none.lower == 0 && all.upper == 1)
    #expect(abs(try #require(none.upper) + #require(all.lower) - 1) < 1e-12)
  }

  @Test("A 95 % interval covers the truth about 95 times in a hundred")
  func coverage() throws {
    var generator = SplitMix64(seed: 20)
    let trials = 1000
    var covered = (t: 0, signedRank: 0, sign: 0)
    for _ in 0..<trials {
      let solo = (0..<10).map { _ in 100 + generator.nextUnit() }
      // The true ratio is 2; the log ratios are normal with a spread of 10 %.
      let corun = solo.map { $0 * 2 * exp(0.1 * Normal.quantile(generator.nextUnit())) }
      func covers(_ estimate: Estimate?) throws -> Int {
        let interval = try #require(estimate?.interval)
        return interval.lower <= 2 && 2 <= interval.upper ? 1 : 0
      }
      covered.t += try covers(RatioInterval.pairedLogRatio(solo: solo, corun: corun))
      covered.signedRank += try covers(RatioInterval.hodgesLehmann(solo: solo, corun: corun))
      covered.sign += try covers(RatioInterval.median(solo: solo, corun: corun))
    }
    // The standard error of each count is below 7; the sign interval reaches 97.9 % by design.
    #expect((929...971).contains(covered.t))
    #expect((929...971).contains(covered.signedRank))
    #expect((958...999).contains(covered.sign))
  }

  @Test("A bootstrap is repeatable from its seed, and another seed gives another")
  func bootstrapSeed() {
    let values: [Double] = [1, 2, 4, 8, 16, 32, 64, 128]
    func run(_ seed: UInt64) -> Estimate? {
      Bootstrap.percentile(values, resamples: 200, seed: seed, statistic: Sample.mean)
    }
    #expect(run(1) == run(1))
    #expect(run(1) != run(2))
  }

  @Test("A bootstrap of a constant has no bias-corrected interval")
  func constantBootstrap() throws {
    let estimate = try #require(
      Bootstrap.biasCorrected([3, 3, 3], resamples: 50, seed: 1, statistic: Sample.mean))
    #expect(estimate.value == 3 && estimate.interval == nil)
  }
}
