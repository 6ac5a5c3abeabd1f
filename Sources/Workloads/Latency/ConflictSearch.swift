import Platform
import Statistics

/// Finds lines that compete for the same sets of a cache, by timing alone: it needs no privileges, no numbers of page frames,
/// and no knowledge of how the processor turns addresses into sets.
struct ConflictSearch {
  /// The cache that is to be overfilled.
  enum Level: Sendable {
    /// The core's own last level: behind it a load takes somewhat longer.
    case privateCache
    /// The last level of all: behind it is memory.
    case lastLevel
  }

  /// How many sets are looked for.
  static let sets = 8
  static let pageBytes = 4096
  /// Fewer lines at one place of their pages fit into any private cache.
  static let leastPages = 1024
  private static let limitNanoseconds: Int64 = 1_000_000_000
  /// More lines than a set of any cache of today has ways, with some to spare for policies that are not quite LRU.
  private static let mostLines = 40

  private let level: Level
  private let pages: Int
  private let end: Int64
  private var probe: EvictionProbe
  private var random: SplitMix64

  /// Searches for about a second.
  ///
  /// - Returns: lines as byte offsets; those of each of the eight arrays want the same set, which has fewer ways.
  /// - Throws: what was seen instead.
  static func run(_ level: Level, arena: Arena, seed: UInt64) throws(WorkloadUnavailable) -> [[Int]]
  {
    var search = ConflictSearch(level, arena: arena, seed: seed)
    if search.pages < leastPages {
      throw WorkloadUnavailable(
        "a search needs a working set of at least \(leastPages * pageBytes >> 20) MiB to choose from"
      )
    }
    while true {
      do {
        return try search.attempt()
      } catch {
        if search.isTimeUp { throw error }
      }
    }
  }

  private init(_ level: Level, arena: Arena, seed: UInt64) {
    self.level = level
    pages = arena.bytes / Self.pageBytes
    end = monotonicNanoseconds() + Self.limitNanoseconds
    probe = EvictionProbe(arena: arena, seed: seed &+ 1)
    random = SplitMix64(seed: seed)
  }

  private var isTimeUp: Bool { monotonicNanoseconds() > end }

  /// Takes any line as the target and looks for a set that evicts it.
  private mutating func attempt() throws(WorkloadUnavailable) -> [[Int]] {
    let target = random.next(below: pages) * Self.pageBytes + random.next(below: 64) * 64
    let threshold = try threshold(target)
    let pool = try evictingPool(target, threshold)
    let end = end
    let reduced = GroupTesting.reduce(
      pool, isTimeUp: { monotonicNanoseconds() > end },
      evicts: { probe.ticks(loading: target, after: $0) > threshold })
    guard var lines = reduced, lines.count <= Self.mostLines,
      (0..<3).allSatisfy({ _ in probe.ticks(loading: target, after: lines) > threshold })
    else {
      throw WorkloadUnavailable(
        "\(pool.count) lines evict another one together, but no small set of them does so reliably")
    }
    // With the target itself there is one line more than the set holds; one more of the same set, where the pool has one.
    let extra = pool.first {
      !isTimeUp && !lines.contains($0) && probe.ticks(loading: $0, after: lines) > threshold
    }
    lines += [target] + (extra.map { [$0] } ?? [])
    return try sets(like: lines, threshold)
  }

  /// The time stamps that tell a load which misses the cache from one that does not.
  private mutating func threshold(_ target: Int) throws(WorkloadUnavailable) -> Double {
    let everywhere = candidates(for: target, everyPages: 1)
    // More lines than a set of L1 has ways, and few enough for every other cache.
    let near = probe.ticks(loading: target, after: Array(everywhere.prefix(24)))
    let middle = probe.ticks(loading: target, after: Array(everywhere.prefix(8192)))
    let far = probe.ticksFromMemory(loading: target)
    switch level {
    case .privateCache:
      if middle < near * 1.1 {
        throw WorkloadUnavailable(
          "a load takes \(Int(near)) time stamps after 24 lines and \(Int(middle)) after many: nothing to tell a miss by"
        )
      }
      return (near + middle) / 2
    case .lastLevel:
      if far - middle < (far - near) / 4 {
        throw WorkloadUnavailable(
          "a line that leaves the private caches is in memory at once (\(Int(middle)) time stamps; from memory \(Int(far)))"
        )
      }
      return (middle + far) / 2
    }
  }

  /// A pool that evicts the target, from lines that are many pages apart to one of every page: twice as large as the smallest
  /// that does, as that one may hold just enough lines of the target's set, and then no group of it can be spared.
  ///
  /// Inside a huge page, lines a power of two of pages apart agree in so many more bits of their physical addresses.
  private mutating func evictingPool(
    _ target: Int, _ threshold: Double
  ) throws(WorkloadUnavailable) -> [Int] {
    for stride in [128, 64, 32, 16, 8, 4, 2, 1] {
      let pool = candidates(for: target, everyPages: stride)
      if probe.ticks(loading: target, after: pool) > threshold {
        return candidates(for: target, everyPages: max(1, stride / 2))
      }
    }
    throw WorkloadUnavailable(
      "\(pages) lines at the same place of their pages do not evict another one")
  }

  /// Lines at the target's place of other pages, in random order, so that no prefetcher follows.
  private mutating func candidates(for target: Int, everyPages stride: Int) -> [Int] {
    let step = stride * Self.pageBytes
    var lines = Array(
      Swift.stride(from: target % step, to: pages * Self.pageBytes, by: step))
    lines.removeAll { $0 == target }
    random.shuffle(&lines)
    return lines
  }

  /// The same pages' lines at other places: where sets are sums of address bits, as far as is known everywhere, lines that share a
  /// set go on doing so when the same bits of all are flipped (Maurice et al., RAID 2015). Each is tried.
  private mutating func sets(
    like lines: [Int], _ threshold: Double
  ) throws(WorkloadUnavailable) -> [[Int]] {
    var found = [lines]
    for place in 1..<64 where found.count < Self.sets {
      let moved = lines.map { $0 ^ place * 64 }
      let (target, others) = (moved[moved.count - 1], Array(moved.dropLast()))
      if probe.ticks(loading: target, after: others) > threshold { found.append(moved) }
    }
    if found.count < Self.sets {
      throw WorkloadUnavailable(
        "\(lines.count) lines evict one another, but at other places of their pages they do not")
    }
    return found
  }
}
