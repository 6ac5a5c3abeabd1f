import CPlatform
import Platform

/// Follows one cycle of pointers: each load's address is the value of the load before it, so that one miss is under way at a time.
@safe struct PointerChase: Kernel, PartitionCode {
  nonisolated(unsafe) private var at: UnsafeRawPointer

  /// - Parameter start: any place of a cycle.
  init(start: UnsafeRawPointer) { unsafe at = start }

  /// Lays one cycle through every line of the arena and stands at its beginning.
  init(arena: Arena, seed: UInt64) {
    unsafe self.init(
      start: RandomCycle.lay(in: arena.base, places: arena.bytes / 64, seed: seed) { $0 * 64 })
  }

  static var accessesPerStep: Int { @inline(__always) get { 64 } }

  @_noLocks @inline(__always)
  mutating func step() {
    var at = unsafe self.at
    var left = Self.accessesPerStep / 8
    while left != 0 {
      unsafe at = at.load(as: UnsafeRawPointer.self)
      unsafe at = at.load(as: UnsafeRawPointer.self)
      unsafe at = at.load(as: UnsafeRawPointer.self)
      unsafe at = at.load(as: UnsafeRawPointer.self)
      unsafe at = at.load(as: UnsafeRawPointer.self)
      unsafe at = at.load(as: UnsafeRawPointer.self)
      unsafe at = at.load(as: UnsafeRawPointer.self)
      unsafe at = at.load(as: UnsafeRawPointer.self)
      left &-= 1
    }
    unsafe cplatform_escape(at)
    unsafe self.at = at
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  /// Workloads that wait for one access before they make the next.
  static let latency =
    [chase, chaseTLB, pageWalk, setConflict, setConflictL2, setSpread]
    + [2, 4, 8, 16, 32].map(parallelChase)

  public static let chase = Workload(
    name: "chase",
    summary: "Follows one random cycle through every line of its working set, one load at a time.",
    why:
      "The canonical victim: its time per load is the latency of the level that holds its working set.",
    limits: """
      One miss at a time: it asks so little of a cache that neighbours may take the cache away between two of its visits, \
      and then it measures memory. mlp-K of the same size holds on to more.
      """,
    source:
      "a cycle as Sattolo's; lat_mem_rd of lmbench (McVoy and Staelin, USENIX 1996) without its stride",
    channel: "latency of the level that holds the working set: cache capacity, memory controller",
    accessName: "load", accessesPerStep: PointerChase.accessesPerStep, bytesPerAccess: 64,
    memory: .buffer, keepsContents: true,
    defaultWorkingSet: .relative(level: 2, numerator: 1, denominator: 2), defaultJobAccesses: 1024,
    verification: .costs(
      moreThan: .init("read", sameSize: true), control: .init("read", sameSize: true), atLeast: 2,
      claim: "a load waits for the one before it: it takes far longer than one of a stream"),
    makeCode: { PointerChase(arena: $0.arena!, seed: $0.seed) })
}
