import Platform

/// A place in a buffer that is walked through again and again, 64 lines at a time.
///
/// The buffer may be split into arrays of one length, one behind the other, which are walked through in step.
@safe struct Sweep {
  nonisolated(unsafe) private let base: UnsafeMutableRawPointer
  nonisolated(unsafe) private let end: UnsafeMutableRawPointer
  nonisolated(unsafe) private var at: UnsafeMutableRawPointer
  /// From a line of one array to that of the next.
  let bytesPerArray: Int

  static var linesPerStep: Int { @inline(__always) get { 64 } }
  static var bytesPerStep: Int { @_noLocks @inline(__always) get { 4096 } }

  /// - Precondition: the arena holds a whole number of steps (`Sweep.rounded`).
  init(arena: Arena, arrays: Int = 1) {
    precondition(arena.bytes % (arrays * Self.bytesPerStep) == 0)
    bytesPerArray = arena.bytes / arrays
    unsafe base = arena.base
    unsafe end = arena.base + bytesPerArray
    unsafe at = base
  }

  /// The nearest size that is a whole number of steps, at least one.
  static func rounded(_ bytes: Int, arrays: Int = 1) -> Int {
    let step = arrays * bytesPerStep
    return max(step, bytes / step * step)
  }

  /// The next 64 lines of the first array; wraps at its end.
  @_noLocks @inline(__always)
  mutating func next() -> UnsafeMutableRawPointer {
    let here = unsafe at
    let after = unsafe here + Self.bytesPerStep
    unsafe at = unsafe after == end ? base : after
    return unsafe here
  }
}
