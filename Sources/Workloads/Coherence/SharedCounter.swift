import CPlatform
import Platform
import Synchronization

/// Adds to a counter of its own that stands on a line with the other partitions' counters (false sharing), or, with a
/// longer stride, on a line of its own (the padded control), or, without a stride, to the one counter of all. Same
/// instructions, same counts; only the address differs.
@safe struct SharedCounter: Kernel, PartitionCode {
  nonisolated(unsafe) private let counter: UnsafeMutablePointer<Atomic<UInt64>>

  /// Everybody's counter is the same.
  static var commonStride: Int { @inline(__always) get { 0 } }
  /// Eight counters to a line.
  static var falseSharingStride: Int { @inline(__always) get { 8 } }
  /// Two lines apart: adjacent lines are fetched in pairs on some processors (Intel Optimization Manual, 3.7.3).
  static var paddedStride: Int { @inline(__always) get { 128 } }
  static var accessesPerStep: Int { @inline(__always) get { 64 } }

  /// - Parameter index: number of the thread among all that share the arena.
  init(lines: Arena, index: Int, stride: Int) {
    precondition(index * stride + 8 <= lines.bytes)
    unsafe counter = (lines.base + index * stride).bindMemory(
      to: Atomic<UInt64>.self, capacity: 1)
  }

  @_noLocks @inline(__always)
  mutating func step() {
    var left = Self.accessesPerStep
    while left != 0 {
      // wrappingAdd is one locked instruction; add, which traps on overflow, is a compare-and-swap loop.
      unsafe counter.pointee.wrappingAdd(1, ordering: .relaxed)
      left &-= 1
    }
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let falseSharing = Workload(
    name: "false-sharing",
    summary:
      "Adds to a counter of its own on a line that holds the other partitions' counters too.",
    why: "The channel that a careless layout opens between partitions of one address space.",
    limits:
      "Only partitions that share memory have it: threads, or shared pages. Eight threads share a line; the ninth begins another.",
    source: "MESI and its kin: a write needs the line alone (Papamarcos and Patel, ISCA 1984)",
    channel: "cache coherence: one line wanted by several cores",
    accessName: "addition", accessesPerStep: SharedCounter.accessesPerStep,
    memory: .sharedLines, defaultJobAccesses: 1024,
    verification: Verification(
      claim: "an addition is slower when other cores add on the same line",
      subject: .init(.itself, beside: .itself), reference: .init(.itself),
      control: .init(.init("padded"), beside: .init("padded")), atLeast: 1.5),
    makeCode: {
      SharedCounter(lines: $0.arena!, index: $0.index, stride: SharedCounter.falseSharingStride)
    })

  public static let padded = Workload(
    name: "padded",
    summary: "Adds to a counter of its own on a line of its own: the control of false-sharing.",
    why: "The same instructions as false-sharing without the shared line: it should see nobody.",
    limits: "On SMT siblings it shares the core's own units all the same.",
    source: "two lines apart, for lines fetched in pairs (Intel Optimization Manual, 3.7.3)",
    channel: "none: the same instructions as false-sharing without the shared line",
    accessName: "addition", accessesPerStep: SharedCounter.accessesPerStep,
    memory: .sharedLines, defaultJobAccesses: 1024,
    verification: Verification(
      claim: "false-sharing beside itself costs more than this beside itself",
      subject: .init(.init("false-sharing"), beside: .init("false-sharing")),
      reference: .init(.itself, beside: .itself), control: .init(.itself), atLeast: 1.5),
    makeCode: {
      SharedCounter(lines: $0.arena!, index: $0.index, stride: SharedCounter.paddedStride)
    })
}
