import CPlatform
import Platform

/// Writes whole lines, in order, with vectors.
struct Fill: Kernel, PartitionCode {
  private var sweep: Sweep
  private let width: CInt
  private var value: UInt64 = 0

  init(arena: Arena, width: VectorWidth = .widest) {
    sweep = Sweep(arena: arena)
    self.width = width.rawValue
  }

  @_noLocks @inline(__always)
  mutating func step() {
    let lines = unsafe sweep.next()
    value &+= 1
    unsafe cplatform_fill(width, lines, Sweep.bytesPerStep, value)
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

/// Writes whole lines past the caches, in order, with vectors: memory write bandwidth without reading for
/// ownership. Without a fence, which would wait for the write-combining buffers: nobody else reads these lines.
struct NonTemporalWrite: Kernel, PartitionCode {
  private var sweep: Sweep
  private let width: CInt
  private var value: UInt64 = 0

  init(arena: Arena, width: VectorWidth = .widest) {
    sweep = Sweep(arena: arena)
    self.width = width.rawValue
  }

  @_noLocks @inline(__always)
  mutating func step() {
    let lines = unsafe sweep.next()
    value &+= 1
    unsafe cplatform_fill_nontemporal(width, lines, Sweep.bytesPerStep, value)
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let fill = Workload.stream(
    name: "fill",
    summary:
      "Writes every byte of its working set, in order, in the vectors that are fastest here.",
    why: "What clearing and initialising memory does to the neighbours.",
    limits:
      "A processor may skip reading a line that is written whole, so that the traffic declared is the most there can be.",
    source: "the stores of likwid-bench's store",
    channel:
      "write-back buffers, memory bandwidth: a line read for ownership and a line written back for each access",
    bytesPerAccess: 128,
    kernel: { Fill(arena: $0, width: $1) })

  public static let nonTemporalWrite = Workload.stream(
    name: "nt-write",
    summary:
      "Writes every byte of its working set past the caches, in order, in the vectors that are fastest here.",
    why: "Memory write bandwidth without taking cache space: what cache partitioning cannot stop.",
    limits:
      "Whether the stores really pass the caches is the processor's choice. What is written is never zero: a Zen 4 writes lines of zeros at "
      + "more than twice the speed of others (measured with benches/limits).",
    source: "MOVNTDQ, Intel SDM vol. 1, 10.4.6.2; STNP, Arm ARM C3.2.4",
    channel: "write-combining buffers, memory write bandwidth without cache allocation",
    bytesPerAccess: 64,
    kernel: { NonTemporalWrite(arena: $0, width: $1) })
}
