import CPlatform
import Platform
import Statistics

/// Times loads of one line after others were touched: in which level of the memory hierarchy they left it.
@safe struct EvictionProbe {
  private let arena: Arena
  private var random: SplitMix64

  /// Too few repetitions drown in the step of the time stamp, which is about as long as a hit in L2.
  private static let repetitions = 24

  init(arena: Arena, seed: UInt64) {
    self.arena = arena
    random = SplitMix64(seed: seed)
  }

  /// Time stamps that a load of `target` takes, its own cost included, after every line of `lines` was touched twice.
  mutating func ticks(loading target: Int, after lines: [Int]) -> Double {
    ticks(loading: target) { arena in
      for _ in 0..<2 {
        for line in lines { unsafe touch(arena.base + line) }
      }
    }
  }

  /// Time stamps that a load of `target` takes from memory.
  mutating func ticksFromMemory(loading target: Int) -> Double {
    ticks(loading: target) { arena in
      unsafe cplatform_flush_line(arena.base + target, false)
      cplatform_fence()
    }
  }

  @inline(__always)
  private mutating func ticks(loading target: Int, after disturb: (Arena) -> Void) -> Double {
    var times: [UInt64] = []
    times.reserveCapacity(Self.repetitions)
    var cpu: UInt32 = 0
    for _ in 0..<Self.repetitions {
      unsafe touch(arena.base + target)
      cplatform_fence()
      disturb(arena)
      // Brings the translation back, which is not what is asked for. Another line each time, and none near the target: a
      // prefetcher that sees the same line before the target each time soon fetches the target too.
      let page = target / 4096 * 4096
      let line = (target % 4096 / 64 + 8 + random.next(below: 48)) % 64
      unsafe touch(arena.base + page + line * 64)
      let begin = unsafe cplatform_ticks_ordered(&cpu)
      unsafe touch(arena.base + target)
      times.append(unsafe cplatform_ticks_ordered(&cpu) &- begin)
    }
    // What was interrupted is among the slowest; the mean of the rest is finer than one step of the time stamp.
    times.sort()
    let kept = times.prefix(times.count * 3 / 4)
    return Double(kept.reduce(0, +)) / Double(kept.count)
  }
}

/// A load that the optimiser keeps.
@_noLocks @inline(__always)
func touch(_ line: UnsafeMutableRawPointer) {
  _ = cplatform_launder(unsafe line.load(as: UInt64.self))
}
