import Testing

@testable import Platform
@testable import Workloads

@Suite("Single cycle")
struct SingleCycleTests {
  static let seeds: [UInt64] = [0, 1, 42, 0x9e37_79b9_7f4a_7c15, .max]

  @Test(
    "Is one cycle through every line and back to the first, whatever the size and seed",
    arguments: [1, 2, 3, 4, 5, 7, 8, 64, 65, 100, 1023, 8192], seeds)
  func oneCycle(lines: Int, seed: UInt64) throws {
    let visited = try walk(lines: lines, seed: seed)
    #expect(visited.first == 0)
    #expect(visited.count == lines, "the walk came back early or not at all")
    #expect(Set(visited) == Set(0..<lines))
  }

  @Test("The same seed lays the same cycle, another seed another")
  func differentSeeds() throws {
    let cycles = try (0..<20).map { try walk(lines: 256, seed: UInt64($0)) }
    #expect(Set(cycles).count == 20)
    #expect(try walk(lines: 256, seed: 7) == cycles[7])
  }

  @Test("Every one of the 6 cycles of 4 lines is laid about equally often")
  func uniform() throws {
    var counts: [[Int]: Int] = [:]
    for seed in 0..<6000 {
      counts[try walk(lines: 4, seed: UInt64(seed) &* 0x1234_5678_9abc_def1), default: 0] += 1
    }
    #expect(counts.count == 6)
    // 1000 expected, standard deviation 29: five of them. The seeds are fixed, so that this cannot flicker.
    for (cycle, count) in counts { #expect((855...1145).contains(count), "\(cycle)") }
  }

  /// The lines in the order in which the cycle visits them, until it comes back or goes astray.
  private func walk(lines: Int, seed: UInt64) throws -> [Int] {
    let arena = try Arena(bytes: lines * 64)
    var visited: [Int] = []
    var at = unsafe SingleCycle.lay(through: arena.base, lines: lines, seed: seed)
    repeat {
      let offset = unsafe at - UnsafeRawPointer(arena.base)
      try #require(offset % 64 == 0 && (0..<lines).contains(offset / 64))
      visited.append(offset / 64)
      unsafe at = at.load(as: UnsafeRawPointer.self)
    } while unsafe at != UnsafeRawPointer(arena.base) && visited.count <= lines
    return visited
  }
}
