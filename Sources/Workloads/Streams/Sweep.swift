import Platform

/// A place in a buffer that is walked through again and again, 64 lines at a time.
@safe struct Sweep {
  nonisolated(unsafe) private let base: UnsafeMutableRawPointer
  nonisolated(unsafe) private let end: UnsafeMutableRawPointer
  nonisolated(unsafe) private var at: UnsafeMutableRawPointer

  static var linesPerStep: Int { @inline(__always) get { 64 } }
  static var bytesPerStep: Int { @_noLocks @inline(__always) get { 4096 } }

  /// - Precondition: the arena holds a whole number of steps (`Sweep.rounded`).
  init(arena: Arena) {
    precondition(arena.bytes % Self.bytesPerStep == 0)
    unsafe base = arena.base
    unsafe end = arena.base + arena.bytes
    unsafe at = base
  }

  /// The nearest size that is a whole number of steps, at least one.
  static func rounded(_ bytes: Int) -> Int {
    max(bytesPerStep, bytes / bytesPerStep * bytesPerStep)
  }

  /// The next 64 lines; wraps at the buffer's end.
  @_noLocks @inline(__always)
  mutating func next() -> UnsafeMutableRawPointer {
    let here = unsafe at
    let after = unsafe here + Self.bytesPerStep
    unsafe at = unsafe after == end ? base : after
    return unsafe here
  }
}
