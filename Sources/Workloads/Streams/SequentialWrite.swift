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
