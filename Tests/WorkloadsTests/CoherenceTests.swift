import Synchronization
import Testing

@testable import Platform
@testable import Workloads

@Suite("Coherence workloads touch the lines they say")
struct CoherenceTests {
  private func words(_ arena: Arena, _ count: Int) -> [UInt64] {
    (0..<count).map { unsafe arena.base.load(fromByteOffset: $0 * 8, as: UInt64.self) }
  }

  /// What a step of each of two threads leaves in the first 256 bytes.
  private func twoThreads(_ workload: Workload) throws -> [UInt64] {
    let arena = try lastingArena(4096)
    for index in 0..<2 {
      let site = Workload.Site(arena: arena, index: index, seed: 1, ticksPerNanosecond: 1)
      var code = try #require(try workload.code(at: site) as? any Kernel)
      code.step()
    }
    return words(arena, 32)
  }

  @Test("Additions of all threads meet in one word, with and without a loop")
  func common() throws {
    for (workload, accesses) in [
      (WorkloadCatalogue.atomicAdd, SharedCounter.accessesPerStep),
      (WorkloadCatalogue.compareAndSwap, CompareAndSwap.accessesPerStep),
    ] {
      let words = try twoThreads(workload)
      #expect(words[0] == UInt64(2 * accesses))
      #expect(words.dropFirst().allSatisfy { $0 == 0 })
    }
  }

  @Test("Those of their control stay two lines apart")
  func apart() throws {
    let words = try twoThreads(WorkloadCatalogue.atomicAddPrivate)
    let accesses = UInt64(SharedCounter.accessesPerStep)
    #expect(words[0] == accesses && words[16] == accesses)
    #expect(words.count { $0 != 0 } == 2)
  }

  @Test("Locked additions reach every line once in a pass, and nothing else")
  func lockedPrivate() throws {
    let arena = try lastingArena(8192)
    var code = LockedPrivate(arena: arena)
    code.step()
    #expect(words(arena, 1024).prefix(512).enumerated().allSatisfy { $1 == ($0 % 8 == 0 ? 1 : 0) })
    #expect(words(arena, 1024).suffix(512).allSatisfy { $0 == 0 })
    code.step()
    #expect(words(arena, 1024).enumerated().allSatisfy { $1 == ($0 % 8 == 0 ? 1 : 0) })
  }
}

@Suite("Ticket lock")
struct TicketLockTests {
  /// The line of a lock: numbers drawn, number served, counter.
  private struct Line {
    let arena: Arena

    init(drawn: UInt32 = 0, served: UInt32 = 0) throws {
      arena = try lastingArena(4096)
      unsafe arena.base.storeBytes(of: drawn, as: UInt32.self)
      unsafe arena.base.storeBytes(of: served, toByteOffset: 4, as: UInt32.self)
    }

    var drawn: UInt32 { unsafe arena.base.load(as: UInt32.self) }
    var served: UInt32 { unsafe arena.base.load(fromByteOffset: 4, as: UInt32.self) }
    var counter: UInt64 { unsafe arena.base.load(fromByteOffset: 8, as: UInt64.self) }
  }

  @Test("A step is so many turns, each with a number of its own, and leaves the lock free")
  func turns() throws {
    let line = try Line()
    var code = TicketLock(lines: line.arena, ticksPerNanosecond: 1)
    for _ in 0..<3 { code.step() }
    let turns = 3 * TicketLock.accessesPerStep
    #expect(line.counter == UInt64(turns))
    #expect(line.drawn == UInt32(turns) && line.served == UInt32(turns))
  }

  @Test("Numbers may wrap around")
  func wrapping() throws {
    let line = try Line(drawn: .max - 3, served: .max - 3)
    var code = TicketLock(lines: line.arena, ticksPerNanosecond: 1)
    code.step()
    #expect(line.drawn == line.served && line.served == UInt32(TicketLock.accessesPerStep) - 4)
    #expect(line.counter == UInt64(TicketLock.accessesPerStep))
  }

  @Test(
    "Numbers whose holders went away are passed over: the lock works again, in this run and the next",
    arguments: [1, 2, 64] as [UInt32])
  func abandoned(count: UInt32) throws {
    let line = try Line(drawn: 7 &+ count, served: 7)
    var code = TicketLock(lines: line.arena, ticksPerNanosecond: 1)
    code.step()
    #expect(line.counter == UInt64(TicketLock.accessesPerStep))
    #expect(line.drawn == line.served)
    #expect(line.served == 7 + count + UInt32(TicketLock.accessesPerStep))
  }

  @Test("Threads that are parked at any instruction for a while all finish, and so does the lock")
  func together() throws {
    let line = try Line()
    let steps = 2000
    let lock = TicketLock(lines: line.arena, ticksPerNanosecond: 1)
    let threads = try (0..<3).map { _ in
      ThreadHandle(
        try PinnedThread(cpus: []) {
          var code = lock
          for _ in 0..<steps { code.step() }
        })
    }
    for thread in threads { thread.join() }
    // An overtaken holder may have taken an addition back, and draws no number twice for one turn that it made.
    #expect(line.counter > 0 && line.counter <= UInt64(3 * steps * TicketLock.accessesPerStep))
    #expect(line.drawn == line.served)
    #expect(line.drawn >= UInt32(3 * steps * TicketLock.accessesPerStep))
  }
}

/// Lets threads, which are not copyable, stand in an array.
private final class ThreadHandle {
  private var thread: PinnedThread?

  init(_ thread: consuming PinnedThread) { self.thread = consume thread }

  func join() { thread.take()!.join() }
}
