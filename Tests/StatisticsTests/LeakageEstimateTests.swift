import Glibc
import Testing

@testable import Statistics

@Suite("Whether a channel leaks")
struct LeakageEstimateTests {
  /// Symbols balanced in blocks of 16, as a run sends them, and what `value` makes of each.
  private static func observations(
    blocks: Int, _ generator: inout SplitMix64,
    value: (_ symbol: Int, _ index: Int, inout SplitMix64) -> Double
  ) -> LeakageEstimate.Observations {
    var symbols: [Int] = []
    for _ in 0..<blocks {
      var block = (0..<16).map { $0 % 4 }
      generator.shuffle(&block)
      symbols += block
    }
    return LeakageEstimate.Observations(
      symbols: symbols,
      values: symbols.enumerated().map { value($0.element, $0.offset, &generator) },
      symbolCount: 4, blocks: (0..<blocks).map { $0 * 16..<($0 + 1) * 16 })
  }

  private static func judge(
    _ observations: LeakageEstimate.Observations, seed: UInt64, shuffles: Int = 39
  ) -> LeakageEstimate? {
    LeakageEstimate(observations, shuffles: shuffles, resamples: 10, seed: seed)
  }

  @Test("Times that rise with the symbol leak, and the interval holds what leaks")
  func leak() throws {
    var generator = SplitMix64(seed: 1)
    let observed = Self.observations(blocks: 100, &generator) { symbol, _, generator in
      Double(symbol) + 3 * generator.nextUnit()
    }
    let estimate = try #require(LeakageEstimate(observed, seed: 1))
    #expect(estimate.verdict == .leaks)
    #expect(estimate.values.pValue == 0.001)
    // Uniform noise three symbols wide: the true information is 2 - 4/3 bits of neighbours, less the
    // bins' coarseness; what matters is that estimate, bound and interval are in order.
    let interval = try #require(estimate.corrected.interval)
    #expect(estimate.values.bound.bits < interval.lower)
    #expect(interval.lower < estimate.corrected.value)
    #expect(estimate.corrected.value < interval.upper)
    #expect(estimate.capacity.bits >= estimate.values.information.bits - 1e-6)
  }

  @Test("At 5 % about one verdict in twenty is a false alarm at most")
  func falseAlarms() throws {
    var leaks = 0
    var either = 0
    let runs = 100
    for seed in 0..<UInt64(runs) {
      var generator = SplitMix64(seed: seed &+ 1000)
      let observed = Self.observations(blocks: 12, &generator) { _, _, generator in
        generator.nextUnit()
      }
      let estimate = try #require(Self.judge(observed, seed: seed))
      if estimate.verdict == .leaks { leaks += 1 }
      if estimate.verdict != .noLeak { either += 1 }
    }
    // Of 100 with probability 5 % each: 5, and 14 or more less than once in a thousand times.
    #expect(leaks <= 13, "\(leaks) of \(runs)")
    #expect(either <= 22, "\(either) of \(runs)")
  }

  @Test("A machine that drifts makes no more false alarms")
  func drift() throws {
    var leaks = 0
    let runs = 100
    for seed in 0..<UInt64(runs) {
      var generator = SplitMix64(seed: seed &+ 5000)
      var level = 0.0
      let observed = Self.observations(blocks: 12, &generator) { _, index, generator in
        // A random walk, a jump in the middle and noise that is small beside both.
        level += generator.nextUnit() - 0.5
        return level + (index > 90 ? 20 : 0) + 0.1 * generator.nextUnit()
      }
      if try #require(Self.judge(observed, seed: seed)).verdict == .leaks { leaks += 1 }
    }
    #expect(leaks <= 13, "\(leaks) of \(runs)")
  }

  @Test("A leak that drift hides from the values still shows in the ranks")
  func leakUnderDrift() throws {
    var generator = SplitMix64(seed: 3)
    let observed = Self.observations(blocks: 100, &generator) { symbol, index, generator in
      Double(index) * 0.5 + Double(symbol) * 4 + generator.nextUnit()
    }
    let estimate = try #require(LeakageEstimate(observed, seed: 3))
    #expect(estimate.ranks.exceedsBound)
    #expect(estimate.ranks.information > estimate.values.information)
  }

  @Test("Only one of the two tests is inconclusive")
  func disagreement() throws {
    // The level of each whole block comes from nothing that was sent, and hides the symbols' effect
    // from the values, whose bins are whole blocks; ranks see it.
    var generator = SplitMix64(seed: 4)
    let observed = Self.observations(blocks: 64, &generator) { symbol, index, generator in
      1e6 * Double(index / 16) + Double(symbol) + generator.nextUnit()
    }
    let estimate = try #require(LeakageEstimate(observed, seed: 4))
    #expect(estimate.ranks.exceedsBound && !estimate.values.exceedsBound)
    #expect(estimate.verdict == .inconclusive)
  }

  @Test("Equal times leak nothing, and have no bound to say so by")
  func constant() throws {
    var generator = SplitMix64(seed: 6)
    let observed = Self.observations(blocks: 20, &generator) { _, _, _ in 7 }
    let estimate = try #require(Self.judge(observed, seed: 6))
    #expect(estimate.verdict == .noLeak)
    #expect(estimate.analyticBound == nil)
    #expect(estimate.detectionLimit == nil)
  }

  @Test("The same seed gives the same estimate; no observations give none", arguments: Seeds.all)
  func reproducible(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let observed = Self.observations(blocks: 12, &generator) { _, _, generator in
      generator.nextUnit()
    }
    #expect(
      Self.judge(observed, seed: seed, shuffles: 19)
        == Self.judge(observed, seed: seed, shuffles: 19))
    let nothing = LeakageEstimate.Observations(symbols: [], values: [], symbolCount: 4, blocks: [])
    #expect(LeakageEstimate(nothing, seed: seed) == nil)
  }

  @Test("Equal values share a bin, and bins hold about equally many", arguments: Seeds.all)
  func bins(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let values = (0..<400).map { _ in generator.nextUnit() }
    let bins = QuantileBins(of: values, count: 8)
    let counts = Dictionary(grouping: values, by: bins.bin).mapValues(\.count)
    #expect(counts.values.allSatisfy { (49...51).contains($0) })
    let ties = QuantileBins(of: values.map { $0 < 0.5 ? 1 : 2 }, count: 8)
    #expect(Set([1, 1, 1].map(ties.bin)).count == 1)
    #expect(ties.bin(of: 1) != ties.bin(of: 2))
  }

  @Test(
    "Bins are as many as each symbol has twenty observations for, and no more than tell symbols apart"
  )
  func binCount() {
    #expect(QuantileBins.count(observations: 100, symbols: 4) == 2)
    #expect(QuantileBins.count(observations: 640, symbols: 4) == 8)
    #expect(QuantileBins.count(observations: 100_000, symbols: 4) == 8)
    #expect(QuantileBins.count(observations: 100_000, symbols: 16) == 16)
  }
}
