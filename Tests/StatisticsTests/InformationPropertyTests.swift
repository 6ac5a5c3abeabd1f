import Glibc
import Testing

@testable import Statistics

@Suite("Properties of leaks, whatever the data")
struct InformationPropertyTests {
  private func table(_ generator: inout SplitMix64) -> [[Int]] {
    let (rows, columns) = (2 + generator.next(below: 3), 2 + generator.next(below: 4))
    return (0..<rows).map { _ in (0..<columns).map { _ in 1 + generator.next(below: 30) } }
  }

  @Test("Names of symbols and outputs do not matter, and sums are kept", arguments: Seeds.all)
  func relabelling(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let rows = table(&generator)
    let counts = JointCounts(rows)
    let renamed = JointCounts(rows.reversed().map { $0.reversed() })
    let turned = JointCounts(rows[0].indices.map { column in rows.map { $0[column] } })
    #expect(counts.total == rows.joined().reduce(0, +) && counts.total == renamed.total)
    #expect(counts[1, 0] == rows[1][0])
    let information = MutualInformation.estimate(counts).bits
    for other in [renamed, turned] {
      #expect(abs(MutualInformation.estimate(other).bits - information) < 1e-12)
      #expect(other.degreesOfFreedom == counts.degreesOfFreedom)
      #expect(abs(MutualInformation.pValue(other) - MutualInformation.pValue(counts)) < 1e-9)
      #expect(
        abs(MutualInformation.corrected(other).bits - MutualInformation.corrected(counts).bits)
          < 1e-12)
    }
    #expect(abs(counts.channel[0].reduce(0, +) - 1) < 1e-12)
    let capacity = ChannelCapacity.solve(counts.channel, tolerance: 1e-9)
    let renamedCapacity = ChannelCapacity.solve(renamed.channel, tolerance: 1e-9)
    #expect(abs(capacity.capacity.bits - renamedCapacity.capacity.bits) < 1e-8)
    // No more than the symbols or outputs can tell apart, and no less than as it was used.
    #expect(capacity.capacity.bits <= log2(Double(min(counts.symbols, counts.outputs))) + 1e-9)
    #expect(capacity.capacity.bits >= information - capacity.gapBits - 1e-9)
    #expect(abs(capacity.input.reduce(0, +) - 1) < 1e-9)
  }

  @Test("More of the same is the same information, with less bias and doubt", arguments: Seeds.all)
  func moreOfTheSame(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let rows = table(&generator)
    let (once, tenfold) = (JointCounts(rows), JointCounts(rows.map { $0.map { $0 * 10 } }))
    let information = MutualInformation.estimate(once).bits
    #expect(information >= 0)
    #expect(abs(MutualInformation.estimate(tenfold).bits - information) < 1e-12)
    #expect(
      abs(MutualInformation.bias(once).bits / MutualInformation.bias(tenfold).bits - 10) < 1e-9)
    #expect(MutualInformation.pValue(tenfold) <= MutualInformation.pValue(once) + 1e-12)
    let bound = try #require(MutualInformation.zeroLeakBound(once))
    #expect(bound < (try #require(MutualInformation.zeroLeakBound(once, confidence: 0.99))))
    #expect(try #require(MutualInformation.zeroLeakBound(tenfold)) < bound)
    func limit(_ power: Double) -> Information {
      MutualInformation.detectionLimit(
        bound: bound, degreesOfFreedom: once.degreesOfFreedom, observations: once.total,
        power: power)
    }
    // What is seen with certainty is larger than what is seen half of the time.
    #expect(limit(0.5) < limit(0.95))
  }

  @Test("Merging two outputs never tells more", arguments: Seeds.all)
  func merging(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let rows = table(&generator)
    let merged = rows.map { [$0[0] + $0[1]] + $0.dropFirst(2) }
    let (fine, coarse) = (JointCounts(rows), JointCounts(merged))
    #expect(
      MutualInformation.estimate(coarse).bits <= MutualInformation.estimate(fine).bits + 1e-12)
    #expect(
      ChannelCapacity.solve(coarse.channel, tolerance: 1e-9).capacity.bits
        <= ChannelCapacity.solve(fine.channel, tolerance: 1e-9).capacity.bits + 1e-8)
  }

  @Test("Bins see order only, and rise with the value", arguments: Seeds.all)
  func bins(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let values = generator.rounds(40 + generator.next(below: 100))
    let bins = QuantileBins(of: values, count: 8)
    #expect(bins == QuantileBins(of: values.reversed(), count: 8))
    let seen = values.sorted().map(bins.bin)
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(seen.first == 0 && seen.last == 7)
    let stretched = QuantileBins(of: values.map(log), count: 8)
    #expect(values.map { stretched.bin(of: log($0)) } == values.map(bins.bin))
    let counts = [100, 400, 5000].map { QuantileBins.count(observations: $0, symbols: 4) }
    #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test("A leak is the same in any unit and under any name of the symbols", arguments: Seeds.all)
  func estimate(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let symbols = (0..<96).map { $0 % 3 }
    let times = symbols.map { Double($0) + 4 * generator.nextUnit() }
    func judged(_ symbols: [Int], _ times: [Double]) throws -> LeakageEstimate {
      try #require(
        LeakageEstimate(
          .init(
            symbols: symbols, values: times, symbolCount: 3,
            blocks: (0..<8).map { $0 * 12..<($0 + 1) * 12 }), shuffles: 19, resamples: 5, seed: seed
        ))
    }
    let plain = try judged(symbols, times)
    let scaled = try judged(symbols, times.map { 1000 * $0 + 5 })
    #expect(scaled.counts == plain.counts && scaled.values == plain.values)
    #expect(scaled.ranks == plain.ranks && scaled.verdict == plain.verdict)
    let renamed = try judged(symbols.map { 2 - $0 }, times)
    #expect(abs(renamed.values.information.bits - plain.values.information.bits) < 1e-12)
    #expect((0...1).contains(plain.values.pValue) && plain.observations == 96)

    let shuffle = ShuffleTest(
      symbols: symbols, bins: symbols, symbolCount: 3, binCount: 3, shuffles: 19, seed: seed)
    #expect(
      shuffle.exceedsBound && shuffle.pValue == 0.05, "a perfect channel is as rare as can be")
    #expect(shuffle.shuffledMean < shuffle.information && shuffle.bound >= shuffle.shuffledMean)
  }
}
