import CPlatform
import Platform

/// Stores to 64 lines in different pages, one right behind the other, and then rests: the store buffer, the line-fill
/// buffers and the write-back buffers are full in a burst, and empty again before the next.
@safe struct StoreBurst: Kernel, PartitionCode {
  nonisolated(unsafe) private let base: UnsafeMutableRawPointer
  private let bytes: Int
  private let restTicks: UInt64
  private var offset = 0
  private var line = 0
  private var value: UInt64 = 1

  static var storesPerBurst: Int { @inline(__always) get { 64 } }
  static var bytesPerPage: Int { @_noLocks @inline(__always) get { 4096 } }
  static let restNanoseconds = 500.0

  init(arena: Arena, ticksPerNanosecond: Double) {
    precondition(arena.bytes % (Self.storesPerBurst * Self.bytesPerPage) == 0)
    unsafe base = arena.base
    bytes = arena.bytes
    restTicks = UInt64(Self.restNanoseconds * ticksPerNanosecond)
  }

  /// The nearest size with a page for every store of a burst.
  static func rounded(_ bytes: Int) -> Int {
    let least = storesPerBurst * bytesPerPage
    return max(least, bytes / least * least)
  }

  @_noLocks @inline(__always)
  mutating func step() {
    let pages = unsafe base + offset
    var store = 0
    while store != Self.storesPerBurst {
      // A different line in each page: lines of the same place would all want the same set of the first cache.
      let place = (line &+ store) & 63
      unsafe pages.storeBytes(
        of: value, toByteOffset: store &* Self.bytesPerPage &+ place &* 64, as: UInt64.self)
      store &+= 1
    }
    unsafe cplatform_escape(pages)
    offset &+= Self.storesPerBurst &* Self.bytesPerPage
    if offset == bytes {
      offset = 0
      line &+= 1
      if line & 63 == 0 { value &+= 1 }
    }
    let begin = cplatform_ticks()
    while cplatform_ticks() &- begin < restTicks { cplatform_relax() }
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let storeBurst = Workload(
    name: "store-burst",
    summary:
      "Stores to 64 lines in 64 pages at once and rests for half a microsecond, again and again.",
    why:
      "Bursts that a mean bandwidth hides: what a neighbour meets in the queues, not how much of the bus is taken.",
    limits:
      "The time of an access includes its part of the rest. A single load that waits out a burst is lost in a job's mean.",
    source:
      "line-fill and store buffers as in the Intel Optimization Manual, 2.1.5 (cache and memory subsystem)",
    channel: "store buffer, line-fill buffers, write-back buffers, in bursts",
    accessName: "store", accessesPerStep: StoreBurst.storesPerBurst, bytesPerAccess: 128,
    memory: .buffer,
    defaultWorkingSet: .relative(level: 3, numerator: 4, denominator: 1), defaultJobAccesses: 1024,
    verification: .slows(
      readFromMemory, atLeast: 1.02, claim: "a reading stream out of memory is slower beside it"),
    round: { StoreBurst.rounded($0) },
    makeCode: { StoreBurst(arena: $0.arena!, ticksPerNanosecond: $0.ticksPerNanosecond) })
}
