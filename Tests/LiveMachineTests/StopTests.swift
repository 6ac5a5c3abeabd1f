import Partitioning
import Platform
import Scheduling
import Synchronization
import Testing

@testable import Workloads

extension LiveMachine {
  @Suite("A run can be stopped, and leaves nothing behind", .serialized)
  struct StopTests {
    @Test(
      "Stopping ends a run that would last for minutes, with the windows so far",
      arguments: ["timer", "cooperative", "stacks"])
    func early(name: String) throws {
      let enforcer = try #require(EnforcerCatalogue.named(name))
      let code = try WorkloadCatalogue.alu.code(
        at: .init(arena: nil, index: 0, seed: 0, ticksPerNanosecond: 1))
      // Long windows and short ones: stopped inside a window, and while it sleeps before one.
      for (count, length) in [(1, 100_000_000_000), (5000, 1_000_000)] as [(Int, Int64)] {
        let (outcome, threads) = try insisting {
          try PartitionRun(enforcer).run(
            [
              plan("a", on: [cpus[0]], windows(count, every: 2 * length, length: length), code),
              plan(
                "b", on: [cpus[0]],
                windows(count, every: 2 * length, length: length, from: length), code),
            ], stoppingAfter: 500_000_000, attempts: 1)
        } until: { outcome, _ in
          outcome.threads[0].steps > 0
        }
        for record in outcome.threads {
          let end = record.plan.windows.last!.end
          #expect(record.ran.allSatisfy { $0.end < end })
        }
        #expect(outcome.threads[0].steps > 0)
        #expect(outcome.threads[1].windows.last?.ran == nil)
        #expect(threads.count == (enforcer.sharesThreads ? 1 : 2))
        for thread in threads { #expect(isGone(thread)) }
      }
    }

    @Test("A loop that never looks at a flag is stopped in the middle of a window, too")
    func insideWindow() throws {
      let planned = windows(1, every: 1, length: 200_000_000_000)
      let (outcome, threads) = try PartitionRun(TimerEnforcer()).run(
        [plan(on: [cpus[0]], planned)], stoppingAfter: 200_000_000)
      let ran = try #require(outcome.threads[0].windows[0].ran)
      #expect(ran.end < planned[0].end && ran.end >= ran.start && ran.steps > 0)
      for thread in threads { #expect(isGone(thread)) }
    }

    @Test("Asked to stop a thousand times before it can heed it, a partition stops once")
    func often() throws {
      // On the harness's own CPU the partition sees nothing of the requests until the last one was made.
      let result = Mutex<Result<PartitionRun.Outcome, any Error>?>(nil)
      try PinnedThread(cpus: [cpus[0]]) {
        let run = Result {
          try PartitionRun(TimerEnforcer()).run(
            [
              PartitionPlan(
                name: "a", backend: .thread,
                threads: [plan(on: [cpus[0]], windows(1, every: 1, length: 100_000_000_000))])
            ], scale: .calibrated(), checkpoints: [], monitor: Insisting())
        }
        result.withLock { $0 = run }
      }.join()
      let outcome = try #require(try result.withLock { $0 }?.get())
      #expect(outcome.ends == [.finished])
      #expect(try #require(outcome.threads[0].windows[0].ran).end < 100_000_000_000)
    }

    @Test("A run that is stopped before it begins does nothing")
    func beforeTheStart() throws {
      let (outcome, _) = try PartitionRun(TimerEnforcer()).run(
        [plan(on: [cpus[0]], windows(3, every: 1, length: 1, from: 100_000_000_000))],
        stoppingAfter: 0, attempts: 1)
      #expect(outcome.threads[0].windows.allSatisfy { $0.ran == nil })
    }

    @Test("Runs leave neither threads nor timers behind")
    func nothingLeft() throws {
      let timersBefore = timers()
      var threads: [Int32] = []
      for _ in 0..<5 {
        let planned = windows(5, every: 2_000_000, length: 1_000_000)
        threads += try PartitionRun(TimerEnforcer()).run(
          [plan("a", on: [cpus[0]], planned), plan("b", on: [], planned)], attempts: 1
        ).threads
      }
      #expect(!threads.isEmpty)
      for thread in threads { #expect(isGone(thread)) }
      #expect(timers() == timersBefore)
    }

    @Test("A thread that cannot be pinned is an error, and those already started are joined")
    func impossibleCPU() throws {
      let planned = windows(2, every: 2_000_000, length: 1_000_000)
      let error = #expect(throws: SystemError.self) {
        try PartitionRun(TimerEnforcer()).run([
          plan(on: [cpus[0]], planned), plan(on: [1 << 14], planned),
        ])
      }
      #expect(error?.description.hasPrefix("cannot start a thread on CPU 16384: ") == true)
    }
  }

  /// Stops the first partition once it works, and says so again and again.
  private final class Insisting: RunMonitor {
    let beatNanoseconds: Int64 = 100_000_000

    func partitionEnded(_ partition: Int, _ end: PartitionEnd, at time: Int64) -> [MonitorAction] {
      []
    }

    func beat(at time: Int64, progress: [[VirtualCPUProgress]]) -> [MonitorAction] {
      [MonitorAction](repeating: .stop(0), count: progress[0][0].steps > 0 ? 1000 : 0)
    }
  }

  @Suite("Pinned threads", .serialized)
  struct PinnedThreadTests {
    @Test("Run their body, and are over when joined")
    func join() throws {
      let counter = Counter()
      for cpu in cpus { try PinnedThread(cpus: [cpu]) { counter.add(allowed: [cpu]) }.join() }
      #expect(counter.value == cpus.count)
    }

    @Test("May not be dropped without join: that traps and says so")
    func dropped() async {
      let result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) {
        func drop() throws { _ = try PinnedThread(cpus: []) {} }
        try drop()
      }
      #if DEBUG
        let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(said.contains("a PinnedThread was dropped without join()"))
      #endif
    }

    @Test("The PUs that may be used are those that a thread can be moved to")
    func moving() throws {
      try PinnedThread(cpus: []) {
        for cpu in cpus {
          #expect(throws: Never.self) { try pinCurrentThread(to: [cpu]) }
          #expect((try? allowedCPUs()) == [cpu])
        }
      }.join()
      #expect(throws: SystemError.self) { try pinCurrentThread(to: [1 << 14]) }
    }
  }
}
