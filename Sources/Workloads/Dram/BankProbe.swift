import CPlatform
import Platform
import Statistics

extension FlushedLines {
  private static let limitNanoseconds: Int64 = 800_000_000
  private static let leastBytes = 64 << 20

  /// Lines in different rows of one bank, found in one or two seconds.
  ///
  /// - Throws: why none could be found.
  static func inOneBank(
    _ count: Int, of arena: Arena, seed: UInt64
  ) throws(WorkloadUnavailable) -> FlushedLines {
    if arena.bytes < leastBytes {
      throw WorkloadUnavailable(
        "a search needs a working set of at least \(leastBytes >> 20) MiB to choose from")
    }
    let lines: [Int]
    do {
      lines = try search(max(4, count), of: arena, seed: seed)
    } catch {
      // What neighbours did meanwhile, or few lines of the first one's bank: the bank of another line may show.
      lines = try search(max(4, count), of: arena, seed: seed &+ 1)
    }
    return FlushedLines(Array(lines.prefix(count)), in: arena)
  }

  private static func search(
    _ count: Int, of arena: Arena, seed: UInt64
  ) throws(WorkloadUnavailable) -> [Int] {
    let end = monotonicNanoseconds() + limitNanoseconds
    return try BankSearch.lines(
      count, of: randomLines(32768, of: arena, seed: seed),
      isTimeUp: { monotonicNanoseconds() > end },
      time: { a, b, isFine in
        ticks(a, b, of: arena, runs: isFine ? 12 : 3, rounds: isFine ? 40 : 25)
      })
  }

  /// Lines anywhere in the arena, seldom two in one bank.
  static func anywhere(_ count: Int, of arena: Arena, seed: UInt64) -> FlushedLines {
    FlushedLines(randomLines(count, of: arena, seed: seed), in: arena)
  }

  /// Different lines behind the list; in an arena of too few lines, one that is half list, the same again.
  private static func randomLines(_ count: Int, of arena: Arena, seed: UInt64) -> [Int] {
    let first = listBytes / 64
    let lines = arena.bytes / 64 - first
    precondition(lines > 0)
    var random = SplitMix64(seed: seed)
    var seen: Set<Int> = []
    var result: [Int] = []
    while result.count < count {
      let line = random.next(below: lines)
      if seen.insert(line).inserted || result.count >= lines { result.append((first + line) * 64) }
    }
    return result
  }

  /// Time stamps of one round of two lines: the least of several runs. Refreshes, interrupts and other cores' traffic only add
  /// to it, and a row conflict is in every run.
  private static func ticks(
    _ a: Int, _ b: Int, of arena: Arena, runs: Int, rounds: Int
  ) -> Double {
    let pair = unsafe arena.base.bindMemory(to: UnsafeRawPointer.self, capacity: 2)
    unsafe pair[0] = UnsafeRawPointer(arena.base + a)
    unsafe pair[1] = UnsafeRawPointer(arena.base + b)
    var cpu: UInt32 = 0
    var least = UInt64.max
    for _ in 0..<runs {
      let begin = unsafe cplatform_ticks_ordered(&cpu)
      for _ in 0..<rounds { unsafe round(pair, 2) }
      least = min(least, unsafe cplatform_ticks_ordered(&cpu) &- begin)
    }
    return Double(least) / Double(rounds)
  }
}
