import Platform
import Testing

@testable import Workloads

/// A buffer seen as lines of eight words.
@safe private struct Lines {
  let arena: Arena

  /// - Parameter word: what the word of that number begins with.
  init(_ count: Int, word: (Int) -> UInt64 = { _ in 0 }) throws {
    arena = try Arena(bytes: count * 64)
    for index in 0..<count * 8 {
      unsafe arena.base.storeBytes(of: word(index), toByteOffset: index * 8, as: UInt64.self)
    }
  }

  var count: Int { arena.bytes / 64 }

  /// The words of some lines.
  func words(_ lines: Range<Int>) -> [UInt64] {
    (lines.lowerBound * 8..<lines.upperBound * 8).map {
      unsafe arena.base.load(fromByteOffset: $0 * 8, as: UInt64.self)
    }
  }

  /// The first word of every line.
  var heads: [UInt64] {
    (0..<count).map { unsafe arena.base.load(fromByteOffset: $0 * 64, as: UInt64.self) }
  }
}

extension Kernel {
  fileprivate mutating func make(steps: Int) {
    for _ in 0..<steps { step() }
  }
}

@Suite("Streams")
struct StreamTests {
  /// Four steps to a pass.
  static let lines = 4 * Sweep.linesPerStep

  /// For each line the number of the step that touches it in the first pass, from one.
  static func stepNumbers(lines: Int) -> [UInt64] {
    (0..<lines).map { UInt64($0 / Sweep.linesPerStep + 1) }
  }

  @Test("A sweep hands out every line once in a pass, in order, and begins anew")
  func sweep() throws {
    let lines = try Lines(Self.lines)
    var sweep = Sweep(arena: lines.arena)
    for pass in 0..<3 {
      for step in 0..<4 {
        let offset = unsafe sweep.next() - lines.arena.base
        #expect(offset == step * Sweep.bytesPerStep, "pass \(pass)")
      }
    }
  }

  @Test("A buffer of several arrays is split evenly, and only the first is handed out")
  func arrays() throws {
    let lines = try Lines(3 * Self.lines)
    var sweep = Sweep(arena: lines.arena, arrays: 3)
    #expect(sweep.bytesPerArray == Self.lines * 64)
    let offsets = (0..<8).map { _ in unsafe sweep.next() - lines.arena.base }
    #expect(offsets == [0, 1, 2, 3, 0, 1, 2, 3].map { $0 * Sweep.bytesPerStep })
  }

  @Test(
    "A working set is rounded down to whole steps of all arrays, at least one",
    arguments: [
      (1, 1, 4096), (4096, 1, 4096), (8191, 1, 4096), (8192, 1, 8192), (1, 2, 8192),
      (16384, 2, 16384), (1, 3, 12288), (1 << 20, 3, 85 * 12288),
    ])
  func rounded(asked: Int, arrays: Int, bytes: Int) {
    #expect(Sweep.rounded(asked, arrays: arrays) == bytes)
  }

  @Test("Write stores into the first word of every line, once in a pass, and nothing else")
  func write() throws {
    let lines = try Lines(Self.lines) { _ in 99 }
    var kernel = SequentialWrite(arena: lines.arena)
    kernel.make(steps: 3)
    let untouched = lines.words(3 * Sweep.linesPerStep..<Self.lines)
    #expect(untouched.allSatisfy { $0 == 99 }, "the last step is still to come")
    kernel.step()
    #expect(lines.heads == Self.stepNumbers(lines: Self.lines))
    let words = lines.words(0..<Self.lines)
    #expect(words.indices.allSatisfy { $0 % 8 == 0 || words[$0] == 99 })
  }

  @Test("Read-modify-write adds one to every line in a pass")
  func readModifyWrite() throws {
    let lines = try Lines(Self.lines) { UInt64($0) }
    let before = lines.heads
    var kernel = ReadModifyWrite(arena: lines.arena)
    kernel.make(steps: 3 * 4)
    #expect(lines.heads == before.map { $0 + 3 })
  }

  @Test("The flush hammer's writes reach every line of the working set")
  func flushWrite() throws {
    let lines = try Lines(2 * Sweep.linesPerStep)
    var kernel = FlushWrite(arena: lines.arena)
    kernel.make(steps: 2)
    #expect(lines.heads == Self.stepNumbers(lines: lines.count))
  }

  @Test(
    "A burst stores into as many pages as it has stores; all bursts of a round store into every line"
  )
  func storeBurst() throws {
    let pages = 2 * StoreBurst.storesPerBurst
    let lines = try Lines(pages * 64)
    var kernel = StoreBurst(arena: lines.arena, ticksPerNanosecond: 0)
    kernel.step()
    let stored = lines.heads.enumerated().filter { $0.element != 0 }.map(\.offset)
    #expect(stored.map { $0 / 64 } == Array(0..<StoreBurst.storesPerBurst), "one line in each page")
    #expect(Set(stored.map { $0 % 64 }).count == 64, "each at another place of its page")
    kernel.make(steps: 2 * 64 - 1)
    #expect(lines.heads.allSatisfy { $0 == 1 })
  }

  @Test(
    "Abandoned streams begin in every page before any page has its second turn", arguments: 1...300)
  func pageOrder(pages: Int) {
    let stride = PrefetchAbuse.stride(pages: pages)
    #expect((1...pages).contains(stride))
    #expect(Set((0..<pages).map { $0 * stride % pages }).count == pages)
  }

  @Test("They stay inside their buffer, however small it is", arguments: [1, 2, 15, 16, 17, 64])
  func abandonedStreams(pages: Int) throws {
    // The page behind the buffer cannot be read: a step beyond it would end the process.
    let lines = try Lines(pages * 64)
    var kernel = PrefetchAbuse(arena: lines.arena)
    kernel.make(steps: 200)
    #expect(lines.heads.allSatisfy { $0 == 0 })
  }
}
