import CPlatform
import Platform

/// Loads every byte of its buffer, in order, with vectors: bandwidth of whichever level holds the working set,
/// prefetchers included.
struct SequentialRead: Kernel, PartitionCode {
  private var sweep: Sweep
  private let width: CInt

  init(arena: Arena, width: VectorWidth = .widest) {
    sweep = Sweep(arena: arena)
    self.width = width.rawValue
  }

  @_noLocks @inline(__always)
  mutating func step() {
    let lines = unsafe sweep.next()
    unsafe cplatform_read(width, lines, Sweep.bytesPerStep)
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let read = Workload.stream(
    name: "read",
    summary: "Reads every byte of its working set, in order, in the vectors that are fastest here.",
    why: "The bandwidth of whatever holds the working set, with the prefetchers at work.",
    limits: "One core rarely saturates a memory controller: use several.",
    source: "the loads of STREAM's kernels (McCalpin, 1995) and of likwid-bench's load",
    channel: "cache and memory bandwidth, prefetchers",
    bytesPerAccess: 64,
    kernel: { SequentialRead(arena: $0, width: $1) })

  /// The same loads over a buffer that just does not fit the last-level cache: it takes the cache's space rather than the
  /// memory's bandwidth.
  public static let cacheEvict = Workload(
    name: "llc-evict",
    summary: "Reads a buffer of one and a quarter times the last-level cache, in order.",
    why:
      "Sets capacity apart from bandwidth: it replaces every line of the last-level cache, again and again.",
    limits:
      "Only between 1.0 and 1.5 times the cache: a smaller working set leaves lines alone, a larger one is the read workload. A guest's "
      + "cache may be shared with others and smaller than reported.",
    source: "the cache-thrashing co-runner of IsolBench (Valsan, Yun and Farshchi, RTAS 2016)",
    channel: "last-level cache capacity",
    accessName: "line", accessesPerStep: Sweep.linesPerStep, bytesPerAccess: 64,
    memory: .buffer,
    defaultWorkingSet: .relative(level: 3, numerator: 5, denominator: 4), defaultJobAccesses: 8192,
    verification: .slows(
      Verification.Load("read", .relative(level: 3, numerator: 1, denominator: 4)), atLeast: 1.02,
      claim: "a reading stream that fits the last-level cache is slower beside it"),
    round: { Sweep.rounded($0) },
    makeCode: {
      VectorWidth.fastest(in: $0.arena!) { SequentialRead(arena: $0, width: $1) }
    })
}
