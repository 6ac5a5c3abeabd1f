import CPlatform

/// Vector instructions of one width, on blocks of 512 bytes; see cplatform_vector.h.
///
/// A kernel chooses between them once in a step: a branch in thousands of bytes, always the same way, that no clock can see.
protocol VectorWidth: Sendable {
  /// Loads every byte of a block.
  @_noLocks static func read(_ block: UnsafeRawPointer)
  /// Stores a value into every eight bytes of a block.
  @_noLocks static func fill(_ block: UnsafeMutableRawPointer, with value: UInt64)
  /// The same past the caches.
  @_noLocks static func fillPastCaches(_ block: UnsafeMutableRawPointer, with value: UInt64)
  @_noLocks static func copy(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer)
  /// `sum = first + factor * second`, in doubles.
  @_noLocks static func triad(
    _ sum: UnsafeMutableRawPointer, _ first: UnsafeRawPointer, _ second: UnsafeRawPointer,
    factor: Double)
  /// Twelve independent chains of `x += factor * x` from one; an element after so many rounds.
  @_noLocks static func multiplyAddChains(rounds: UInt64, factor: Double) -> Double
}

/// The widths there are, in bits.
enum VectorBits: Int32, CaseIterable {
  case narrow = 128
  case middle = 256
  case wide = 512

  /// The widest of this processor.
  static var widest: VectorBits { VectorBits(rawValue: cplatform_vector_width())! }

  /// Those of this processor.
  static var available: [VectorBits] { allCases.filter { $0.rawValue <= widest.rawValue } }
}

/// SSE2 or NEON.
enum Vector128: VectorWidth {
  @_noLocks @inline(__always)
  static func read(_ block: UnsafeRawPointer) { unsafe cplatform_read_128(block) }

  @_noLocks @inline(__always)
  static func fill(_ block: UnsafeMutableRawPointer, with value: UInt64) {
    unsafe cplatform_fill_128(block, value)
  }

  @_noLocks @inline(__always)
  static func fillPastCaches(_ block: UnsafeMutableRawPointer, with value: UInt64) {
    unsafe cplatform_fill_nontemporal_128(block, value)
  }

  @_noLocks @inline(__always)
  static func copy(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) {
    unsafe cplatform_copy_128(target, source)
  }

  @_noLocks @inline(__always)
  static func triad(
    _ sum: UnsafeMutableRawPointer, _ first: UnsafeRawPointer, _ second: UnsafeRawPointer,
    factor: Double
  ) { unsafe cplatform_triad_128(sum, first, second, factor) }

  @_noLocks @inline(__always)
  static func multiplyAddChains(rounds: UInt64, factor: Double) -> Double {
    cplatform_fma_chains_128(rounds, factor)
  }
}

/// AVX2 with FMA.
enum Vector256: VectorWidth {
  @_noLocks @inline(__always)
  static func read(_ block: UnsafeRawPointer) { unsafe cplatform_read_256(block) }

  @_noLocks @inline(__always)
  static func fill(_ block: UnsafeMutableRawPointer, with value: UInt64) {
    unsafe cplatform_fill_256(block, value)
  }

  @_noLocks @inline(__always)
  static func fillPastCaches(_ block: UnsafeMutableRawPointer, with value: UInt64) {
    unsafe cplatform_fill_nontemporal_256(block, value)
  }

  @_noLocks @inline(__always)
  static func copy(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) {
    unsafe cplatform_copy_256(target, source)
  }

  @_noLocks @inline(__always)
  static func triad(
    _ sum: UnsafeMutableRawPointer, _ first: UnsafeRawPointer, _ second: UnsafeRawPointer,
    factor: Double
  ) { unsafe cplatform_triad_256(sum, first, second, factor) }

  @_noLocks @inline(__always)
  static func multiplyAddChains(rounds: UInt64, factor: Double) -> Double {
    cplatform_fma_chains_256(rounds, factor)
  }
}

/// AVX-512.
enum Vector512: VectorWidth {
  @_noLocks @inline(__always)
  static func read(_ block: UnsafeRawPointer) { unsafe cplatform_read_512(block) }

  @_noLocks @inline(__always)
  static func fill(_ block: UnsafeMutableRawPointer, with value: UInt64) {
    unsafe cplatform_fill_512(block, value)
  }

  @_noLocks @inline(__always)
  static func fillPastCaches(_ block: UnsafeMutableRawPointer, with value: UInt64) {
    unsafe cplatform_fill_nontemporal_512(block, value)
  }

  @_noLocks @inline(__always)
  static func copy(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) {
    unsafe cplatform_copy_512(target, source)
  }

  @_noLocks @inline(__always)
  static func triad(
    _ sum: UnsafeMutableRawPointer, _ first: UnsafeRawPointer, _ second: UnsafeRawPointer,
    factor: Double
  ) { unsafe cplatform_triad_512(sum, first, second, factor) }

  @_noLocks @inline(__always)
  static func multiplyAddChains(rounds: UInt64, factor: Double) -> Double {
    cplatform_fma_chains_512(rounds, factor)
  }
}
