import Glibc
import Testing

@testable import Statistics

@Suite("Where throughput stops growing")
struct SaturationTests {
  static let chains = [1, 2, 3, 4, 6, 8, 10, 12, 16, 24, 32]

  /// Throughput that grows with the chains up to `limit`, with noise and a drift that passes share.
  private func points(
    limit: Int, passes: Int = 5, noise: Double = 0.02, seed: UInt64
  ) -> [Saturation.Point] {
    var generator = SplitMix64(seed: seed)
    let drift = (0..<passes).map { _ in 0.7 + 0.6 * generator.nextUnit() }
    return Self.chains.map { chains in
      Saturation.Point(
        amount: chains,
        throughputs: drift.map { drift in
          600 * Double(min(chains, limit)) * drift * exp(noise * (2 * generator.nextUnit() - 1))
        })
    }
  }

  @Test("The limit is found, whatever drifts from pass to pass", arguments: Seeds.all)
  func limit(seed: UInt64) throws {
    for limit in [1, 4, 10, 12, 24] {
      let found = try #require(
        Saturation(points(limit: limit, seed: seed))?.knee(tolerance: 0.1))
      #expect(found.amount == limit)
      #expect(found.interval.contains(limit))
      #expect(!found.isOpen)
    }
  }

  @Test("Noise widens the interval and leaves the amount in it", arguments: Seeds.all)
  func noise(seed: UInt64) throws {
    let found = try #require(
      Saturation(points(limit: 10, noise: 0.3, seed: seed))?.knee(tolerance: 0.1))
    #expect(found.interval.contains(found.amount))
    #expect(Self.chains.contains(found.interval.upperBound))
  }

  @Test("Throughput that grows to the end is called open", arguments: Seeds.all)
  func open(seed: UInt64) throws {
    let found = try #require(Saturation(points(limit: 64, seed: seed))?.knee(tolerance: 0.1))
    #expect(found.amount == 32 && found.isOpen)
  }

  @Test("After a peak the fall does not move the answer")
  func peak() throws {
    let throughputs = [1: 100.0, 2: 200, 4: 390, 8: 400, 16: 300, 32: 250]
    let found = try #require(
      Saturation(
        throughputs.map { .init(amount: $0.key, throughputs: [$0.value, $0.value]) }))
    let knee = try #require(found.knee(tolerance: 0.1))
    #expect(knee.amount == 4 && knee.interval == 4...4 && !knee.isOpen)
    #expect(found.amounts == [1, 2, 4, 8, 16, 32])
    #expect(found.shares.map(\.value).max() == 1)
    #expect(abs(found.shares[0].value - 0.25) < 1e-12)
    // What was written down and read again says the same.
    #expect(Saturation(amounts: found.amounts, shares: found.shares).knee(tolerance: 0.1) == knee)
  }

  @Test("A wider tolerance never asks for more", arguments: Seeds.all)
  func tolerance(seed: UInt64) throws {
    let points = points(limit: 16, noise: 0.2, seed: seed)
    let narrow = try #require(Saturation(points)?.knee(tolerance: 0.05))
    let wide = try #require(Saturation(points)?.knee(tolerance: 0.3))
    #expect(wide.amount <= narrow.amount)
  }

  @Test("What cannot be compared has no answer")
  func refused() {
    #expect(Saturation([]) == nil)
    #expect(Saturation(amounts: [], shares: []).knee(tolerance: 0.1) == nil)
    #expect(Saturation([.init(amount: 1, throughputs: [1, 1])]) == nil)
    let one = Saturation.Point(amount: 1, throughputs: [5, 5])
    #expect(Saturation([one, .init(amount: 2, throughputs: [5])]) == nil)
    #expect(Saturation([one, .init(amount: 2, throughputs: [5, 0])]) == nil)
  }
}
