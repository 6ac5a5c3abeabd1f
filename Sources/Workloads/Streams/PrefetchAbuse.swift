import CPlatform
import Platform

/// Begins sixteen streams at once, upward and downward in turn, each in a page of its own, and abandons each after three
/// lines: enough for a prefetcher to take up a stream, and then to fetch in vain.
@safe struct PrefetchAbuse: Kernel, PartitionCode {
  nonisolated(unsafe) private let base: UnsafeMutableRawPointer
  private let pages: Int
  /// Pages from one stream's to the next one's.
  private let stride: Int
  private var page = 0
  private var pass = 0
  private var pagesLeft: Int

  static var streams: Int { @inline(__always) get { 16 } }
  static var linesPerStream: Int { @inline(__always) get { 3 } }
  static var bytesPerPage: Int { @_noLocks @inline(__always) get { 4096 } }

  init(arena: Arena) {
    precondition(arena.bytes % Self.bytesPerPage == 0)
    unsafe base = arena.base
    pages = arena.bytes / Self.bytesPerPage
    stride = Self.stride(pages: pages)
    pagesLeft = pages
  }

  /// About the golden section of the pages and without a common divisor: every page has its turn, and no two turns in a row
  /// are neighbours.
  static func stride(pages: Int) -> Int {
    var stride = max(1, pages * 618 / 1000)
    while gcd(stride, pages) != 1 { stride += 1 }
    return stride
  }

  private static func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }

  @_noLocks @inline(__always)
  mutating func step() {
    var line = 0
    let first = page
    while line != Self.linesPerStream {
      var at = first
      var stream = 0
      while stream != Self.streams {
        // Another place in the page in each pass, so that the lines do not all fall into the same few sets of a cache.
        let start = (at &+ pass) & 31
        let place = stream & 1 == 0 ? start &+ line : 63 &- start &- line
        unsafe touch(base + (at &* Self.bytesPerPage &+ place &* 64))
        at &+= stride
        if at >= pages { at &-= pages }
        stream &+= 1
      }
      page = at
      line &+= 1
    }
    pagesLeft &-= Self.streams
    if pagesLeft <= 0 {
      pagesLeft = pages
      pass &+= 3
    }
  }

  @_noLocks @inline(__always)
  private func touch(_ line: UnsafeMutableRawPointer) {
    _ = unsafe cplatform_launder(line.load(as: UInt64.self))
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let prefetchAbuse = Workload(
    name: "prefetch-abuse",
    summary:
      "Begins streams in sixteen pages at once, upward and downward, and abandons each after three lines.",
    why:
      "Prefetchers fetch in vain: bandwidth that no counter of the loads explains, and cache space lost to lines that nobody reads.",
    limits:
      "MB/s counts the lines read, not those prefetched. A core whose prefetchers are off is only read at random.",
    source:
      "the streamer's tracking of one stream upward or downward in each 4 KiB page, Intel Optimization Manual, 2.1.5.4 (data prefetching)",
    channel: "hardware prefetchers, memory bandwidth",
    accessName: "line", accessesPerStep: PrefetchAbuse.streams * PrefetchAbuse.linesPerStream,
    bytesPerAccess: 64,
    memory: .buffer,
    defaultWorkingSet: .relative(level: 3, numerator: 4, denominator: 1), defaultJobAccesses: 3072,
    verification: .slows(
      readFromMemory, atLeast: 1.02, claim: "a reading stream out of memory is slower beside it"),
    round: { Sweep.rounded($0) },
    makeCode: { PrefetchAbuse(arena: $0.arena!) })
}
