import Glibc
import Testing

@testable import Statistics

@Suite("Properties, whatever the data")
struct PropertyTests {
  @Test("A shuffle keeps every element", arguments: Seeds.all)
  func shuffleIsPermutation(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let original = (0..<generator.next(below: 200)).map { _ in generator.next(below: 50) }
    var shuffled = original
    generator.shuffle(&shuffled)
    #expect(shuffled.sorted() == original.sorted())
  }

  @Test("A shuffle gives every order of four about equally often")
  func shuffleIsFair() {
    var generator = SplitMix64(seed: 1)
    var counts: [[Int]: Int] = [:]
    let draws = 4800
    for _ in 0..<draws {
      var order = [0, 1, 2, 3]
      generator.shuffle(&order)
      counts[order, default: 0] += 1
    }
    let expected = Double(draws) / 24
    let statistic = counts.values.reduce(0) { $0 + pow(Double($1) - expected, 2) / expected }
    #expect(counts.count == 24)
    #expect(ChiSquared.survival(statistic, degreesOfFreedom: 23) > 0.001)
  }

  @Test("Quantiles rise with their level and stay within the sample", arguments: Seeds.all)
  func quantilesAreMonotone(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let sorted = generator.rounds(1 + generator.next(below: 60)).sorted()
    let levels = stride(from: 0, through: 1_000_000, by: 12_500)
    let methods: [([Double], Int) -> Double?] = [
      { Quantile.nearestRank(ofSorted: $0, partsPerMillion: $1) },
      { Quantile.type7(ofSorted: $0, partsPerMillion: $1) },
      { Quantile.type8(ofSorted: $0, partsPerMillion: $1) },
      { Quantile.harrellDavis(ofSorted: $0, partsPerMillion: $1) },
    ]
    for method in methods {
      let values = levels.compactMap { method(sorted, $0) }
      #expect(values.count >= 79)
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 * (1 + 1e-12) })
      #expect(try #require(values.first) >= sorted[0] * (1 - 1e-12))
      #expect(try #require(values.last) <= sorted[sorted.count - 1] * (1 + 1e-12))
    }
  }

  @Test(
    "The nearest rank is the least value that enough others do not exceed", arguments: Seeds.all)
  func nearestRankDefinition(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let sorted = (0...generator.next(below: 80)).map { _ in generator.next(below: 30) }.sorted()
    for ppm in [0, 1, 70_000, 290_000, 500_000, 990_000, 999_999, 1_000_000] {
      let value = try #require(Quantile.nearestRank(ofSorted: sorted, partsPerMillion: ppm))
      let upTo = sorted.count { $0 <= value }
      let below = sorted.count { $0 < value }
      #expect(upTo * 1_000_000 >= sorted.count * ppm)
      #expect(below == 0 || below * 1_000_000 < sorted.count * ppm)
    }
  }

  @Test("An interval contains its point", arguments: Seeds.all)
  func intervalsContainTheirPoint(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let count = 6 + generator.next(below: 15)
    let (solo, corun) = (generator.rounds(count), generator.rounds(count))
    let estimates = [
      RatioInterval.pairedLogRatio(solo: solo, corun: corun),
      RatioInterval.hodgesLehmann(solo: solo, corun: corun),
      RatioInterval.median(solo: solo, corun: corun),
      RatioInterval.bootstrapMedian(solo: solo, corun: corun, seed: seed),
      UnpairedRatio.welchLog(baseline: solo, candidate: corun)?.ratio,
      QuantileInterval.medianOverRounds(solo),
      HodgesLehmann.shift(corun, over: solo),
      QuantileInterval.rate(occurrences: count / 3, count: count),
    ]
    for estimate in estimates {
      let estimate = try #require(estimate)
      let interval = try #require(estimate.interval)
      #expect(interval.lower <= estimate.value && estimate.value <= interval.upper)
      #expect(interval.confidence >= 0.95)
    }
  }

  @Test("More confidence never narrows an interval", arguments: Seeds.all)
  func intervalsAreNested(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let (solo, corun) = (generator.rounds(12), generator.rounds(12))
    let methods: [(Double) -> Estimate?] = [
      { RatioInterval.pairedLogRatio(solo: solo, corun: corun, confidence: $0) },
      { RatioInterval.hodgesLehmann(solo: solo, corun: corun, confidence: $0) },
      { RatioInterval.median(solo: solo, corun: corun, confidence: $0) },
      { HodgesLehmann.shift(solo, over: corun, confidence: $0) },
    ]
    for method in methods {
      let intervals = try [0.5, 0.8, 0.9, 0.95, 0.99].map { try #require(method($0)?.interval) }
      for (inner, outer) in zip(intervals, intervals.dropFirst()) {
        #expect(outer.lower <= inner.lower && inner.upper <= outer.upper)
      }
    }
  }

  @Test("Ratios do not depend on the unit of time", arguments: Seeds.all)
  func ratiosAreScaleInvariant(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let (solo, corun) = (generator.rounds(9), generator.rounds(9))
    let scale = 0.001 + 1000 * generator.nextUnit()
    for method in pairedMethods {
      let plain = try #require(method(solo, corun))
      let bothScaled = try #require(method(solo.map { $0 * scale }, corun.map { $0 * scale }))
      let corunScaled = try #require(method(solo, corun.map { $0 * scale }))
      expectEqual(bothScaled, plain)
      expectEqual(corunScaled, plain.mapped { $0 * scale })
    }
  }

  @Test("Swapping the conditions inverts the ratio", arguments: Seeds.all)
  func ratiosInvert(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let (solo, corun) = (generator.rounds(10), generator.rounds(10))
    for method in pairedMethods {
      let plain = try #require(method(solo, corun))
      let swapped = try #require(method(corun, solo))
      let interval = try #require(swapped.interval)
      let inverted = Interval(
        lower: 1 / interval.upper, upper: 1 / interval.lower, confidence: interval.confidence)
      expectEqual(Estimate(value: 1 / swapped.value, interval: inverted), plain)
    }
  }

  @Test("The order of the rounds does not matter", arguments: Seeds.all)
  func orderDoesNotMatter(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let (solo, corun) = (generator.rounds(11), generator.rounds(11))
    var order = Array(solo.indices)
    generator.shuffle(&order)
    let (soloShuffled, corunShuffled) = (order.map { solo[$0] }, order.map { corun[$0] })
    for method in pairedMethods {
      expectEqual(
        try #require(method(soloShuffled, corunShuffled)), try #require(method(solo, corun)))
    }
    #expect(
      QuantileInterval.medianOverRounds(soloShuffled) == QuantileInterval.medianOverRounds(solo))
    #expect(MannWhitney(soloShuffled, corunShuffled) == MannWhitney(solo, corun))
    #expect(
      Verdict.judge(solo: soloShuffled, corun: corunShuffled)
        == Verdict.judge(solo: solo, corun: corun))
  }

  @Test("Rank tests see order only, and are symmetric", arguments: Seeds.all)
  func rankTestsSeeOrderOnly(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let x = (0...generator.next(below: 12)).map { _ in Double(generator.next(below: 20)) }
    let y = (0...generator.next(below: 12)).map { _ in Double(generator.next(below: 20)) }
    let test = try #require(MannWhitney(x, y))
    let swapped = try #require(MannWhitney(y, x))
    let greater = x.reduce(0.0) { sum, a in
      sum + y.reduce(0.0) { $0 + (a > $1 ? 1 : a == $1 ? 0.5 : 0) }
    }
    #expect(test.u == greater)
    #expect(test == MannWhitney(x.map { exp($0 / 4) }, y.map { exp($0 / 4) }))
    #expect(abs(test.pValue - swapped.pValue) < 1e-12)
    #expect(abs(test.cliffsDelta + swapped.cliffsDelta) < 1e-15)
    #expect((0...1).contains(test.pValue))
  }

  @Test("Holm is at least Benjamini-Hochberg, and both at least the p-value", arguments: Seeds.all)
  func adjustmentsAreOrdered(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let p = (0..<generator.next(below: 15)).map { _ in generator.nextUnit() }
    let holm = MultipleTesting.holm(p)
    let screening = MultipleTesting.benjaminiHochberg(p)
    for index in p.indices {
      #expect(p[index] <= screening[index] && screening[index] <= holm[index] && holm[index] <= 1)
    }
  }

  private let pairedMethods: [@Sendable ([Double], [Double]) -> Estimate?] = [
    { RatioInterval.pairedLogRatio(solo: $0, corun: $1) },
    { RatioInterval.hodgesLehmann(solo: $0, corun: $1) },
    { RatioInterval.median(solo: $0, corun: $1) },
  ]
}

/// Equal but for the rounding of a few operations.
private func expectEqual(
  _ actual: Estimate, _ expected: Estimate, sourceLocation: SourceLocation = #_sourceLocation
) {
  let pairs = [
    (actual.value, expected.value), (actual.lower, expected.lower), (actual.upper, expected.upper),
    (actual.confidence, expected.confidence),
  ]
  for (actual, expected) in pairs {
    guard let actual, let expected else {
      Issue.record("a bound is missing", sourceLocation: sourceLocation)
      return
    }
    #expect(abs(actual / expected - 1) < 1e-10, sourceLocation: sourceLocation)
  }
}
