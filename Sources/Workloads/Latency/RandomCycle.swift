import Statistics

/// Lays cycles of pointers through places of a buffer in random order: what every chase follows.
///
/// A random order whose last place leads back to the first is one cycle through all places, and each such cycle is equally
/// likely, as with Sattolo's permutation (Information Processing Letters 22, 1986). A plain random permutation of pointers would
/// fall apart into cycles, the one walked possibly so short that it fits into a smaller cache.
enum RandomCycle {
  /// One cycle through all places.
  ///
  /// - Parameter offset: the byte offset of a place by its number: what makes the layout.
  /// - Returns: a place of the cycle.
  @inline(__always)
  static func lay(
    in base: UnsafeMutableRawPointer, places: Int, seed: UInt64, offset: (Int) -> Int
  ) -> UnsafeRawPointer {
    let order = order(places, seed: seed)
    return unsafe close(order[...], in: base, offset: offset)
  }

  /// Several cycles that share no place and together lead through all of them, of lengths that differ by at most one.
  ///
  /// - Returns: a place of each cycle.
  @inline(__always)
  static func lay(
    in base: UnsafeMutableRawPointer, places: Int, cycles: Int, seed: UInt64, offset: (Int) -> Int
  ) -> [UnsafeRawPointer] {
    precondition(cycles > 0 && places >= cycles)
    let order = order(places, seed: seed)
    return unsafe (0..<cycles).map { cycle in
      unsafe close(
        order[places * cycle / cycles..<places * (cycle + 1) / cycles], in: base, offset: offset)
    }
  }

  /// All numbers below `count` in random order.
  static func order(_ count: Int, seed: UInt64) -> [UInt32] {
    precondition(count > 0 && count <= Int(UInt32.max))
    var order = [UInt32](0..<UInt32(count))
    var random = SplitMix64(seed: seed)
    random.shuffle(&order)
    return order
  }

  /// Has each place point to the next, and the last one to the first.
  @inline(__always)
  private static func close(
    _ order: ArraySlice<UInt32>, in base: UnsafeMutableRawPointer, offset: (Int) -> Int
  ) -> UnsafeRawPointer {
    let first = unsafe UnsafeRawPointer(base + offset(Int(order.last!)))
    var next = unsafe first
    for place in order {
      let here = unsafe base + offset(Int(place))
      // Walked against the order: each place is written once, with the one written before it.
      unsafe here.storeBytes(of: next, as: UnsafeRawPointer.self)
      unsafe next = UnsafeRawPointer(here)
    }
    return unsafe first
  }
}
