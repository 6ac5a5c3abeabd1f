import Statistics
import Testing

@testable import Platform

/// A cache with known sets, as a search sees it: lines go to sets by a hash, and a set's lines evict a target when there are as
/// many as ways.
private struct SimulatedCache {
  let sets: Int
  let ways: Int
  let seed: UInt64
  /// How often a test says the opposite.
  var errorRate = 0.0
  private var random: SplitMix64

  init(sets: Int, ways: Int, seed: UInt64, errorRate: Double = 0) {
    self.sets = sets
    self.ways = ways
    self.seed = seed
    self.errorRate = errorRate
    random = SplitMix64(seed: seed &+ 1)
  }

  func set(of line: Int) -> Int {
    var random = SplitMix64(seed: seed &+ UInt64(line) &* 977)
    return random.next(below: sets)
  }

  mutating func evicts(_ target: Int, _ lines: [Int]) -> Bool {
    let truth = lines.count { set(of: $0) == set(of: target) } >= ways
    return random.nextUnit() < errorRate ? !truth : truth
  }
}

@Suite("Group testing")
struct GroupTestingTests {
  private static let target = 1_000_000

  @Test(
    "Finds exactly as many lines of the target's set as it has ways",
    arguments: [4, 8, 11, 16, 20], [1, 2, 3] as [UInt64])
  func exact(ways: Int, seed: UInt64) throws {
    var cache = SimulatedCache(sets: 64, ways: ways, seed: seed)
    var tests = 0
    let lines = try #require(
      GroupTesting.reduce(
        Array(0..<64 * ways * 3), isTimeUp: { false },
        evicts: {
          tests += 1
          return cache.evicts(Self.target, $0)
        }))
    #expect(lines.count == ways)
    #expect(lines.allSatisfy { cache.set(of: $0) == cache.set(of: Self.target) })
    #expect(tests < 64 * ways * 3, "one line at a time, there would be as many tests as lines")
  }

  @Test("Repeated, it finds the set though one test in two hundred errs")
  func noisy() throws {
    var cache = SimulatedCache(sets: 64, ways: 8, seed: 5, errorRate: 0.005)
    let found = (0..<20).compactMap { _ in
      GroupTesting.reduce(
        Array(0..<1536), isTimeUp: { false }, evicts: { cache.evicts(Self.target, $0) })
    }
    let right = found.filter { lines in
      lines.count { cache.set(of: $0) == cache.set(of: Self.target) } >= 8 && lines.count <= 40
    }
    #expect(right.count >= 10)
  }

  @Test("Gives up when the tests contradict one another, instead of trying every line")
  func contradiction() {
    var tests = 0
    let lines = GroupTesting.reduce(
      Array(0..<100_000), isTimeUp: { false },
      evicts: { _ in
        tests += 1
        return false
      })
    #expect(lines == nil)
    #expect(tests <= 2 * GroupTesting.mostGroups)
  }

  @Test("Gives up when the time is up")
  func time() {
    var left = 3
    let lines = GroupTesting.reduce(
      Array(0..<4096),
      isTimeUp: {
        left -= 1
        return left < 0
      }, evicts: { _ in true })
    #expect(lines == nil)
  }

  @Test("A set that evicts without any line at all shrinks to nothing")
  func nothing() {
    #expect(
      GroupTesting.reduce([1, 2, 3], isTimeUp: { false }, evicts: { _ in true }) == [])
  }
}
