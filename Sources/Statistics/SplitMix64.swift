/// A small seeded generator, so that trial order and every resampling result can be reproduced.
///
/// Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014, with the
/// constants of Vigna's reference code. The period is 2^64; not for cryptography. Inlined everywhere
/// and without locks, so that measured loops may draw from it.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  @usableFromInline var state: UInt64

  /// Starts the stream of `seed`; equal seeds give equal streams on every machine.
  @inlinable @_noLocks @inline(__always)
  public init(seed: UInt64) {
    state = seed
  }

  @inlinable @_noLocks @inline(__always)
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  /// The generator's output function alone: a hash of 64 bits that loses none.
  @inlinable @_noLocks @inline(__always)
  public static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number in [0, 1): the top 53 bits of one draw, so every value is exact in a `Double`.
  public mutating func nextUnit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A whole number in `0..<bound`: the high word of draw × bound.
  ///
  /// One draw per call keeps streams aligned, which rejection would not; the price is a bias below
  /// bound / 2^64. The bound must be positive.
  public mutating func next(below bound: Int) -> Int {
    precondition(bound > 0, "a random number needs a positive bound")
    return Int(next(below: UInt64(bound)))
  }

  /// The same without the check, for loops that are timed; a bound of 0 gives 0.
  @inlinable @_noLocks @inline(__always)
  public mutating func next(below bound: UInt64) -> UInt64 {
    next().multipliedFullWidth(by: bound).high
  }

  /// Puts the elements into random order (Fisher-Yates, from the last element down).
  ///
  /// The standard library's `shuffle(using:)` does not promise its algorithm, and a recorded seed
  /// must give the same order after a compiler update.
  public mutating func shuffle<Element>(_ array: inout [Element]) {
    shuffle(&array, in: array.indices)
  }

  /// The same with a stretch of the array; the other elements stay where they are.
  public mutating func shuffle<Element>(_ array: inout [Element], in range: Range<Int>) {
    for last in stride(from: range.count - 1, to: 0, by: -1) {
      array.swapAt(range.lowerBound + last, range.lowerBound + next(below: last + 1))
    }
  }
}
