import CPlatform
import Platform

/// Follows one cycle through every line of the working set: each load's address is the load before it.
@safe struct PointerChase: Kernel, PartitionCode {
  nonisolated(unsafe) private var at: UnsafeRawPointer

  /// Lays the cycle into the arena and stands at its beginning.
  init(arena: Arena, seed: UInt64) {
    unsafe at = SingleCycle.lay(through: arena.base, lines: arena.bytes / 64, seed: seed)
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

/// Lays a random cycle over all lines of a buffer.
enum SingleCycle {
  /// Sattolo's algorithm gives a permutation that is one cycle through all elements, each cycle equally likely (S. Sattolo,
  /// Information Processing Letters 22, 1986); repeated random swaps would leave short cycles that fit into a
  /// smaller cache.
  static func lay(through base: UnsafeMutableRawPointer, lines: Int, seed: UInt64)
    -> UnsafeRawPointer
  {
    precondition(lines > 0 && lines <= Int(UInt32.max))
    var order = (0..<UInt32(lines)).map { $0 }
    var state = seed
    var last = lines - 1
    while last > 0 {
      // SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), and a draw below `last` by multiplication.
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      z ^= z >> 31
      order.swapAt(last, Int(z.multipliedFullWidth(by: UInt64(last)).high))
      last -= 1
    }
    for line in 0..<lines {
      unsafe base.storeBytes(
        of: UnsafeRawPointer(base + Int(order[line]) * 64), toByteOffset: line * 64,
        as: UnsafeRawPointer.self)
    }
    return UnsafeRawPointer(base)
  }
}

extension WorkloadCatalogue {
  /// Workloads that wait for one access before they make the next.
  static let latency = [chase]

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
      "Sattolo's cycle; lat_mem_rd of lmbench (McVoy and Staelin, USENIX 1996) without its stride",
    channel: "latency of the level that holds the working set: cache capacity, memory controller",
    accessName: "load", accessesPerStep: PointerChase.accessesPerStep, bytesPerAccess: 64,
    memory: .buffer, keepsContents: true,
    defaultWorkingSet: .relative(level: 2, numerator: 1, denominator: 2), defaultJobAccesses: 1024,
    verification: .costs(
      moreThan: .init("read", sameSize: true), control: .init("read", sameSize: true), atLeast: 2,
      claim: "a load waits for the one before it: it takes far longer than one of a stream"),
    makeCode: { PointerChase(arena: $0.arena!, seed: $0.seed) })
}
