import CPlatform
import Platform
import Testing

@testable import Workloads

@Suite("Vector streams")
struct VectorStreamTests {
  /// Three steps to a pass.
  static let words = 3 * Sweep.bytesPerStep / 8

  /// For each word the number of the step that touches it in the first pass, from one.
  static let stepNumbers = (0..<words).map { UInt64($0 * 8 / Sweep.bytesPerStep + 1) }

  @Test("Every machine has vectors of 128 bits, and its widest are the last of those that it has")
  func widths() {
    #expect(VectorWidth.available.first == .bits128)
    #expect(VectorWidth.available.last == VectorWidth.widest)
  }

  @Test(
    "Fill stores into every word once in a pass, in every width", arguments: VectorWidth.available)
  func fill(width: VectorWidth) throws {
    let arena = try self.arena { _ in 99 }
    var kernel = Fill(arena: arena, width: width)
    for _ in 0..<2 { kernel.step() }
    let expected = Self.stepNumbers
    let short = expected.map { $0 == 3 ? 99 : $0 }
    #expect(words(arena) == short, "one step to go")
    kernel.step()
    #expect(words(arena) == expected)
  }

  @Test("Stores past the caches land, in every width", arguments: VectorWidth.available)
  func nonTemporal(width: VectorWidth) throws {
    let arena = try self.arena { _ in 99 }
    var kernel = NonTemporalWrite(arena: arena, width: width)
    for _ in 0..<3 + 1 { kernel.step() }
    // The fourth step is the first of the second pass.
    let expected = Self.stepNumbers.map { $0 == 1 ? 4 : $0 }
    #expect(words(arena) == expected)
  }

  @Test(
    "Copy makes the second half like the first and leaves the first alone, in every width",
    arguments: VectorWidth.available)
  func copy(width: VectorWidth) throws {
    let arena = try self.arena(arrays: 2) { UInt64($0) }
    var kernel = Copy(arena: arena, width: width)
    for _ in 0..<2 { kernel.step() }
    #expect(words(arena).last == UInt64(2 * Self.words - 1), "one step to go")
    kernel.step()
    let twice = (0..<2 * Self.words).map { UInt64($0 % Self.words) }
    #expect(words(arena) == twice)
  }

  @Test(
    "Triad adds three times the last third to the second, in every width",
    arguments: VectorWidth.available)
  func triad(width: VectorWidth) throws {
    let arena = try self.arena(arrays: 3) { Double($0).bitPattern }
    var kernel = Triad(arena: arena, width: width)
    for _ in 0..<3 { kernel.step() }
    let result = words(arena).map { Double(bitPattern: $0) }
    // Whole numbers, which no rounding can change.
    let sum = (0..<Self.words).map { (word: Int) -> Double in
      Double(word + Self.words) + 3 * Double(word + 2 * Self.words)
    }
    let rest = (Self.words..<3 * Self.words).map { Double($0) }
    #expect(Array(result.prefix(Self.words)) == sum)
    #expect(Array(result.dropFirst(Self.words)) == rest)
  }

  @Test(
    "Reading changes nothing and stays inside its buffer, in every width",
    arguments: VectorWidth.available)
  func read(width: VectorWidth) throws {
    let arena = try self.arena { UInt64($0) }
    var kernel = SequentialRead(arena: arena, width: width)
    for _ in 0..<7 { kernel.step() }
    #expect(words(arena) == (0..<Self.words).map { UInt64($0) })
  }

  @Test(
    "A chain of multiply-adds makes as many links as it has rounds, in every width",
    arguments: VectorWidth.available, [1, 2, 64, 1000])
  func chains(width: VectorWidth, rounds: Int) {
    let factor = 0x1p-20
    let found = cplatform_fma_chains(width.rawValue, UInt64(rounds), factor)
    let exact = (0..<rounds).reduce(1.0) { x, _ in x + x * factor }
    // Rounding after each link is what differs between widths.
    #expect(abs(found / exact - 1) < 1e-13)
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
