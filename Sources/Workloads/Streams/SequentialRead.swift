import CPlatform
import Platform

/// Reads one word of every line, in order: bandwidth of whichever level holds the working set, prefetchers included.
struct SequentialRead: Kernel, PartitionCode {
  private var sweep: Sweep

  init(arena: Arena) { sweep = Sweep(arena: arena) }

  @_noLocks @inline(__always)
  mutating func step() {
    let lines = unsafe sweep.next()
    var sum: UInt64 = 0
    var offset = 0
    while offset != Sweep.bytesPerStep {
      sum &+= unsafe lines.load(fromByteOffset: offset, as: UInt64.self)
      offset &+= 64
    }
    _ = cplatform_launder(sum)
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}
