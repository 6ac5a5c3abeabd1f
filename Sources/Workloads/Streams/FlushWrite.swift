import CPlatform
import Platform

/// Writes a word of each of 64 lines and flushes it from all caches, then waits for the flushes: every access goes to memory,
/// however small the working set.
struct FlushWrite: Kernel, PartitionCode {
  private var sweep: Sweep
  private var value: UInt64 = 0
  private let isUnordered = cplatform_has_flushopt()

  init(arena: Arena) { sweep = Sweep(arena: arena) }

  @_noLocks @inline(__always)
  mutating func step() {
    let lines = unsafe sweep.next()
    value &+= 1
    var offset = 0
    while offset != Sweep.bytesPerStep {
      unsafe lines.storeBytes(of: value, toByteOffset: offset, as: UInt64.self)
      unsafe cplatform_flush_line(lines + offset, isUnordered)
      offset &+= 64
    }
    cplatform_flush_fence()
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}

extension WorkloadCatalogue {
  public static let flushWrite = Workload(
    name: "flush-write",
    summary:
      "Writes a word of each line of a page and flushes it from all caches, again and again.",
    why:
      "Memory traffic from a footprint of 4 KiB: page colouring and cache allocation, which limit space, cannot limit it.",
    limits:
      "A virtual machine or a kernel may forbid the flush on arm64 (SCTLR_EL1.UCI). It keeps one or two banks of memory busy rather than "
      + "all of them.",
    source:
      "CLFLUSHOPT and CLFLUSH, Intel SDM vol. 2A; DC CIVAC, Arm ARM C5.3; the flush hammer of the denial-of-service attacks of Bechtel and "
      + "Yun (RTAS 2019)",
    channel: "memory controller's write path, without any cache space",
    accessName: "line", accessesPerStep: Sweep.linesPerStep, bytesPerAccess: 128,
    memory: .buffer,
    defaultWorkingSet: .bytes(4096), defaultJobAccesses: 256,
    verification: .costs(
      moreThan: Verification.Load("write", .bytes(4096)),
      control: Verification.Load("fill", .bytes(4096)), atLeast: 10,
      claim: "a write goes to memory although the working set fits the smallest cache"),
    round: { Sweep.rounded($0) },
    makeCode: { FlushWrite(arena: $0.arena!) })
}
