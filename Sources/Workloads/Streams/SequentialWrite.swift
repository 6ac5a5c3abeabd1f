import CPlatform
import Platform

/// Writes one word of every line, in order: each line is first read for ownership and later written back, so that memory
/// moves two lines for eight bytes stored.
struct SequentialWrite: Kernel, PartitionCode {
  private var sweep: Sweep
  private var value: UInt64 = 0

  init(arena: Arena) { sweep = Sweep(arena: arena) }

  @_noLocks @inline(__always)
  mutating func step() {
    let lines = unsafe sweep.next()
    value &+= 1
    var offset = 0
    while offset != Sweep.bytesPerStep {
      unsafe lines.storeBytes(of: value, toByteOffset: offset, as: UInt64.self)
      offset &+= 64
    }
    unsafe cplatform_escape(lines)
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

/// Adds one to a word of every line, in order: the traffic of writes, but a load asks for the line first, which trains the
/// prefetchers as stores alone may not.
struct ReadModifyWrite: Kernel, PartitionCode {
  private var sweep: Sweep

  init(arena: Arena) { sweep = Sweep(arena: arena) }

  @_noLocks @inline(__always)
  mutating func step() {
    let lines = unsafe sweep.next()
    var offset = 0
    while offset != Sweep.bytesPerStep {
      let value = unsafe lines.load(fromByteOffset: offset, as: UInt64.self)
      unsafe lines.storeBytes(of: value &+ 1, toByteOffset: offset, as: UInt64.self)
      offset &+= 64
    }
    unsafe cplatform_escape(lines)
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let write = Workload.stream(
    name: "write",
    summary: "Writes one word of every line of its working set, in order.",
    why: "Usually the worst neighbour: two lines of traffic for each eight bytes stored.",
    limits: "Within a cache it only keeps that cache busy.",
    source: "the writing co-runner of IsolBench (Valsan, Yun and Farshchi, RTAS 2016)",
    channel:
      "write-back buffers, memory bandwidth: a line read for ownership and a line written back for each access",
    bytesPerAccess: 128,
    widths: [.widest], kernel: { arena, _ in SequentialWrite(arena: arena) })

  public static let readModifyWrite = Workload.stream(
    name: "rmw",
    summary: "Adds one to a word of every line of its working set, in order.",
    why:
      "The traffic of write with the prefetchers' help: where they follow loads only, the strongest neighbour there is.",
    limits: "Within a cache it only keeps that cache busy.",
    source: "the update kernel of likwid-bench, one word of each line",
    channel:
      "store buffer, write-back buffers, memory bandwidth: a line read and a line written back for each access",
    bytesPerAccess: 128,
    widths: [.widest], kernel: { arena, _ in ReadModifyWrite(arena: arena) })
}
