import CPlatform
import Platform

/// Follows 1 to 32 cycles at once, one load of each in turn: as many misses under way as there are chains, and the hardware has
/// buffers for.
///
/// The number of chains is known to the compiler in each loop, so that the chains' places stay in registers as long as there
/// are any: up to 12 on x86-64; of more, some live on the stack, in L1, which costs a few cycles per load where the
/// working set itself is in L1.
@safe struct ParallelChase: PartitionCode {
  static let mostChains = 32

  private let chains: Int
  nonisolated(unsafe) private var starts: InlineArray<32, UnsafeRawPointer>

  /// - Parameter starts: a place of each cycle; 1 to 32 of them.
  init(starts: [UnsafeRawPointer]) {
    precondition((1...Self.mostChains).contains(unsafe starts.count))
    chains = unsafe starts.count
    unsafe self.starts = InlineArray { unsafe starts[$0 % starts.count] }
  }

  /// Lays disjoint cycles through all lines of the arena; fewer than asked for where there are fewer lines.
  init(arena: Arena, chains: Int, seed: UInt64) {
    let lines = arena.bytes / 64
    let cycles = min(chains, lines)
    let starts = unsafe RandomCycle.lay(
      in: arena.base, places: lines, cycles: cycles, seed: seed
    ) { $0 * 64 }
    unsafe self.init(starts: (0..<chains).map { unsafe starts[$0 % cycles] })
  }

  /// About 64 loads: a whole number of rounds.
  static func accessesPerStep(chains: Int) -> Int { chains * max(1, 64 / chains) }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe run(Measured.self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe run(Loaded.self, measurement) }

  // The chains' number in binary chooses the type that holds so many: 32 types out of five.

  @inline(__always)
  private func run<D: Duty>(_: D.Type, _ measurement: Measurement) -> Never {
    if chains == 32 { unsafe start(D.self, Both<Sixteen, Sixteen>.self, measurement) }
    if chains & 16 != 0 { unsafe eight(D.self, Sixteen.self, measurement) }
    unsafe eight(D.self, None.self, measurement)
  }

  @inline(__always)
  private func eight<D: Duty, B: Bank>(_: D.Type, _: B.Type, _ measurement: Measurement) -> Never {
    if chains & 8 != 0 { unsafe four(D.self, Both<B, Eight>.self, measurement) }
    unsafe four(D.self, B.self, measurement)
  }

  @inline(__always)
  private func four<D: Duty, B: Bank>(_: D.Type, _: B.Type, _ measurement: Measurement) -> Never {
    if chains & 4 != 0 { unsafe two(D.self, Both<B, Four>.self, measurement) }
    unsafe two(D.self, B.self, measurement)
  }

  @inline(__always)
  private func two<D: Duty, B: Bank>(_: D.Type, _: B.Type, _ measurement: Measurement) -> Never {
    if chains & 2 != 0 { unsafe one(D.self, Both<B, Two>.self, measurement) }
    unsafe one(D.self, B.self, measurement)
  }

  @inline(__always)
  private func one<D: Duty, B: Bank>(_: D.Type, _: B.Type, _ measurement: Measurement) -> Never {
    if chains & 1 != 0 { unsafe start(D.self, Both<B, One>.self, measurement) }
    unsafe start(D.self, B.self, measurement)
  }

  @inline(__always)
  private func start<D: Duty, B: Bank>(_: D.Type, _: B.Type, _ measurement: Measurement) -> Never {
    unsafe D.forEver(Chains(bank: B(starts, from: 0)), measurement)
  }
}

/// Whether a loop records its jobs.
private protocol Duty {
  static func forEver<K: Kernel>(_ kernel: K, _ measurement: Measurement) -> Never
}

private enum Measured: Duty {
  @inline(__always)
  static func forEver<K: Kernel>(_ kernel: K, _ measurement: Measurement) -> Never {
    unsafe measureForEver(kernel, measurement)
  }
}

private enum Loaded: Duty {
  @inline(__always)
  static func forEver<K: Kernel>(_ kernel: K, _ measurement: Measurement) -> Never {
    unsafe loadForEver(kernel, measurement)
  }
}

/// The step of any number of chains.
private struct Chains<B: Bank>: Kernel {
  var bank: B

