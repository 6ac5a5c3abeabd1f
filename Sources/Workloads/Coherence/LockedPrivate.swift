import CPlatform
import Platform
import Synchronization

/// Adds one to a word of every line of a small buffer of its own, each with a locked instruction.
struct LockedPrivate: Kernel, PartitionCode {
  private var sweep: Sweep

  init(arena: Arena) { sweep = Sweep(arena: arena) }

  @_noLocks @inline(__always)
  mutating func step() {
    let lines = unsafe sweep.next()
    var offset = 0
    while offset != Sweep.bytesPerStep {
      let word = unsafe (lines + offset).assumingMemoryBound(to: Atomic<UInt64>.self)
      unsafe word.pointee.wrappingAdd(1, ordering: .sequentiallyConsistent)
      offset &+= 64
    }
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let lockedPrivate = Workload(
    name: "locked-private",
    summary: "Adds to a word of every line of a small private buffer, with locked instructions.",
    why: """
      The control of the contended ones: what a locked instruction costs by itself, because it waits until the store \
      buffer is empty. Lines that nobody shares are locked in the core's own cache.
      """,
    limits: "On arm64 the order costs less: there is no store buffer to drain for every one.",
    source: "locked operations on cached lines stay in the cache (Intel SDM vol. 3A, 9.1.4)",
    channel: "none beyond the core: store buffer, SMT siblings",
    accessName: "addition", accessesPerStep: Sweep.linesPerStep, bytesPerAccess: 128,
    memory: .buffer,
    defaultWorkingSet: .relative(level: 1, numerator: 1, denominator: 2), defaultJobAccesses: 4096,
    verification: .costs(
      moreThan: .init("write", .relative(level: 1, numerator: 1, denominator: 2)),
      control: .init("read", .relative(level: 1, numerator: 1, denominator: 2)), atLeast: 2,
      claim: "a locked addition costs more than a plain store on the same lines"),
    round: { Sweep.rounded($0) },
    makeCode: { LockedPrivate(arena: $0.arena!) })
}
