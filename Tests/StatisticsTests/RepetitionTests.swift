import Glibc
import Testing

@testable import Statistics

@Suite("Repetitions")
struct RepetitionTests {
  @Test("Sample sizes and orders agree with numpy", arguments: Golden.cases(of: "15_repetitions"))
  func golden(_ golden: Golden.Case) throws {
    let input = golden.input
    let actual: JSON
    switch golden.name {
    case let name where name.hasPrefix("stein_eps_"):
      let stein = try #require(
        SteinTwoStage(
          pilot: try input["pilot_log_ratios"].numbers,
          confidence: try input["confidence"].number))
      actual = .object([
        "sd": .number(stein.deviation), "t_crit": .number(stein.critical),
        "N": .number(Double(stein.count(halfWidth: try input["half_width"].number))),
      ])
    case "kalibera_components":
      let parts = try #require(
        VarianceComponents(try input["data"].array.map { try $0.numbers }))
      let interval = try #require(parts.estimate().interval)
      actual = .object([
        "S1sq": .number(parts.withinVariance), "S2sq": .number(parts.meanVariance),
        "T1sq": .number(parts.withinVariance), "T2sq": .number(parts.betweenVariance),
        "half_width95": .number((interval.upper - interval.lower) / 2),
        "optimal_iterations": .optional(
          parts.iterations(
            runCost: try input["cost_process"].number,
            iterationCost: try input["cost_iteration"].number)),
      ])
    case "samples_for_quantile_rel_width":
      let exceedances = try input["min_exceedances"].integer
      actual = .array(
        try input["p"].numbers.map {
          .optional(
            Quantile.countNeeded(
              partsPerMillion: Int(($0 * 1e6).rounded()), exceedances: exceedances))
        })
    case "randomised_block_order":
      var order = BlockOrder(
        try input["conditions"].array, seed: UInt64(try input["seed"].integer))
      actual = .array((0..<(try input["rounds"].integer)).map { _ in .array(order.nextRound()) })
    default: throw UnhandledCase(name: golden.name)
    }
    expect(actual, matches: golden.expected, relative: 1e-9)
  }

  @Test("Halving the half-width takes about four times the rounds", arguments: Seeds.all)
  func quadratic(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let pilot = generator.rounds(2 + generator.next(below: 12)).map { log($0) }
    let stein = try #require(SteinTwoStage(pilot: pilot))
    // Not by half: then the count would lie on a whole number, and rounding would decide.
    let wide = stein.halfWidth(count: pilot.count) / 2.05
    let (few, many) = (stein.count(halfWidth: wide), stein.count(halfWidth: wide / 2))
    #expect(few >= pilot.count && many <= 4 * few && many >= 4 * (few - 1))
    #expect(stein.halfWidth(count: few) <= wide)
    #expect(stein.halfWidth(count: max(pilot.count, few - 1)) > wide || few == pilot.count)
  }

  @Test("A shift of the pilot changes nothing, a scale the half-width alike", arguments: Seeds.all)
  func equivariant(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let pilot = (0..<8).map { _ in generator.nextUnit() }
    let stein = try #require(SteinTwoStage(pilot: pilot))
    let shifted = try #require(SteinTwoStage(pilot: pilot.map { 4 * $0 + 1 }))
    #expect(abs(shifted.deviation / (4 * stein.deviation) - 1) < 1e-12)
    #expect(
      stein.count(halfWidth: 0.011) == shifted.count(halfWidth: 0.044)
        || abs(stein.count(halfWidth: 0.011) - shifted.count(halfWidth: 0.044)) == 1)
  }

  @Test("The interval is never narrower than Stein's or Student's", arguments: Seeds.all)
  func wider(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let values = (0..<30).map { place in (place < 8 ? 1 : 5) * generator.nextUnit() }
    let stein = try #require(SteinTwoStage(pilot: Array(values.prefix(8))))
    let interval = try #require(stein.mean(of: values)?.interval)
    let student = try #require(RatioInterval.meanInterval(values, confidence: 0.95).interval)
    let width = interval.upper - interval.lower
    #expect(width >= 2 * stein.halfWidth(count: 30) * (1 - 1e-12))
    #expect(width >= student.upper - student.lower - 1e-12)
  }

  @Test("In 4000 simulated runs the interval holds the mean in 95 %, and keeps its half-width")
  func coverage() throws {
    var generator = SplitMix64(seed: 45)
    func normal() -> Double {
      (-2 * log(1 - generator.nextUnit())).squareRoot() * cos(2 * .pi * generator.nextUnit())
    }
    let runs = 4000
    var held = 0
    for _ in 0..<runs {
      var values = (0..<8).map { _ in 0.05 * normal() }
      let stein = try #require(SteinTwoStage(pilot: values))
      values += (8..<stein.count(halfWidth: 0.03)).map { _ in 0.05 * normal() }
      let half = stein.halfWidth(count: values.count)
      #expect(half <= 0.03)
      if abs(Sample.mean(values)) <= half { held += 1 }
    }
    // Four standard errors of a share of 95 % are 1.4 %.
    #expect(abs(Double(held) / Double(runs) - 0.95) < 0.014, "\(held)")
  }

  @Test("Variance adds up over the levels, and runs that add none leave the choice open")
  func levels() throws {
    var generator = SplitMix64(seed: 3)
    let noise = (0..<6).map { _ in (0..<5).map { _ in generator.nextUnit() } }
    let apart = try #require(
      VarianceComponents(noise.enumerated().map { run, row in row.map { $0 + Double(run) } }))
    #expect(apart.betweenVariance > 0)
    // The dearer a run, the more iterations it should have.
    let cheap = try #require(apart.iterations(runCost: 1, iterationCost: 1))
    let dear = try #require(apart.iterations(runCost: 10_000, iterationCost: 1))
    #expect(cheap >= 1 && dear > cheap)
    let alike = try #require(VarianceComponents([[1, 2, 3], [3, 2, 1], [2, 1, 3]]))
    #expect(alike.betweenVariance < 0 && alike.iterations(runCost: 1, iterationCost: 1) == nil)
    #expect(VarianceComponents([[1, 2]]) == nil)
    #expect(VarianceComponents([[1, 2], [1]]) == nil)
    #expect(VarianceComponents([[1], [2]]) == nil)
  }

  @Test("More rounds leave the order of the first ones as it was", arguments: Seeds.all)
  func prefix(seed: UInt64) {
    func rounds(_ count: Int) -> [[Int]] {
      var order = BlockOrder(Array(0..<7), seed: seed)
      return (0..<count).map { _ in order.nextRound() }
    }
    #expect(Array(rounds(20).prefix(8)) == rounds(8))
    #expect(rounds(20).allSatisfy { $0.sorted() == Array(0..<7) })
  }

  @Test("The samples that a quantile needs are those with which it is shown")
  func quantileCounts() throws {
    for level in [1, 70_000, 290_000, 500_000, 990_000, 999_000, 999_999] {
      let count = try #require(Quantile.countNeeded(partsPerMillion: level, exceedances: 10))
      #expect(Quantile.supports(partsPerMillion: level, count: count))
      #expect(!Quantile.supports(partsPerMillion: level, count: count - 1))
    }
    #expect(Quantile.countNeeded(partsPerMillion: 1_000_000) == nil)
  }

  @Test("What has no spread needs no more than its pilot, and what cannot be judged is refused")
  func edges() throws {
    let flat = try #require(SteinTwoStage(pilot: [2, 2, 2]))
    #expect(flat.count(halfWidth: 1e-9) == 3)
    let wild = try #require(SteinTwoStage(pilot: [-1e300, 1e300]))
    #expect(wild.count(halfWidth: 1e-9) == .max)
    #expect(SteinTwoStage(pilot: [1]) == nil)
    #expect(SteinTwoStage(pilot: [1, .infinity]) == nil)
    #expect(flat.mean(of: [2, 2]) == nil)
  }
}
