import CPlatform
import Platform

/// Adds to eight bytes that lie across two lines, with a locked instruction: the whole machine's memory stands still for each.
@safe struct SplitLock: Kernel, PartitionCode {
  nonisolated(unsafe) private let word: UnsafeMutableRawPointer

  static var accessesPerStep: Int { @inline(__always) get { 4 } }

  /// Where in a buffer that begins with a line the word lies: half in the first line, half in the second.
  static let offset = 64 - 4

  init(arena: Arena) {
    precondition(arena.bytes >= 128)
    unsafe word = arena.base + Self.offset
  }

  @_noLocks @inline(__always)
  mutating func step() {
    var left = Self.accessesPerStep
    while left != 0 {
      unsafe cplatform_lock_add_anywhere(word)
      left &-= 1
    }
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let splitLock = Workload(
    name: "split-lock",
    summary: "Adds to eight bytes that lie across two lines, with a locked instruction.",
    why: """
      The strongest stall one partition can cause another: a bus lock stops the memory accesses of every core, and no \
      cache partitioning or bandwidth regulation helps.
      """,
    limits: """
      Stops the whole machine, other tenants of the host included: refused without --allow-buslock. The kernel may \
      slow the offender or kill it, and a hypervisor may stop the guest; see `unavailable`. Only x86-64 has it.
      """,
    source: "Documentation/arch/x86/buslock.rst; locked operations, Intel SDM vol. 3A, 9.1.2",
    channel: "the bus lock: all memory accesses of all cores",
    roles: [.aggressor], accessName: "addition", accessesPerStep: SplitLock.accessesPerStep,
    memory: .buffer, defaultWorkingSet: .bytes(128),
    defaultJobAccesses: 64,
    verification: Verification(
      claim:
        "loads out of memory are slower beside it, and not beside a locked addition on one line",
      subject: .init(.init("chase", probe), beside: .itself),
      reference: .init(.init("chase", probe)),
      control: .init(.init("chase", probe), beside: .init("locked-private")), atLeast: 1.5),
    round: { _ in 128 },
    unavailable: { BusLock.obstacle(isAllowed: BusLock.isAllowed) },
    makeCode: {
      if let reason = BusLock.obstacle(isAllowed: BusLock.isAllowed) {
        throw WorkloadUnavailable(reason)
      }
      return SplitLock(arena: $0.arena!)
    })

  private static let probe = WorkingSet.relative(level: 3, numerator: 2, denominator: 1)
}
