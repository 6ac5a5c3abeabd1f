import CPlatform
import Glibc

/// Memory whose pages all have colours of one share, as many of each, in turns: what lies in it fills the share's sets evenly.
///
/// Whoever makes it unmaps it.
@safe struct ColouredMemory {
  let base: UnsafeMutableRawPointer
  let pages: Int
  let share: ColourShare
  let colours: Colours
  /// The frames when it was laid out; `nil` where the kernel does not show them.
  private let frames: [UInt64?]?

  /// Telling a page's colour takes some tenths of a millisecond; and every page is a mapping of its own, of which a process has
  /// 65530 (vm.max_map_count).
  static let mostBytes = 64 << 20
  private static let sampled = 32
  /// The kernel hands out first what was given back last: pages that another share did not want.
  private static let mostPooledBytes = 512 << 20
  private static let limitNanoseconds: Int64 = 15_000_000_000
  private static let pauseNanoseconds: Int64 = 10_000_000
  /// How often a page that seems to have lost its colour is asked again. One that has lost it never seems to have it, as the pages
  /// known for its new colour displace it each time.
  private static let looks = 5

  /// Chooses pages from pools of 2 MiB until there are enough, and puts them one after the other. The calling thread is pinned.
  ///
  /// - Throws: `ColoursUnavailable` when too few pages of these colours turn up, `SystemError` when there is no memory.
  init(bytes: Int, share: ColourShare, colours: Colours) throws {
    guard bytes <= Self.mostBytes else {
      throw ColoursUnavailable(
        reason:
          "\(bytes >> 20) MiB are more than the \(Self.mostBytes >> 20) MiB that can be coloured")
    }
    pages = (bytes + PagePool.pageBytes - 1) / PagePool.pageBytes
    self.share = share
    self.colours = colours
    let wanted = share.colours(of: colours.count)
    guard !wanted.isEmpty else {
      throw ColoursUnavailable(reason: "\(share) are none of \(colours.count) colours")
    }
    let chosen = try Self.choose(pages, wanted, colours)
    unsafe base = try Self.lay(chosen)
    let address = unsafe UInt(bitPattern: base)
    frames = try? PageFrames.numbers(from: address, pages: pages)
  }

  private typealias Page = (pool: PagePool, index: Int)

  /// As many pages of each colour, in turns; where one colour stays rare, others stand in.
  private static func choose(
    _ pages: Int, _ wanted: Range<Int>, _ colours: Colours
  ) throws -> [Page] {
    let quota = (pages + wanted.count - 1) / wanted.count
    var found: [[Page]] = Array(repeating: [], count: wanted.count)
    var pooled = 0
    let end = monotonicNanoseconds() + limitNanoseconds
    // Four times what it takes when every page has a colour and all colours are as frequent.
    let patience = (16 << 20) + 4 * quota * colours.count * PagePool.pageBytes
    while found.contains(where: { $0.count < quota }) {
      let have = found.reduce(0) { $0 + $1.count }
      if have >= pages, pooled > patience { break }
      guard pooled < mostPooledBytes, monotonicNanoseconds() < end else {
        throw ColoursUnavailable(
          reason:
            "\(have) of \(pages) pages of the wanted colours in \(pooled >> 20) MiB: too few of them could be told; something else may be using the cache"
        )
      }
      let pool = try PagePool(bytes: PagePool.hugePageBytes, huge: colours.areNamedByAddress)
      pooled += PagePool.hugePageBytes
      for (index, colour) in tell(pool, wanted, colours, until: end).enumerated() {
        if let colour { found[colour - wanted.lowerBound].append((pool, index)) }
      }
    }
    // The first of every colour, then the second: those whose colour has run out leave their place to the next.
    let most = found.map(\.count).max()!
    let inTurns = (0..<most).flatMap { turn in found.compactMap { $0.dropFirst(turn).first } }
    return Array(inTurns.prefix(pages))
  }

  /// The colours of a pool's pages. While somebody else thrashes the cache, as a neighbour on the core's other hardware thread
  /// can, they cannot be told: then they are asked again a little later.
  private static func tell(
    _ pool: PagePool, _ wanted: Range<Int>, _ colours: Colours, until end: Int64
  ) -> [Int?] {
    let expected = pool.pages * wanted.count / colours.count
    while true {
      let told = colours.colours(of: pool, among: wanted)
      if told.count(where: { $0 != nil }) > expected / 2 || colours.isCacheQuiet
        || monotonicNanoseconds() > end
      {
        return told
      }
      sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + pauseNanoseconds)
    }
  }

  private static func lay(_ chosen: [Page]) throws(SystemError) -> UnsafeMutableRawPointer {
    let bytes = chosen.count * PagePool.pageBytes
    guard
      let base = unsafe mmap(
        nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      unsafe base != MAP_FAILED
    else { throw SystemError("reserve \(bytes) bytes for coloured pages", code: errno) }
    do {
      for (place, page) in chosen.enumerated() {
        try unsafe page.pool.move(page: page.index, to: base + place * PagePool.pageBytes)
      }
    } catch {
      unsafe munmap(base, bytes)
      throw error
    }
    // Merged into a huge page, they would be on other frames; copied at a write after a fork, too.
    unsafe madvise(base, bytes, CInt(MADV_NOHUGEPAGE))
    unsafe madvise(base, bytes, CInt(MADV_DONTFORK))
    return unsafe base
  }

  /// Looks at the pages again: whether the kernel has moved any, and for some of them whether they still have the share's colours.
  /// Only reads them. The calling thread is pinned.
  func reading() -> ColourReading {
    let address = unsafe UInt(bitPattern: base)
    let now = try? PageFrames.numbers(from: address, pages: pages)
    var moved: Int?
    if let frames, let now { moved = zip(frames, now).count { $0 != $1 } }
    let step = max(1, pages / Self.sampled)
    let sample = stride(from: 0, to: pages, by: step).map {
      address + UInt($0 * PagePool.pageBytes)
    }
    var outside = sample
    for look in 0..<Self.looks where !outside.isEmpty {
      if look > 0 {
        sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + Self.pauseNanoseconds)
      }
      outside.removeAll { colours.isDisplaced($0, onlyBy: share) }
    }
    return ColourReading(
      share: share, origin: colours.summary, pages: pages, moved: moved, sampled: sample.count,
      inside: sample.count - outside.count)
  }
}
