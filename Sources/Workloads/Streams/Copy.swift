import CPlatform
import Platform

/// Copies the first half of its buffer to the second, in order, in the vectors that are fastest here.
struct Copy: Kernel, PartitionCode {
  private var sweep: Sweep
  private let width: CInt

  static var arrays: Int { 2 }

  init(arena: Arena, width: VectorWidth = .widest) {
    sweep = Sweep(arena: arena, arrays: Self.arrays)
    self.width = width.rawValue
  }

  @_noLocks @inline(__always)
  mutating func step() {
    let lines = unsafe sweep.next()
    unsafe cplatform_copy(width, lines + sweep.bytesPerArray, lines, Sweep.bytesPerStep)
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

/// STREAM's triad: the first third of its buffer becomes the second plus three times the last, in doubles.
struct Triad: Kernel, PartitionCode {
  private var sweep: Sweep
  private let width: CInt

  static var arrays: Int { 3 }

  init(arena: Arena, width: VectorWidth = .widest) {
    sweep = Sweep(arena: arena, arrays: Self.arrays)
    self.width = width.rawValue
    // The width is chosen on the thread that makes the code.
    cplatform_ignore_denormals()
  }

  @_noLocks @inline(__always)
  mutating func step() {
    let lines = unsafe sweep.next()
    let first = unsafe lines + sweep.bytesPerArray
    unsafe cplatform_triad(width, lines, first, first + sweep.bytesPerArray, Sweep.bytesPerStep, 3)
  }

  // Buffers are shared with workloads that write integers, most of which are denormal numbers to this one.

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never {
    cplatform_ignore_denormals()
    unsafe measureForEver(self, measurement)
  }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never {
    cplatform_ignore_denormals()
    unsafe loadForEver(self, measurement)
  }
}

extension WorkloadCatalogue {
  public static let copy = Workload.stream(
    name: "copy",
    summary:
      "Copies the first half of its working set to the second, in order, in the vectors that are fastest here.",
    why: "What moving data costs, and what it costs the neighbours: loads and stores at once.",
    limits:
      "An access is 64 bytes copied, counted once, as lmbench and mbw do; MB/s is the traffic, three times that: a line read, a line read "
      + "for ownership and a line written back. STREAM and likwid-bench count two of these. A library's memcpy may pass the caches.",
    source: "the copy kernel of STREAM (McCalpin, 1995)",
    channel: "memory bandwidth in both directions, read-to-write turnaround of the memory bus",
    accessName: "line copied", bytesPerAccess: 192,
    arrays: Copy.arrays,
    kernel: { Copy(arena: $0, width: $1) })

  public static let triad = Workload.stream(
    name: "triad",
    summary:
      "Writes one third of its working set with the second plus three times the last third, in doubles.",
    why: "The number that STREAM made the measure of memory bandwidth, and three streams at once.",
    limits:
      "An access is 64 bytes of the sum; MB/s is the traffic, four times that: two lines read, a line read for ownership and a line written "
      + "back. STREAM counts three of these. Denormal numbers count as zero.",
    source: "the triad kernel of STREAM (McCalpin, 1995)",
    channel: "memory bandwidth in both directions, read-to-write turnaround of the memory bus",
    accessName: "line of the sum", bytesPerAccess: 256,
    arrays: Triad.arrays,
    kernel: { Triad(arena: $0, width: $1) })
}
