import CPlatform
import Platform
import Synchronization

/// Adds to one counter that all threads share by compare-and-swap: read it, try to replace it, begin again when somebody was
/// faster. An access is an addition that succeeded.
@safe struct CompareAndSwap: Kernel, PartitionCode {
  nonisolated(unsafe) private let counter: UnsafeMutablePointer<Atomic<UInt64>>

  static var accessesPerStep: Int { @inline(__always) get { 32 } }

  init(lines: Arena) {
    unsafe counter = lines.base.bindMemory(to: Atomic<UInt64>.self, capacity: 1)
  }

  @_noLocks @inline(__always)
  mutating func step() {
    var left = Self.accessesPerStep
    while left != 0 {
      var seen = unsafe counter.pointee.load(ordering: .relaxed)
      while true {
        let (done, original) = unsafe counter.pointee.compareExchange(
          expected: seen, desired: seen &+ 1, ordering: .relaxed)
        if done { break }
        seen = original
      }
      left &-= 1
    }
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let compareAndSwap = Workload(
    name: "cas",
    summary: "Adds to one counter that all threads share, by a loop around compare-and-swap.",
    why: """
      What lock-free code pays under contention: failed attempts take the line as well, so that it falls off faster \
      than atomic-add, and whoever has the line tends to win again.
      """,
    limits:
      "Failed attempts are not counted, only felt. Without back-off on purpose: the worst case.",
    source: "Schweizer, Besta and Hoefler, Evaluating the Cost of Atomic Operations (PACT 2015)",
    channel: "cache coherence: one line wanted by several cores, and who of them gets it",
    accessName: "addition", accessesPerStep: CompareAndSwap.accessesPerStep,
    memory: .sharedLines, defaultJobAccesses: 1024,
    verification: Verification(
      claim: "an addition by compare-and-swap is slower when other cores add to the same word",
      subject: .init(.itself, beside: .itself), reference: .init(.itself),
      control: .init(.init("atomic-add-private"), beside: .init("atomic-add-private")),
      atLeast: 1.5),
    makeCode: { CompareAndSwap(lines: $0.arena!) })
}
