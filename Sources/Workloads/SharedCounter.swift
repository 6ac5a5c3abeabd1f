import CPlatform
import Platform
import Synchronization

/// Adds to a counter of its own that stands on a line with the other partitions' counters (false sharing), or, with a
/// longer stride, on a line of its own (the padded control). Same instructions, same counts; only the address differs.
@safe struct SharedCounter: Kernel, PartitionCode {
  nonisolated(unsafe) private let counter: UnsafeMutablePointer<Atomic<UInt64>>

  /// Eight counters to a line.
  static var falseSharingStride: Int { @inline(__always) get { 8 } }
  /// Two lines apart: adjacent lines are fetched in pairs on some processors (Intel Optimization Manual, 3.7.3).
  static var paddedStride: Int { @inline(__always) get { 128 } }
  static var accessesPerStep: Int { @inline(__always) get { 64 } }

  /// - Parameter index: which of the counters of `lines`; every thread that shares the arena has another.
  init(lines: Arena, index: Int, stride: Int) {
    precondition((index + 1) * stride <= lines.bytes)
    unsafe counter = (lines.base + index * stride).bindMemory(
      to: Atomic<UInt64>.self, capacity: 1)
  }

  @_noLocks @inline(__always)
  mutating func step() {
    var left = Self.accessesPerStep
    while left != 0 {
      // wrappingAdd is one locked instruction; add, which traps on overflow, is a compare-and-swap loop.
      unsafe counter.pointee.wrappingAdd(1, ordering: .relaxed)
      left &-= 1
    }
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}
