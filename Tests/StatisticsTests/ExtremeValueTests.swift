import Glibc
import Testing

@testable import Statistics

@Suite("Extremes, whatever the data")
struct ExtremeValueTests {
  @Test("L-moments follow unit and origin, and no order", arguments: Seeds.all)
  func momentsAreEquivariant(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var values = generator.rounds(8 + generator.next(below: 60))
    let moments = try #require(LMoments(values))
    let (factor, shift) = (0.01 + 100 * generator.nextUnit(), 1000 * generator.nextUnit())
    let moved = try #require(LMoments(values.map { factor * $0 + shift }))
    expectClose(moved.location, factor * moments.location + shift)
    expectClose(moved.scale, factor * moments.scale)
    expectClose(moved.skewness, moments.skewness, within: 1e-6)
    #expect(moments.scale > 0 && moments.skewness.magnitude < 1 && moments.kurtosis < 1)
    generator.shuffle(&values)
    #expect(LMoments(values) == moments)
  }

  @Test("Fits follow unit and origin, and their shape knows neither", arguments: Seeds.all)
  func fitsAreEquivariant(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let truth = GeneralisedExtremeValue(
      location: 50, scale: 3, shape: -0.3 + 0.6 * generator.nextUnit())
    let maxima = truth.sortedSample(120, &generator)
    let factor = 0.01 + 100 * generator.nextUnit()
    let fit = try #require(GeneralisedExtremeValue.fitting(sorted: maxima))
    let moved = try #require(
      GeneralisedExtremeValue.fitting(sorted: maxima.map { factor * $0 + 7 }))
    expectClose(moved.location, factor * fit.location + 7)
    expectClose(moved.scale, factor * fit.scale, within: 1e-6)
    #expect(abs(moved.shape - fit.shape) < 1e-7)

    let excesses = GeneralisedPareto(scale: 3, shape: truth.shape).sortedSample(120, &generator)
    let pareto = try #require(GeneralisedPareto.fitting(sorted: excesses))
    let scaled = try #require(GeneralisedPareto.fitting(sorted: excesses.map { factor * $0 }))
    expectClose(scaled.scale, factor * pareto.scale)
    #expect(abs(scaled.shape - pareto.shape) < 1e-9)

