import CPlatform
import Platform

/// Follows one cycle of pointers: each load's address is the value of the load before it, so that one miss is under way at a time.
@safe struct PointerChase: Kernel, PartitionCode {
  nonisolated(unsafe) private var at: UnsafeRawPointer

  /// - Parameter start: any place of a cycle.
  init(start: UnsafeRawPointer) { unsafe at = start }

  /// Lays one cycle through every line of the arena and stands at its beginning.
  init(arena: Arena, seed: UInt64) {
    unsafe self.init(
      start: RandomCycle.lay(in: arena.base, places: arena.bytes / 64, seed: seed) { $0 * 64 })
  }

  static var accessesPerStep: Int { @inline(__always) get { 64 } }

  @_noLocks @inline(__always)
  mutating func step() {
    var at = unsafe self.at
    var left = Self.accessesPerStep / 8
    while left != 0 {
      unsafe at = at.load(as: UnsafeRawPointer.self)
      unsafe at = at.load(as: UnsafeRawPointer.self)
      unsafe at = at.load(as: UnsafeRawPointer.self)
      unsafe at = at.load(as: UnsafeRawPointer.self)
      unsafe at = at.load(as: UnsafeRawPointer.self)
      unsafe at = at.load(as: UnsafeRawPointer.self)
      unsafe at = at.load(as: UnsafeRawPointer.self)
      unsafe at = at.load(as: UnsafeRawPointer.self)
      left &-= 1
    }
    unsafe cplatform_escape(at)
    unsafe self.at = at
  }

  @inline(never) @_noLocks
  func measure(_ measurement: Measurement) -> Never { unsafe measureForEver(self, measurement) }

  @inline(never) @_noLocks
  func load(_ measurement: Measurement) -> Never { unsafe loadForEver(self, measurement) }
}
