import CPlatform
import Platform

/// Takes the right to write from a page of its own and gives it back, so that the page's translation must be taken out of
/// every core that runs a thread of this process.
@safe struct TLBShootdown: Kernel, PartitionCode {
  nonisolated(unsafe) private let page: UnsafeMutableRawPointer

  static var accessesPerStep: Int { @inline(__always) get { 1 } }
  static var bytes: Int { @_noLocks @inline(__always) get { 4096 } }

  /// - Parameter arena: its first page is used, and touched here: a page that is not there is in no TLB.
  init(arena: Arena) {
    precondition(arena.bytes >= Self.bytes)
    unsafe page = arena.base
    // It may stand without the right to write, where another thread's run was over.
    unsafe cplatform_toggle_write(page, UInt64(Self.bytes))
    unsafe page.storeBytes(of: 1, as: UInt64.self)
  }

  @_noLocks @inline(__always)
  mutating func step() { unsafe cplatform_toggle_write(page, UInt64(Self.bytes)) }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let tlbShootdown = Workload(
    name: "tlb-shootdown",
    summary: "Takes the right to write from one page of its own and gives it back, all the time.",
    why: """
      Partitions that are threads share one address space: a change to any page of it interrupts every core that runs one \
      of them. It shows what that leak costs a neighbour who touches none of these pages.
      """,
    limits: """
      It reaches only threads of this process: partitions in processes or machines of their own are out of its reach. \
      Where the processor broadcasts invalidations (arm64; AMD with INVLPGB) nobody is interrupted. System calls inside \
      the window are what it is about.
      """,
    source:
      "Documentation/arch/x86/tlb.rst; Amit, Optimizing the TLB Shootdown Algorithm (ATC 2017)",
    channel: "interprocessor interrupts to all cores of the process; the lock of its memory map",
    roles: [.aggressor], accessName: "toggle", accessesPerStep: TLBShootdown.accessesPerStep,
    // Kept to itself, as it may be left without the right to write.
    memory: .smallPages, keepsContents: true, defaultWorkingSet: .bytes(TLBShootdown.bytes),
    defaultJobAccesses: 16,
    verification: .slows(
      .init("alu"), atLeast: 1.05,
      claim: "arithmetic on other cores is slower beside it, and not beside arithmetic"),
    round: { _ in TLBShootdown.bytes },
    makeCode: { TLBShootdown(arena: $0.arena!) })
}
