import CPlatform
import Platform

/// Writes whole lines past the caches, in order: memory write bandwidth without reading for ownership.
struct NonTemporalWrite: Kernel, PartitionCode {
  private var sweep: Sweep

  init(arena: Arena) { sweep = Sweep(arena: arena) }

  @_noLocks @inline(__always)
  mutating func step() {
    let lines = unsafe sweep.next()
    var offset = 0
    while offset != Sweep.bytesPerStep {
      unsafe cplatform_store_line_nontemporal(lines + offset)
      offset &+= 64
    }
    cplatform_store_fence()
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}
