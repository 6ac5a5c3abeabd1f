import Testing

@testable import Statistics

@Suite("What a channel can carry at most")
struct ChannelCapacityTests {
  @Test(
    "Blahut and Arimoto's algorithm reaches the closed forms",
    arguments: Golden.cases(of: "12_channel_capacity"))
  func golden(_ golden: Golden.Case) throws {
    let channel = try golden.input["matrix"].array.map { try $0.numbers }
    let solution = ChannelCapacity.solve(channel)
    let capacity = try golden.expected["capacity_bits"].number
    #expect(abs(solution.capacity.bits - capacity) < 1e-9)
    if golden.expected.has("optimal_input") {
      for (share, expected) in zip(solution.input, try golden.expected["optimal_input"].numbers) {
        #expect(abs(share - expected) < 1e-6)
      }
    }
  }

  @Test(
    "It is at least what equal shares carry, and at most log2 of the symbols",
    arguments: Seeds.all)
  func bounds(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let rows = (0..<3).map { _ in
      (0..<6).map { _ in 1 + generator.next(below: 40) }
    }
    // Equally many of each symbol, so that the counts' information is that of equal shares.
    let sum = rows.map { $0.reduce(0, +) }.max()!
    let even = rows.map { row in [row[0] + sum - row.reduce(0, +)] + row.dropFirst() }
    let counts = JointCounts(even)
    let solution = ChannelCapacity.solve(counts.channel, tolerance: 1e-9)
    #expect(solution.gapBits < 1e-9)
    #expect(solution.capacity.bits >= MutualInformation.estimate(counts).bits - 1e-9)
    #expect(solution.capacity.bits <= 1.5849625007211563)
  }

  @Test("A symbol that was never sent is no symbol of the channel")
  func absentSymbol() {
    let counts = JointCounts([[10, 0], [0, 0], [0, 10]])
    #expect(counts.channel == [[1, 0], [0, 1]])
  }
}