    let likelihood = try #require(MaximumLikelihood.pareto(excesses))
    #expect(likelihood.logLikelihood >= pareto.logLikelihood(excesses))
    let other = try #require(MaximumLikelihood.pareto(excesses.map { factor * $0 }))
    #expect(abs(other.distribution.shape - likelihood.distribution.shape) < 1e-3)
  }

  @Test(
    "Quantiles rise as exceedances fall, and the distribution function takes them back",
    arguments: Seeds.all)
  func quantilesInvert(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let shape = [0, -1, -1 + 1.4 * generator.nextUnit()][generator.next(below: 3)]
    check(GeneralisedExtremeValue(location: 10, scale: 2, shape: shape))
    check(GeneralisedPareto(scale: 2, shape: shape))
    func check(_ distribution: some TailDistribution) {
      let levels = [0.9, 0.5, 0.1, 1e-3, 1e-6, 1e-9]
      let values = levels.map { distribution.quantile(exceedance: $0) }
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
      #expect(values.allSatisfy { $0 <= distribution.endpoint })
      for (level, value) in zip(levels, values).prefix(4) {
        expectClose(1 - distribution.cdf(value), level, within: 1e-6)
      }
      // The density is the slope of the distribution function.
      let (x, step) = (values[1], 1e-5)
      let slope = (distribution.cdf(x + step) - distribution.cdf(x - step)) / (2 * step)
      expectClose(exp(distribution.logDensity(x)), slope, within: 1e-4)
    }
  }

  @Test("A sample that is drawn in order is one of its distribution", arguments: Seeds.all)
  func samplesAreOfTheirDistribution(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let count = 400
    check(GeneralisedPareto(scale: 4, shape: -0.8 + generator.nextUnit()))
    check(GeneralisedExtremeValue(location: 9, scale: 4, shape: -0.8 + generator.nextUnit()))
    func check(_ distribution: some TailDistribution) {
      let sample = distribution.sortedSample(count, &generator)
      #expect(sample.count == count && sample == sample.sorted())
      // Kolmogorov's distance exceeds 2/√n once in 1500 samples; the seeds are fixed.
      let distance = KolmogorovSmirnov.distance(ofSorted: sample.map(distribution.cdf))
      #expect(distance < 2 / Double(count).squareRoot())
    }
  }

  @Test(
    "The tests of a series know neither unit nor origin nor the direction of time",
    arguments: Seeds.all)
  func testsAreInvariant(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let values = generator.rounds(30 + generator.next(below: 40))
    let factor = exp2(Double(generator.next(below: 9)) - 4)
    let moved = values.map { factor * $0 }
    let reversed = Array(values.reversed())
    #expect(RunsTest(moved) == RunsTest(values))
    #expect(RunsTest(reversed) == RunsTest(values))
    #expect(RunsTest(values.map { -1 / $0 })?.runs == RunsTest(values)?.runs)
    #expect(TurningPointTest(moved) == TurningPointTest(values))
    #expect(TurningPointTest(reversed) == TurningPointTest(values))
    let ljungBox = try #require(LjungBoxTest(values))
    expectClose(try #require(LjungBoxTest(moved)).q, ljungBox.q)
    expectClose(try #require(LjungBoxTest(reversed)).q, ljungBox.q, within: 1e-6)
    let level = try #require(StationarityTest(values))
    expectClose(try #require(StationarityTest(moved)).statistic, level.statistic)
    let half = values.count / 2
    let (first, second) = (Array(values[..<half]), Array(values[half...]))
    let halves = try #require(KolmogorovSmirnov.compare(first, second))
    expectClose(
      try #require(KolmogorovSmirnov.compare(second, first)).pValue, halves.pValue, within: 1e-9)
    #expect(KolmogorovSmirnov.compare(first.map { log($0) }, second.map { log($0) }) == halves)
    for p in [ljungBox.pValue, level.pValue, halves.pValue] { #expect((0...1).contains(p)) }
  }

  @Test("Exceedances of a block and an hour go back to those of a run", arguments: Seeds.all)
  func exceedancesInvert(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let perRun = pow(10, -3 - 12 * generator.nextUnit())
    let runs = Double(1 + generator.next(below: 500))
    let any = Exceedance.ofAny(runs: runs, perRun: perRun)
    #expect(any >= perRun && any <= runs * perRun * (1 + 1e-12))
    expectClose(Exceedance.perRun(runs: runs, ofAny: any), perRun, within: 1e-9)
    let fit = GeneralisedExtremeValue(
      location: 5, scale: 1, shape: -0.2 + 0.4 * generator.nextUnit())
    let value = Exceedance.quantile(perRun: perRun, maxima: fit, blockLength: 20)
    #expect(value > Exceedance.quantile(perRun: 2 * perRun, maxima: fit, blockLength: 20))
    if perRun > 1e-9 {
      // Below that nothing is left of 1 − G.
      expectClose(
        Exceedance.perRun(above: value, maxima: fit, blockLength: 20), perRun, within: 1e-4)
    }
  }

  @Test("More exceedances are less likely by chance", arguments: Seeds.all)
  func holdOutIsMonotone(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let (runs, exceedance) = (1 + generator.next(below: 5000), 0.01 * generator.nextUnit())
    let tests = (0...min(runs, 20)).map {
      HoldOutTest(exceedances: $0, runs: runs, exceedance: exceedance)
    }
    #expect(tests[0].pValue == 1 && !tests[0].isOptimistic())
    #expect(zip(tests, tests.dropFirst()).allSatisfy { $0.pValue >= $1.pValue })
  }

  @Test("The KPSS law has the published points")
  func stationarityTable() {
    // Kwiatkowski et al., table 1: simulated with 20 000 series.
    for (point, level) in [(0.347, 0.1), (0.463, 0.05), (0.574, 0.025), (0.739, 0.01)] {
      expectClose(StationarityTest.survival(point), level, within: 0.05)
    }
    #expect(StationarityTest.survival(0) == 1 && StationarityTest.survival(50) < 1e-12)
  }

  @Test("The exact distance of two samples passes into Kolmogorov's limit")
  func kolmogorovLimit() throws {
    var generator = SplitMix64(seed: 4)
    func draws(_ count: Int, above: Double) -> [Double] {
      (0..<count).map { _ in above + generator.nextUnit() }
    }
    // One element more, and the limit takes over.
    let (x, y) = (draws(1000, above: 0), draws(1000, above: 0.05))
    let exact = try #require(KolmogorovSmirnov.compare(x, y))
    let limit = try #require(KolmogorovSmirnov.compare(x + [2], y + [2]))
    expectClose(exact.distance, limit.distance, within: 0.01)
    expectClose(exact.pValue, limit.pValue, within: 0.2)
  }

  @Test("The simplex finds the bottom of a curved valley")
  func rosenbrock() {
    let found = NelderMead.minimum(from: [-1.2, 1], steps: [0.5, 0.5], tolerance: 1e-14) {
      pow(1 - $0[0], 2) + 100 * pow($0[1] - $0[0] * $0[0], 2)
    }
    #expect(abs(found.point[0] - 1) < 1e-4 && abs(found.point[1] - 1) < 1e-4)
  }

  @Test("A constant or too short series has no statistics rather than wrong ones")
  func degenerate() {
    let constant = Array(repeating: 3.0, count: 40)
    #expect(RunsTest(constant) == nil && LjungBoxTest(constant) == nil)
    #expect(StationarityTest(constant) == nil && LMoments(constant) == nil)
    #expect(GumbelTest(constant) == nil && MaximumLikelihood.pareto(constant) == nil)
    #expect(LMoments([1, 2, 3]) == nil && TurningPointTest([1, 2]) == nil)
    #expect(LMoments([1, 2, 3, .nan]) == nil && VariationTest([0, 0]) == nil)
    #expect(KolmogorovSmirnov.compare([], [1]) == nil)
  }
}

/// Equal but for rounding, relative to the larger one.
private func expectClose(
  _ actual: Double, _ expected: Double, within relative: Double = 1e-9,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    abs(actual - expected) <= relative * max(abs(actual), abs(expected)),
    "\(actual) and \(expected)", sourceLocation: sourceLocation)
}
