import Glibc
import Testing

@testable import Statistics

@Suite("Properties of comparisons, whatever the data")
struct ComparisonPropertyTests {
  @Test("Locations and shifts move with the data and not with its order", arguments: Seeds.all)
  func locations(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let values = generator.rounds(6 + generator.next(below: 10))
    let others = generator.rounds(6 + generator.next(below: 10))
    let (scale, shift) = (0.1 + 9 * generator.nextUnit(), 500 * generator.nextUnit())
    func moved(_ values: [Double]) -> [Double] { values.map { scale * $0 + shift } }

    let location = try #require(HodgesLehmann.location(values))
    expectNear(
      try #require(HodgesLehmann.location(moved(values))), location.mapped { scale * $0 + shift })
    expectNear(try #require(HodgesLehmann.location(values.reversed())), location)
    let median = try #require(QuantileInterval.medianOverRounds(values))
    expectNear(
      try #require(QuantileInterval.medianOverRounds(moved(values))),
      median.mapped { scale * $0 + shift })
    let difference = try #require(HodgesLehmann.shift(values, over: others))
    expectNear(
      try #require(HodgesLehmann.shift(moved(values), over: moved(others))),
      difference.mapped { scale * $0 })
    expectNear(
      try #require(HodgesLehmann.shift(values.reversed(), over: others.reversed())), difference)
    expectTurned(try #require(HodgesLehmann.shift(others, over: values)), difference)
  }

  @Test(
    "A series' median moves with it, and is worth no more values than it has", arguments: Seeds.all)
  func seriesMedian(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let series = generator.rounds(20 + generator.next(below: 60))
    let worth = SeriesMedian.effectiveCount(series)
    #expect(1 <= worth && worth <= Double(series.count))
    #expect(abs(SeriesMedian.effectiveCount(series.map { 3 * $0 - 7 }) - worth) < 1e-9)
    #expect(abs(SeriesMedian.effectiveCount(series.reversed()) - worth) < 1e-9)
    // Each value twice in a row says no more than each once.
    let doubled = series.flatMap { [$0, $0] }
    #expect(SeriesMedian.effectiveCount(doubled) <= Double(series.count) * 1.35)
    let estimate = try #require(SeriesMedian.estimate(series))
    expectNear(
      try #require(SeriesMedian.estimate(series.map { 3 * $0 - 7 })), estimate.mapped { 3 * $0 - 7 }
    )
  }

  @Test("Ratios of separate runs and of parts do not depend on unit or order", arguments: Seeds.all)
  func ratios(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    // Not so wild that a mean is lost in its error.
    func rounds() -> [Double] { (0..<12).map { _ in 100 + 20 * generator.nextUnit() } }
    let (old, new) = (rounds(), rounds())
    let scale = 0.01 + 10 * generator.nextUnit()
    func scaled(_ values: [Double]) -> [Double] { values.map { $0 * scale } }
    let methods: [([Double], [Double]) -> Estimate?] = [
      { UnpairedRatio.fieller(baseline: $0, candidate: $1) },
      { UnpairedRatio.welchLog(baseline: $0, candidate: $1)?.ratio },
      { PairedRatio.fieller($1, over: $0) },
    ]
    for method in methods {
      let plain = try #require(method(old, new))
      expectNear(try #require(method(scaled(old), scaled(new))), plain)
      expectNear(try #require(method(old, scaled(new))), plain.mapped { $0 * scale })
      expectNear(try #require(method(old.reversed(), new.reversed())), plain)
      let swapped = try #require(method(new, old))
      #expect(abs(swapped.value * plain.value - 1) < 1e-9)
      #expect(abs(try #require(swapped.lower) * plain.upper! - 1) < 1e-9)
    }
    let welch = try #require(UnpairedRatio.welchLog(baseline: old, candidate: new))
    let turned = try #require(UnpairedRatio.welchLog(baseline: new, candidate: old))
    #expect(abs(welch.t + turned.t) < 1e-9 && abs(welch.pValue - turned.pValue) < 1e-12)
  }

  @Test(
    "The interval with memory does not see unit or direction of time, and inverts",
    arguments: Seeds.all)
  func serial(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let (solo, corun) = (generator.rounds(20), generator.rounds(20))
    func estimate(_ solo: [Double], _ corun: [Double]) throws -> Estimate {
      try #require(RatioInterval.serialLogRatio(solo: solo, corun: corun))
    }
    let plain = try estimate(solo, corun)
    expectNear(try estimate(solo.reversed(), corun.reversed()), plain)
    expectNear(try estimate(solo.map { $0 * 8 }, corun.map { $0 * 24 }), plain.mapped { $0 * 3 })
    let swapped = try estimate(corun, solo)
    #expect(abs(swapped.lower! * plain.upper! - 1) < 1e-9)
    #expect(plain.value == RatioInterval.pairedLogRatio(solo: solo, corun: corun)?.value)
    #expect(
      try #require(RatioInterval.serialLogRatio(solo: [1, 1, 1, 1, 1], corun: [2, 1, 3, 1, 2]))
        .interval == nil, "five rounds are too few")
    #expect(RatioInterval.serialLogRatio(solo: [0], corun: [1]) == nil)
  }

  @Test("A ratio of estimates inverts, and is never surer than either", arguments: Seeds.all)
  func mover(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    func estimate() -> Estimate {
      let value = 1 + generator.nextUnit()
      return Estimate(
        value: value,
        interval: Interval(
          lower: value * (1 - 0.3 * generator.nextUnit()),
          upper: value * (1 + 0.3 * generator.nextUnit()), confidence: 0.95))
    }
    let (old, new) = (estimate(), estimate())
    let ratio = try #require(MoverRatio.estimate(baseline: old, candidate: new))
    let inverse = try #require(MoverRatio.estimate(baseline: new, candidate: old))
    #expect(abs(ratio.value * inverse.value - 1) < 1e-12)
    #expect(abs(ratio.lower! * inverse.upper! - 1) < 1e-12)
    #expect(ratio.upper! / ratio.value >= new.upper! / new.value * (1 - 1e-12))
    let scaled = try #require(
      MoverRatio.estimate(baseline: old.mapped { $0 * 5 }, candidate: new.mapped { $0 * 5 }))
    expectNear(scaled, ratio)
  }

  @Test("Tests of differences see signs and order only", arguments: Seeds.all)
  func tests(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let differences = (0..<(3 + generator.next(below: 12))).map { _ in
      Double(generator.next(below: 21)) - 9.5
    }
    let wilcoxon = try #require(Wilcoxon(differences: differences))
    #expect(wilcoxon == Wilcoxon(differences: differences.reversed()))
    #expect(wilcoxon == Wilcoxon(differences: differences.map { -$0 }), "two-sided")
    #expect(wilcoxon == Wilcoxon(differences: differences.map { $0 * 4 }))
    #expect(wilcoxon == Wilcoxon(differences: differences + [0, 0]), "zeros say nothing")
    #expect((0...1).contains(wilcoxon.exactPValue))

    let (x, y) = (generator.rounds(8), generator.rounds(9))
    let test = try #require(BrunnerMunzel(x, y))
    let turned = try #require(BrunnerMunzel(y, x))
    #expect(abs(test.statistic + turned.statistic) < 1e-9)
    #expect(abs(test.pValue - turned.pValue) < 1e-9)
    let stretched = try #require(BrunnerMunzel(x.map(log), y.reversed().map(log)))
    #expect(abs(stretched.statistic - test.statistic) < 1e-9, "order only")
  }

  @Test("Equivalence is symmetric, and a wider margin never takes it back", arguments: Seeds.all)
  func equivalence(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let spread = 0.3 * generator.nextUnit()
    let x = (0..<9).map { _ in 1 + spread * generator.nextUnit() }
    let y = (0..<9).map { _ in 1 + spread * generator.nextUnit() }
    let test = try #require(Equivalence(x, over: y))
    let turned = try #require(Equivalence(y, over: x))
    #expect(abs(test.pValue - turned.pValue) < 1e-9 && test.isEquivalent == turned.isEquivalent)
    let scaled = try #require(Equivalence(x.map { $0 * 7 }, over: y.map { $0 * 7 }))
    #expect(abs(scaled.pValue - test.pValue) < 1e-9)
    let pValues = try [1.01, 1.05, 1.1, 1.5].map {
      try #require(Equivalence(x, over: y, margin: $0)).pValue
    }
    #expect(zip(pValues, pValues.dropFirst()).allSatisfy { $0 >= $1 - 1e-15 })
  }

  @Test(
    "Swapping the conditions turns better into worse, and time scales nothing", arguments: Seeds.all
  )
  func verdicts(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let ratio = 0.7 + 0.8 * generator.nextUnit()
    let solo = (0..<8).map { _ in 1 + 0.2 * generator.nextUnit() }
    let corun = solo.map { $0 * ratio * (1 + 0.1 * generator.nextUnit()) }
    let verdict = Verdict.judge(solo: solo, corun: corun)
    let opposite: [Verdict: Verdict] = [.better: .worse, .worse: .better]
    #expect(Verdict.judge(solo: corun, corun: solo) == opposite[verdict] ?? verdict)
    #expect(Verdict.judge(solo: solo.map { $0 * 9 }, corun: corun.map { $0 * 9 }) == verdict)
  }

  @Test(
    "Adjusted p-values keep their order, whatever the order of the questions", arguments: Seeds.all)
  func adjustments(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let p = (0..<(2 + generator.next(below: 12))).map { _ in generator.nextUnit() }
    var order = Array(p.indices)
    generator.shuffle(&order)
    for method in [MultipleTesting.holm, MultipleTesting.benjaminiHochberg] {
      let adjusted = method(p)
      #expect(method(order.map { p[$0] }) == order.map { adjusted[$0] })
      for (a, b) in zip(p.indices, p.indices.dropFirst()) where p[a] <= p[b] {
        #expect(adjusted[a] <= adjusted[b])
      }
      let smaller = method(p.map { $0 / 2 })
      #expect(zip(smaller, adjusted).allSatisfy { $0 <= $1 })
    }
  }

  @Test("A bootstrap of the mean moves with the data, and its seed fixes it", arguments: Seeds.all)
  func bootstraps(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let values = generator.rounds(12)
    let methods: [([Double]) -> Estimate?] = [
      { Bootstrap.percentile($0, resamples: 200, seed: seed, statistic: Sample.mean) },
      { Bootstrap.biasCorrected($0, resamples: 200, seed: seed, statistic: Sample.mean) },
    ]
    for method in methods {
      let plain = try #require(method(values))
      #expect(plain == method(values))
      expectNear(try #require(method(values.map { 2 * $0 + 64 })), plain.mapped { 2 * $0 + 64 })
      #expect(try #require(plain.lower) >= values.min()! && plain.upper! <= values.max()!)
    }
  }

  @Test("The smallest slowdown is the same whichever arm is first", arguments: Seeds.all)
  func smallestSlowdown(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let (a, b) = (generator.rounds(10), generator.rounds(10))
    let slowdown = try #require(InterferenceLimit.smallestSlowdown(a, b))
    #expect(slowdown > 0)
    #expect(abs(try #require(InterferenceLimit.smallestSlowdown(b, a)) / slowdown - 1) < 1e-9)
    #expect(
      abs(
        try #require(
          InterferenceLimit.smallestSlowdown(
            a.map { $0 * 3 }.reversed(), b.map { $0 * 3 }.reversed()))
          / slowdown - 1) < 1e-9)
  }
}

/// Equal but for the rounding of a few operations.
private func expectNear(
  _ actual: Estimate, _ expected: Estimate, sourceLocation: SourceLocation = #_sourceLocation
) {
  let scale = 1e-9 * max(1, expected.value.magnitude, (expected.upper ?? 0).magnitude)
  #expect(abs(actual.value - expected.value) <= scale, sourceLocation: sourceLocation)
  #expect((actual.interval == nil) == (expected.interval == nil), sourceLocation: sourceLocation)
  guard let a = actual.interval, let b = expected.interval else { return }
  #expect(
    abs(a.lower - b.lower) <= scale && abs(a.upper - b.upper) <= scale,
    sourceLocation: sourceLocation)
  #expect(abs(a.confidence - b.confidence) < 1e-12, sourceLocation: sourceLocation)
}

/// The same difference the other way round.
private func expectTurned(
  _ actual: Estimate, _ expected: Estimate, sourceLocation: SourceLocation = #_sourceLocation
) {
  let turned = Estimate(
    value: -actual.value,
    interval: actual.interval.map {
      Interval(lower: -$0.upper, upper: -$0.lower, confidence: $0.confidence)
    })
  expectNear(turned, expected, sourceLocation: sourceLocation)
}
