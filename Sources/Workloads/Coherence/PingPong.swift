import Platform
import Synchronization

/// Hands one line back and forth between two cores: thread 0 writes a number, thread 1 answers with the next.
///
/// An access is one round trip. Each hop is two coherence transactions, as the line is first read and then taken for
/// writing; tools that use compare-and-swap report about half as much for one hop.
///
/// The waiting loops do not pause. Between cores a pause changed nothing (paused over bare 0.99 to 1.00 on an EPYC guest),
/// but in the episodes in which two virtual CPUs were siblings it took mostly 1.15 to 1.23 times as long; and since Skylake
/// one pause takes about 140 cycles (Intel Optimization Manual, "Pause Latency in Skylake Client Microarchitecture").
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
        unsafe line.pointee.store(seen &+ 1, ordering: .releasing)
        left &-= 1
      }
    } else {
      while left != 0 {
        unsafe line.pointee.store(turn &+ 1, ordering: .releasing)
        turn &+= 2
        while unsafe line.pointee.load(ordering: .acquiring) != turn {}
        left &-= 1
      }
    }
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
    source: "the message ping-pong of core-to-core latency tools, one line, acquire and release",
    channel: "latency of the coherence fabric between two cores",
    accessName: "round trip", accessesPerStep: PingPong.roundTripsPerStep,
    memory: .sharedLines, threads: 2, defaultJobAccesses: 64,
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
