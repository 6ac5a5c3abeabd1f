import Platform
import Testing

@testable import Workloads

@Suite("Random cycles")
struct RandomCycleTests {
  @Test(
    "A cycle leads once through every line and back to where it began, whatever the size and seed",
    arguments: [1, 2, 3, 4, 5, 7, 8, 64, 65, 1000, 32768], [0, 1, 42, .max] as [UInt64])
  func lines(lines: Int, seed: UInt64) throws {
    let arena = try Arena(bytes: lines * 64)
    let start = unsafe RandomCycle.lay(in: arena.base, places: lines, seed: seed) { $0 * 64 }
    let walk = try unsafe offsets(from: start, in: arena)
    #expect(walk.sorted() == (0..<lines).map { $0 * 64 })
  }

  @Test(
    "Several cycles share no line, leave none out, and are equally long to one line",
    arguments: [1, 2, 3, 5, 8, 31, 32], [32, 100, 4096])
  func disjoint(cycles: Int, lines: Int) throws {
    let arena = try Arena(bytes: lines * 64)
    let starts = unsafe RandomCycle.lay(
      in: arena.base, places: lines, cycles: cycles, seed: 3
    ) { $0 * 64 }
    let walks = try unsafe starts.map { try unsafe offsets(from: $0, in: arena) }
    #expect(walks.count == cycles)
    #expect(walks.flatMap { $0 }.sorted() == (0..<lines).map { $0 * 64 })
    let lengths = walks.map(\.count)
    #expect(lengths.max()! - lengths.min()! <= 1)
  }

  @Test("The order comes from the seed alone, and hardly any line is followed by its neighbour")
  func order() {
    let order = RandomCycle.order(4096, seed: 1)
    #expect(order == RandomCycle.order(4096, seed: 1))
    #expect(order != RandomCycle.order(4096, seed: 2))
    // Two are expected of a random order; prefetchers live on many.
    let neighbours = zip(order, order.dropFirst()).count { $0 != .max && $0 + 1 == $1 }
    #expect(neighbours < 20)
  }

  @Test("Every cycle of four lines is as likely as any other")
  func uniform() {
    var counts: [[UInt32]: Int] = [:]
    for seed in 0..<6000 as Range<UInt64> {
      let order = RandomCycle.order(4, seed: seed)
      let zero = order.firstIndex(of: 0)!
      counts[Array(order[zero...] + order[..<zero]), default: 0] += 1
    }
    #expect(counts.count == 6)
    // 1000 of each are expected, with a standard deviation of 29.
    #expect(counts.values.allSatisfy { (850...1150).contains($0) })
  }

  @Test("A chase over pages takes one line of each, at places that use all of a page alike")
  func pages() {
    let pages = 8192
    let offsets = (0..<pages).map { OneLinePerPage.offset(ofPage: $0) }
    #expect(offsets.enumerated().allSatisfy { $1 / 4096 == $0 && $1 % 64 == 0 })
    var counts = [Int](repeating: 0, count: 64)
    for offset in offsets { counts[offset % 4096 / 64] += 1 }
    #expect(counts.allSatisfy { (120...136).contains($0) }, "128 of each are expected")
  }

  @Test(
    "So no set of L1 is asked for more lines than any other", arguments: [64, 128, 512])
  func sets(pages: Int) {
    // L1 caches are indexed by the place in a page: 64 sets of 8 or 12 ways.
    var counts = [Int](repeating: 0, count: 64)
    for page in 0..<pages { counts[OneLinePerPage.offset(ofPage: page) % 4096 / 64] += 1 }
    #expect(counts.max()! <= pages / 64 + 2)
  }

  /// The places that a walk visits until it is back or goes astray, as byte offsets.
  private func offsets(from start: UnsafeRawPointer, in arena: Arena) throws -> [Int] {
    var result: [Int] = []
    var at = unsafe start
    repeat {
      let offset = unsafe at - UnsafeRawPointer(arena.base)
      try #require((0..<arena.bytes).contains(offset))
      result.append(offset)
      unsafe at = at.load(as: UnsafeRawPointer.self)
    } while unsafe at != start && result.count <= arena.bytes / 64
    return result
  }
}