  @inline(__always)
  mutating func step() {
    var bank = self.bank
    var left = max(1, 64 / max(1, B.count))
    while left != 0 {
      bank.advance()
      left &-= 1
    }
    bank.keep()
    self.bank = bank
  }
}

/// The places of some chains.
private protocol Bank {
  static var count: Int { get }
  init(_ starts: InlineArray<32, UnsafeRawPointer>, from first: Int)
  /// One load of each chain.
  @_noLocks mutating func advance()
  /// Has the optimiser believe that the places are wanted.
  @_noLocks func keep()
}

private struct None: Bank {
  static var count: Int { @inline(__always) get { 0 } }

  @inline(__always)
  init(_ starts: InlineArray<32, UnsafeRawPointer>, from first: Int) {}

  @inline(__always)
  mutating func advance() {}

  @inline(__always)
  func keep() {}
}

@safe private struct One: Bank {
  var at: UnsafeRawPointer

  static var count: Int { @inline(__always) get { 1 } }

  @inline(__always)
  init(_ starts: InlineArray<32, UnsafeRawPointer>, from first: Int) { unsafe at = starts[first] }

  @inline(__always)
  mutating func advance() { unsafe at = at.load(as: UnsafeRawPointer.self) }

  @inline(__always)
  func keep() { unsafe cplatform_escape(at) }
}

private struct Both<A: Bank, B: Bank>: Bank {
  var a: A
  var b: B

  static var count: Int { @inline(__always) get { A.count + B.count } }

  @inline(__always)
  init(_ starts: InlineArray<32, UnsafeRawPointer>, from first: Int) {
    unsafe a = A(starts, from: first)
    unsafe b = B(starts, from: first + A.count)
  }

  @inline(__always)
  mutating func advance() {
    a.advance()
    b.advance()
  }

  @inline(__always)
  func keep() {
    a.keep()
    b.keep()
  }
}

private typealias Two = Both<One, One>
private typealias Four = Both<Two, Two>
private typealias Eight = Both<Four, Four>
private typealias Sixteen = Both<Eight, Eight>

extension WorkloadCatalogue {
  /// `mlp-K` of any number of chains that there can be.
  static func parallelChase(named name: String) -> Workload? {
    guard name.hasPrefix("mlp-"), let chains = Int(name.dropFirst(4)), name == "mlp-\(chains)",
      (1...ParallelChase.mostChains).contains(chains)
    else { return nil }
    return parallelChase(chains: chains)
  }

  /// Follows `chains` cycles at once.
  static func parallelChase(chains: Int) -> Workload {
    let size = WorkingSet.relative(level: 3, numerator: 4, denominator: 1)
    let perStep = ParallelChase.accessesPerStep(chains: chains)
    return Workload(
      name: "mlp-\(chains)",
      summary:
        "Follows \(chains) random \(chains == 1 ? "cycle" : "cycles at once") through disjoint lines, one load of each in turn.",
      why: """
        As many misses are under way as there are chains: from the number on at which more chains no longer help, some buffer between \
        core and memory is full. A fast chase also keeps its share of a cache that neighbours take from a slow one.
        """,
      limits: """
        What bounds it, fill buffers of L1, the queue of L2, or the memory controller, is not told by one core alone: compare with \
        several cores at once.
        """,
      source:
        "multichase's parallel chases; Chou, Fahs and Abraham, ISCA 2004 (memory-level parallelism)",
      channel: "miss buffers of L1 and L2, memory controller queues, cache capacity",
      accessName: "load", accessesPerStep: perStep, bytesPerAccess: 64, memory: .buffer,
      keepsContents: true, defaultWorkingSet: size, defaultJobAccesses: perStep * 16,
      verification: chains == 1
        ? .costs(
          moreThan: .init("mlp-4", sameSize: true), control: .init("mlp-4", sameSize: true),
          atLeast: 1.5,
          claim: "a load waits for the one before it: it takes longer than one of four chains")
        : Verification(
          claim: "a load of a single chain through as many lines takes longer",
          subject: .init(.init("chase", sameSize: true)), reference: .init(.itself),
          control: .init(.itself), atLeast: chains < 4 ? 1.3 : 2),
      makeCode: { ParallelChase(arena: $0.arena!, chains: chains, seed: $0.seed) })
  }
}
