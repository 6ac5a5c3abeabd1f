import Testing

@testable import Statistics

@Suite("Summaries of values from elsewhere")
struct SampleSummaryTests {
  private func values(_ count: Int, seed: UInt64) -> [Int64] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in 1000 + Int64(generator.next(below: 100_000)) }
  }

  @Test("Only the quantiles that so many values support are there")
  func levels() throws {
    func shown(_ count: Int) throws -> [Int] {
      try #require(SampleSummary(values(count, seed: 1))).levels.map(\.partsPerMillion)
    }
    #expect(try shown(19).isEmpty)
    #expect(try shown(20) == [500_000])
    #expect(try shown(1000) == [500_000, 900_000, 990_000])
    #expect(SampleSummary([]) == nil)
  }

  @Test("Values that resemble their neighbours have no interval")
  func memory() throws {
    let fresh = try #require(SampleSummary(values(1000, seed: 2)))
    #expect(fresh.isIndependent)
    let median = try #require(fresh.levels.first?.value)
    #expect(try #require(median.lower) <= median.value && median.value <= median.upper!)
    let twice = try #require(SampleSummary(values(500, seed: 2).flatMap { [$0, $0] }))
    #expect(!twice.isIndependent && twice.levels.allSatisfy { $0.value.interval == nil })
    let equal = try #require(SampleSummary(Array(repeating: 5, count: 100)))
    #expect(equal.neighbourCorrelation == nil && !equal.isIndependent)
  }

  @Test("What is corrected says so, holds the omitted values, and has no interval")
  func corrected() throws {
    let summary = try #require(
      SampleSummary(
        Array(repeating: 1_000, count: 10_000) + [100_000_000], expectedInterval: 10_000))
    #expect(summary.isCorrected && summary.count == 20_000 && summary.largest.count == 20_000)
    #expect(summary.levels[2].value == Estimate(value: 98_000_000, interval: nil))
  }

  @Test("It moves with the unit, and holds what sorting by comparison holds", arguments: Seeds.all)
  func properties(seed: UInt64) throws {
    let given = values(3_000, seed: seed)
    let summary = try #require(SampleSummary(given))
    let sorted = given.sorted()
    #expect(summary.least == sorted[0] && summary.largest.value == sorted[2999])
    for level in summary.levels {
      let value = Quantile.nearestRank(ofSorted: sorted, partsPerMillion: level.partsPerMillion)
      #expect(level.value.value == Double(try #require(value)))
    }
    let scaled = try #require(SampleSummary(given.map { $0 * 1000 }))
    #expect(scaled.isIndependent == summary.isIndependent)
    #expect(scaled.levels.map(\.value.value) == summary.levels.map { $0.value.value * 1000 })
    let reversed = try #require(SampleSummary(given.reversed()))
    #expect(reversed.levels.map(\.value.value) == summary.levels.map(\.value.value))
  }
}
