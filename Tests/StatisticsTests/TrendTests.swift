import Testing

@testable import Statistics

@Suite("Trends")
struct TrendTests {
  @Test("Mann-Kendall and Theil-Sen agree with numpy", arguments: Golden.cases(of: "07_iid_tests"))
  func golden(_ golden: Golden.Case) throws {
    let data = try golden.input["data"].numbers
    let test = try #require(MannKendall(data))
    let actual = JSON.object([
      "S": .number(Double(test.s)), "variance": .number(test.variance), "z": .number(test.z),
      "p": .number(test.pValue), "theil_sen": .optional(TheilSen.slope(data)?.value),
    ])
    expect(actual, matches: try golden.expected["mann_kendall"], relative: 1e-9)
  }

  @Test("S is what counting every pair gives, with ties, too", arguments: Seeds.all)
  func countsPairs(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let values = (0..<(3 + generator.next(below: 60))).map { _ in
      Double(generator.next(below: 12))
    }
    let test = try #require(MannKendall(values))
    var rising = 0
    for later in values.indices {
      for earlier in 0..<later {
        rising += values[later] > values[earlier] ? 1 : values[later] < values[earlier] ? -1 : 0
      }
    }
    #expect(test.s == rising)
  }

  @Test("Backwards, the opposite trend; rising functions change no test", arguments: Seeds.all)
  func symmetric(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let values = generator.rounds(3 + generator.next(below: 60))
    let test = try #require(MannKendall(values))
    let backwards = try #require(MannKendall(values.reversed()))
    #expect(backwards.s == -test.s && backwards.variance == test.variance)
    #expect(abs(backwards.pValue - test.pValue) < 1e-12)
    #expect(MannKendall(values.map { 3 * $0 + 7 }) == test)
    #expect(MannKendall(values.map { $0.squareRoot() }) == test)
  }

  @Test("A slope is scaled and shifted with its values and its times", arguments: Seeds.all)
  func equivariant(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let values = generator.rounds(5 + generator.next(below: 30))
    let times = values.indices.map { Double($0) + 0.5 * generator.nextUnit() }
    let slope = try #require(TheilSen.slope(values, at: times))
    let scaled = try #require(
      TheilSen.slope(zip(values, times).map { 2 * $0 + 5 * $1 }, at: times.map { $0 / 4 }))
    func expectClose(_ actual: Double, _ expected: Double) {
      #expect(abs(actual - expected) <= 1e-9 * max(1, abs(expected)), "\(actual) \(expected)")
    }
    expectClose(scaled.value, 4 * (2 * slope.value + 5))
    expectClose(try #require(scaled.lower), 4 * (2 * (try #require(slope.lower)) + 5))
    expectClose(try #require(scaled.upper), 4 * (2 * (try #require(slope.upper)) + 5))
  }

  @Test("The interval holds the slopes that leave no trend behind", arguments: Seeds.all)
  func inverted(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let count = 5 + generator.next(below: 25)
    let values = (0..<count).map { _ in generator.nextUnit() }
    let slope = try #require(TheilSen.slope(values))
    let interval = try #require(slope.interval)
    #expect(interval.lower <= slope.value && slope.value <= interval.upper)
    #expect(interval.confidence >= 0.95)
    let distribution = NullDistribution.kendall(count)
    func isKept(_ candidate: Double) throws -> Bool {
      let rest = values.enumerated().map { $0.element - candidate * Double($0.offset) }
      let pairs = count * (count - 1) / 2
      let falling = (pairs - (try #require(MannKendall(rest)).s)) / 2
      return min(distribution[falling], distribution[pairs - falling]) > 0.025
    }
    let margin = 1e-6
    #expect(try isKept(interval.lower + margin) && isKept(interval.upper - margin))
    #expect(try !isKept(interval.lower - margin) && !isKept(interval.upper + margin))
  }

  @Test("Falling pairs are distributed as listing every order says")
  func kendall() {
    // Orders of four with 0, 1, ... 6 falling pairs.
    let orders = [1.0, 3, 5, 6, 5, 3, 1]
    var sum = 0.0
    for (actual, count) in zip(NullDistribution.kendall(4), orders) {
      sum += count / 24
      #expect(abs(actual - sum) < 1e-12)
    }
    #expect(NullDistribution.kendall(4).count == 7)
  }

  @Test("Many points take the normal interval, which is next to the exact one")
  func manyPoints() throws {
    var generator = SplitMix64(seed: 5)
    let values = (0..<101).map { 0.1 * Double($0) + generator.nextUnit() }
    let all = try #require(TheilSen.slope(values)?.interval)
    let fewer = try #require(TheilSen.slope(Array(values.dropLast()))?.interval)
    let ratio = (all.upper - all.lower) / (fewer.upper - fewer.lower)
    #expect((0.8...1.2).contains(ratio))
    #expect(all.lower < 0.1 && 0.1 < all.upper)
  }

  @Test("What has no trend to ask about gives none")
  func refusals() throws {
    #expect(MannKendall([1, 2]) == nil)
    #expect(MannKendall([1, .nan, 3]) == nil)
    let flat = try #require(MannKendall([4, 4, 4, 4]))
    #expect(flat.s == 0 && flat.z == 0 && flat.pValue == 1)
    #expect(TheilSen.slope([1]) == nil)
    #expect(TheilSen.slope([1, 2], at: [3, 3]) == nil)
    #expect(TheilSen.slope([1, 2], at: [3]) == nil)
    #expect(try #require(TheilSen.slope([1, 2, 3, 4])).interval == nil)
    #expect(try #require(TheilSen.slope([1, 2, 3, 4, 5])).interval != nil)
    #expect(
      try #require(TheilSen.slope([1, 2, 3, 4, 5, 6], at: [0, 0, 1, 2, 3, 4])).interval == nil)
  }
}
