import Platform
import Testing

@testable import Workloads

/// Runs the body with every vector width of this machine.
private func forEachWidth(_ body: (any VectorWidth.Type) throws -> Void) rethrows {
  let types: [(VectorBits, any VectorWidth.Type)] = [
    (.narrow, Vector128.self), (.middle, Vector256.self), (.wide, Vector512.self),
  ]
  for (bits, type) in types where VectorBits.available.contains(bits) { try body(type) }
}

@Suite("Vector streams")
struct VectorStreamTests {
  /// Three steps to a pass.
  static let words = 3 * Sweep.bytesPerStep / 8

  /// For each word the number of the step that touches it in the first pass, from one.
  static let stepNumbers = (0..<words).map { UInt64($0 * 8 / Sweep.bytesPerStep + 1) }

  @Test("Every machine has vectors of 128 bits, and its widest are the last of those that it has")
  func widths() {
    #expect(VectorBits.available.first == .narrow)
    #expect(VectorBits.available.last == VectorBits.widest)
  }

  @Test("Fill stores into every word once in a pass, in every width")
  func fill() throws {
    try forEachWidth { width in
      func check<V: VectorWidth>(_: V.Type) throws {
        let arena = try self.arena { _ in 99 }
        var kernel = Fill.Lines<V>(sweep: Sweep(arena: arena))
        for _ in 0..<2 { kernel.step() }
        let expected = Self.stepNumbers
        let short = expected.map { $0 == 3 ? 99 : $0 }
        #expect(words(arena) == short, "\(V.self), one step to go")
        kernel.step()
        #expect(words(arena) == expected, "\(V.self)")
      }
      try check(width)
    }
  }

  @Test("Stores past the caches land, in every width")
  func nonTemporal() throws {
    try forEachWidth { width in
      func check<V: VectorWidth>(_: V.Type) throws {
        let arena = try self.arena { _ in 99 }
        var kernel = NonTemporalWrite.Lines<V>(sweep: Sweep(arena: arena))
        for _ in 0..<3 + 1 { kernel.step() }
        // The fourth step is the first of the second pass.
        let expected = Self.stepNumbers.map { $0 == 1 ? 4 : $0 }
        #expect(words(arena) == expected, "\(V.self)")
      }
      try check(width)
    }
  }

  @Test("Copy makes the second half like the first and leaves the first alone, in every width")
  func copy() throws {
    try forEachWidth { width in
      func check<V: VectorWidth>(_: V.Type) throws {
        let arena = try self.arena(arrays: 2) { UInt64($0) }
        var kernel = Copy.Lines<V>(sweep: Sweep(arena: arena, arrays: 2))
        for _ in 0..<2 { kernel.step() }
        #expect(words(arena).last == UInt64(2 * Self.words - 1), "\(V.self), one step to go")
        kernel.step()
        let twice = (0..<2 * Self.words).map { UInt64($0 % Self.words) }
        #expect(words(arena) == twice, "\(V.self)")
      }
      try check(width)
    }
  }

  @Test("Triad adds three times the last third to the second, in every width")
  func triad() throws {
    try forEachWidth { width in
      func check<V: VectorWidth>(_: V.Type) throws {
        let arena = try self.arena(arrays: 3) { Double($0).bitPattern }
        var kernel = Triad.Lines<V>(sweep: Sweep(arena: arena, arrays: 3))
        for _ in 0..<3 { kernel.step() }
        let result = words(arena).map { Double(bitPattern: $0) }
        // Whole numbers, which no rounding can change.
        let sum = (0..<Self.words).map { (word: Int) -> Double in
          Double(word + Self.words) + 3 * Double(word + 2 * Self.words)
        }
        let rest = (Self.words..<3 * Self.words).map { Double($0) }
        #expect(Array(result.prefix(Self.words)) == sum, "\(V.self)")
        #expect(Array(result.dropFirst(Self.words)) == rest, "\(V.self)")
      }
      try check(width)
    }
  }

  @Test("Reading changes nothing and stays inside its buffer, in every width")
  func read() throws {
    try forEachWidth { width in
      func check<V: VectorWidth>(_: V.Type) throws {
        let arena = try self.arena { UInt64($0) }
        var kernel = SequentialRead.Lines<V>(sweep: Sweep(arena: arena))
        for _ in 0..<7 { kernel.step() }
        #expect(words(arena) == (0..<Self.words).map { UInt64($0) }, "\(V.self)")
      }
      try check(width)
    }
  }

  @Test("A chain of multiply-adds makes as many links as it has rounds, in every width")
  func chains() {
    forEachWidth { width in
      for rounds in [1, 2, 64, 1000] {
        // x + x/2^20 from one; rounding after each link is what differs between widths.
        let exact = (0..<rounds).reduce(1.0) { x, _ in x + x * 0x1p-20 }
        let found = width.multiplyAddChains(rounds: UInt64(rounds), factor: 0x1p-20)
        #expect(abs(found / exact - 1) < 1e-13, "\(width), \(rounds) rounds")
      }
    }
  }

  private func arena(arrays: Int = 1, word: (Int) -> UInt64) throws -> Arena {
    let arena = try Arena(bytes: arrays * Self.words * 8)
    for index in 0..<arrays * Self.words {
      unsafe arena.base.storeBytes(of: word(index), toByteOffset: index * 8, as: UInt64.self)
    }
    return arena
  }

  private func words(_ arena: Arena) -> [UInt64] {
    (0..<arena.bytes / 8).map {
      unsafe arena.base.load(fromByteOffset: $0 * 8, as: UInt64.self)
    }
  }
}
