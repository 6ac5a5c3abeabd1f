import CPlatform
import Platform
import Synchronization

/// Hands one line back and forth between two cores: thread 0 writes a number, thread 1 answers with the next.
///
/// An access is one round trip. Each hop is two coherence transactions, as the line is first read and then taken for
/// writing; tools that use compare-and-swap report about half as much for one hop.
///
/// Each store drains the store buffer before the waiting begins (XCHG on x86-64). Without that the waiting loads run ahead of the
/// store, and between near cores of a Zen 4 guest a round trip took 86 ns instead of 51; a pause between the loads, the usual
/// remedy, 64; between distant cores (320 ns) all are the same. The waiting loops are therefore bare.
@safe struct PingPong: Kernel, PartitionCode {
  nonisolated(unsafe) private let line: UnsafeMutablePointer<Atomic<UInt64>>
  private let isResponder: Bool
  private var turn: UInt64 = 0

  static var roundTripsPerStep: Int { @inline(__always) get { 16 } }

  /// - Parameter pair: number of the pair's first thread among all that share the arena.
  init(lines: Arena, pair: Int, isResponder: Bool) {
    let offset = pair * SharedCounter.paddedStride
    precondition(offset + 8 <= lines.bytes)
    unsafe line = (lines.base + offset).bindMemory(to: Atomic<UInt64>.self, capacity: 1)
    self.isResponder = isResponder
  }

  /// Picks up where the last run left the line: an even number stands on it when it is thread 0's turn.
  @_noLocks @inline(__always)
  private func resumed() -> PingPong {
    var code = self
    code.turn = unsafe line.pointee.load(ordering: .relaxed) & ~1
    return code
  }

  @_noLocks @inline(__always)
  mutating func step() {
    var left = Self.roundTripsPerStep
    if isResponder {
      while left != 0 {
        var seen = unsafe line.pointee.load(ordering: .acquiring)
        while seen & 1 == 0 { seen = unsafe line.pointee.load(ordering: .acquiring) }
        unsafe line.pointee.store(seen &+ 1, ordering: .sequentiallyConsistent)
        left = Self.oneLess(left)
      }
    } else {
      while left != 0 {
        unsafe line.pointee.store(turn &+ 1, ordering: .sequentiallyConsistent)
        turn &+= 2
        while unsafe line.pointee.load(ordering: .acquiring) != turn {}
        left = Self.oneLess(left)
      }
    }
  }

  /// Keeps the compiler from unrolling the loop, so that all trips wait at the same branch.
  @_noLocks @inline(__always)
  private static func oneLess(_ count: Int) -> Int {
    Int(truncatingIfNeeded: cplatform_launder(UInt64(truncatingIfNeeded: count))) &- 1
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never {
    unsafe measureForEver(resumed(), measurement)
  }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(resumed(), measurement) }
}

extension WorkloadCatalogue {
  public static let pingPong = Workload(
    name: "ping-pong",
    summary: "Hands one line back and forth between the two cores of its own partition.",
    why: "The latency of the coherence fabric between two cores; shows SMT siblings and slices.",
    limits:
      "Loads and stores on one line: tools that hand it over by compare-and-swap show about half.",
    source:
      "the ping-pong of core-to-core latency tools: one line, loads, and stores that drain the store buffer",
    channel: "latency of the coherence fabric between two cores",
    accessName: "round trip", accessesPerStep: PingPong.roundTripsPerStep,
    memory: .sharedLines, threads: 2, defaultJobAccesses: 256,
    verification: .costs(
      moreThan: .init("padded"), control: .init("padded"), atLeast: 3,
      claim: "a round trip takes longer than an addition on a line that nobody else wants"),
    makeCode: {
      // Threads come in pairs, each with a line of its own: that of the pair's first thread.
      let isResponder = $0.thread % 2 == 1
      return PingPong(
        lines: $0.arena!, pair: $0.index - (isResponder ? 1 : 0), isResponder: isResponder)
    })
}
