import Testing

@testable import Statistics

@Suite("Shift function")
struct ShiftFunctionTests {
  /// Rounds of a hundred values each, skewed, on a level of their own.
  private func rounds(_ count: Int, seed: UInt64, scale: Double = 1) -> [[Double]] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let level = 100 + 50 * generator.nextUnit()
      return (0..<100).map { _ in scale * (level + 1 / (0.05 + generator.nextUnit())) }
    }
  }

  @Test("It shows the levels that both samples support")
  func levels() throws {
    let few = try #require(
      ShiftFunction(
        baseline: [[1, 2, 3]], candidate: [[4, 5, 6]], seed: 1))
    #expect(few.points.isEmpty)
    let deciles = try #require(
      ShiftFunction(baseline: rounds(2, seed: 1), candidate: rounds(2, seed: 2), seed: 1))
    #expect(deciles.points.map(\.partsPerMillion) == (1...9).map { $0 * 100_000 })
    #expect(deciles.points.allSatisfy { $0.difference.interval == nil }, "two rounds have no band")
    let more = try #require(
      ShiftFunction(
        baseline: rounds(10, seed: 1), candidate: rounds(10, seed: 2), resamples: 20, seed: 1))
    #expect(more.points.last?.partsPerMillion == 990_000)
    #expect(ShiftFunction(baseline: [[]], candidate: [[1]], seed: 1) == nil)
    #expect(ShiftFunction(baseline: [], candidate: [], seed: 1) == nil)
    #expect(ShiftFunction(baseline: [[.nan]], candidate: [[1]], seed: 1) == nil)
  }

  @Test("A tail that grows shows in the tail, and not in the middle")
  func tail() throws {
    let base = rounds(12, seed: 7)
    let slower = base.map { round in
      let tenth = round.sorted()[89]
      return round.map { $0 > tenth ? $0 + 500 : $0 }
    }
    let shift = try #require(
      ShiftFunction(baseline: base, candidate: slower, resamples: 200, seed: 3))
    let (median, p99) = (shift.points[4], try #require(shift.points.last))
    #expect(median.difference.value.magnitude < 20)
    #expect(p99.partsPerMillion == 990_000 && p99.difference.value == 500)
    #expect(try #require(p99.difference.lower) > 400)
  }

  @Test("What every round has in common cancels: a level of its own widens no band")
  func paired() throws {
    let base = rounds(12, seed: 5)
    let shift = try #require(
      ShiftFunction(
        baseline: base, candidate: base.map { $0.map { $0 + 10 } }, resamples: 200, seed: 3))
    for point in shift.points {
      #expect(abs(point.difference.lower! - 10) < 1e-9 && abs(point.difference.upper! - 10) < 1e-9)
    }
  }

  @Test("Quantiles from counts of draws are those of the values laid out")
  func resample() {
    let rounds = [[3.0, 1, 2], [9, 8, 7, 6]]
    let samples = RoundSamples(rounds)
    var generator = SplitMix64(seed: 1)
    let draws = samples.draws(ofRounds: [1, 1], blockLength: nil, using: &generator)
    #expect(draws == [0, 0, 0, 2, 2, 2, 2])
    let blocks = samples.draws(ofRounds: [0, 1], blockLength: 2, using: &generator)
    #expect(blocks.prefix(3).reduce(0, +) == 3 && blocks.suffix(4).reduce(0, +) == 4)
    let laidOut = zip(rounds.flatMap { $0 }, blocks)
      .flatMap { Array(repeating: $0, count: $1) }.sorted()
    let levels = [1, 250_000, 500_000, 900_000, 1_000_000]
    #expect(
      samples.quantiles(levels, draws: blocks)
        == levels.map { Quantile.nearestRank(ofSorted: laidOut, partsPerMillion: $0)! })
  }

  @Test(
    "Points rise, scale with the unit, turn with the sides, and do not see the order of rounds",
    arguments: Seeds.all)
  func properties(seed: UInt64) throws {
    let (base, other) = (rounds(6, seed: seed), rounds(6, seed: seed &+ 100))
    func shift(_ a: [[Double]], _ b: [[Double]], _ block: Int? = 10) throws -> [ShiftFunction.Point]
    {
      try #require(
        ShiftFunction(baseline: a, candidate: b, blockLength: block, resamples: 20, seed: seed)
      ).points
    }
    let plain = try shift(base, other)
    #expect(zip(plain, plain.dropFirst()).allSatisfy { $0.baseline <= $1.baseline })
    func scaled(_ rounds: [[Double]]) -> [[Double]] { rounds.map { $0.map { $0 * 4 } } }
    for (big, small) in zip(try shift(scaled(base), scaled(other)), plain) {
      #expect(big.difference.value == 4 * small.difference.value)
      #expect(big.difference.lower! == 4 * small.difference.lower!)
      #expect(big.difference.upper! == 4 * small.difference.upper!)
    }
    for (turned, point) in zip(try shift(other, base), plain) {
      #expect(turned.difference.value == -point.difference.value)
    }
    let order = [3, 1, 5, 0, 2, 4]
    let shuffled = try shift(order.map { base[$0] }, order.map { other[$0] }, nil)
    #expect(shuffled.map(\.difference.value) == plain.map(\.difference.value))
  }
}
