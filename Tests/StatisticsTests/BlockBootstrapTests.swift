import Statistics
import Testing

@Suite("Series that remember")
struct BlockBootstrapTests {
  /// xₜ = ρxₜ₋₁ + noise.
  private func autoregressive(_ rho: Double, _ count: Int, seed: UInt64) -> [Double] {
    var generator = SplitMix64(seed: seed)
    var last = 0.0
    return (0..<count).map { _ in
      last = rho * last + generator.nextUnit() - 0.5
      return last
    }
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  @Test("The autocorrelation at lag 0 is one, and that of an alternation turns its sign")
  func autocorrelation() throws {
    let waves = (0..<100).map { $0 % 2 == 0 ? 1.0 : -1.0 }
    #expect(SerialDependence.autocorrelation(waves, lag: 0) == 1)
    #expect(abs(try #require(SerialDependence.autocorrelation(waves, lag: 1)) + 0.99) < 1e-12)
    #expect(SerialDependence.autocorrelation([2, 2, 2], lag: 1) == nil)
    #expect(SerialDependence.autocorrelation([1, 2], lag: 2) == nil)
  }

  @Test("Blocks are twice as long as the memory")
  func length() throws {
    // Each value stands for five in a row: no more correlation from lag 5 on.
    var generator = SplitMix64(seed: 4)
    let steps = (0..<200).flatMap { _ in Array(repeating: generator.nextUnit(), count: 5) }
    let lag = try #require(SerialDependence.firstInsignificantLag(steps))
    #expect((4...6).contains(lag) && SerialDependence.blockLength(steps) == 2 * lag)
    let forgetful = autoregressive(0, 1000, seed: 9)
    #expect(try #require(SerialDependence.blockLength(forgetful)) <= 6)
    #expect(
      try #require(SerialDependence.blockLength(autoregressive(0.9, 1000, seed: 9)))
        > SerialDependence.blockLength(forgetful)!)
  }

  @Test("A drift has no block length, and its mean no interval")
  func drift() throws {
    let ramp = (0..<200).map { Double($0) }
    #expect(SerialDependence.blockLength(ramp) == nil)
    let estimate = try #require(Bootstrap.movingBlocks(ramp, seed: 1, statistic: mean))
    #expect(estimate.interval == nil)
    #expect(Bootstrap.movingBlocks([], seed: 1, statistic: mean) == nil)
    #expect(Bootstrap.movingBlocks([1, .infinity], seed: 1, statistic: mean) == nil)
  }

  @Test("Fewer than ten blocks give no interval")
  func fewBlocks() throws {
    let series = autoregressive(0, 99, seed: 3)
    let short = try #require(
      Bootstrap.movingBlocks(series, blockLength: 10, seed: 1, statistic: mean))
    #expect(short.interval == nil)
    let enough = try #require(
      Bootstrap.movingBlocks(series, blockLength: 9, resamples: 200, seed: 1, statistic: mean))
    #expect(enough.interval != nil)
  }

  @Test(
    "Where neighbours resemble each other, blocks are wider than single draws", arguments: Seeds.all
  )
  func wider(seed: UInt64) throws {
    let series = autoregressive(0.9, 600, seed: seed)
    func width(_ blockLength: Int) throws -> Double {
      let interval = try #require(
        Bootstrap.movingBlocks(
          series, blockLength: blockLength, resamples: 200, seed: seed, statistic: mean)?.interval)
      return interval.upper - interval.lower
    }
    // In theory √((1 + ρ)/(1 − ρ)) = 4.4 times; blocks of 40 see most of that.
    #expect(try width(40) > 2 * width(1))
  }

  @Test("Scale and shift carry over, and a seed fixes the result", arguments: Seeds.all)
  func equivariant(seed: UInt64) throws {
    let series = autoregressive(0.5, 120, seed: seed)
    func estimate(_ series: [Double]) throws -> Estimate {
      try #require(
        Bootstrap.movingBlocks(
          series, blockLength: 6, resamples: 100, seed: seed, statistic: mean))
    }
    let plain = try estimate(series)
    #expect(try plain == estimate(series))
    let moved = try estimate(series.map { 3 * $0 + 100 })
    for (moved, plain) in [
      (moved.value, plain.value), (moved.lower!, plain.lower!), (moved.upper!, plain.upper!),
    ] {
      #expect(abs(moved - (3 * plain + 100)) < 1e-9)
    }
    // Whole permutations of the blocks aside, what is not drawn in blocks is drawn value by value.
    let single = Bootstrap.movingBlocks(
      series, blockLength: 1, resamples: 100, seed: seed, statistic: mean)
    #expect(single == Bootstrap.percentile(series, resamples: 100, seed: seed, statistic: mean))
    let lag = SerialDependence.firstInsignificantLag(series)
    #expect(lag == SerialDependence.firstInsignificantLag(series.map { 8 - 2 * $0 }))
  }
}
