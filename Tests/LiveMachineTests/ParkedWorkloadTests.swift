import CPlatform
import Partitioning
import Platform
import Scheduling
import Synchronization
import Testing

@testable import Workloads

extension LiveMachine {
  @Suite("Workloads that are parked where it hurts", .serialized)
  struct ParkedWorkloadTests {
    /// The loop of timer-signals, which also says how many signals its thread has handled.
    private struct CountingSignals: PartitionCode {
      let handled: Handled

      /// One thread writes it, another reads it when that is over.
      final class Handled: Sendable {
        let count = Atomic<UInt64>(0)
      }

      func measure(_ measurement: Measurement) -> Never { unsafe load(measurement) }

      func load(_ measurement: Measurement) -> Never {
        var signals = TimerSignals()
        while true {
          signals.step()
          handled.count.store(cplatform_ticker_count(), ordering: .relaxed)
          unsafe cplatform_line_add_work(measurement.line, 1)
          if unsafe measurement.polls { unsafe Cooperative.check(measurement.line) }
        }
      }
    }

    @Test(
      "A thread's own timer signals it in its windows and at no other time, and is gone with it",
      arguments: ["timer", "cooperative", "stacks"])
    func timerSignals(enforcer: String) throws {
      if let reason = WorkloadCatalogue.timerSignals.unavailable { try Test.cancel("\(reason)") }
      let timersBefore = timers()
      let handled = CountingSignals.Handled()
      let (outcome, threads) = try PartitionRun(try #require(EnforcerCatalogue.named(enforcer)))
        .run([
          plan(
            on: [cpus[0]], windows(20, every: 12_000_000, length: 4_000_000),
            CountingSignals(handled: handled))
        ])
      let ran = outcome.threads[0].ran
      let periods = ran.reduce(0) {
        $0 + ($1.end - $1.start) / TimerSignals.periodNanoseconds
      }
      let count = Int64(handled.count.load(ordering: .relaxed))
      #expect(count > 0)
      // Timers never expire early; one signal may be under way at either end of a window.
      #expect(count <= periods + 2 * Int64(ran.count))
      for thread in threads { #expect(isGone(thread)) }
      #expect(timers() == timersBefore)
    }

    @Test(
      "A run that is stopped leaves no timer behind", arguments: ["timer", "cooperative", "stacks"])
    func stopped(enforcer: String) throws {
      if let reason = WorkloadCatalogue.timerSignals.unavailable { try Test.cancel("\(reason)") }
      let timersBefore = timers()
      let code = try WorkloadCatalogue.timerSignals.code(
        at: .init(arena: nil, index: 0, seed: 0, ticksPerNanosecond: 1))
      let (_, threads) = try PartitionRun(try #require(EnforcerCatalogue.named(enforcer))).run(
        [plan(on: [cpus[0]], windows(1, every: 1, length: 100_000_000_000), code)],
        stoppingAfter: 100_000_000, attempts: 1)
      for thread in threads { #expect(isGone(thread)) }
      #expect(timers() == timersBefore)
    }

    @Test(
      "A lock whose other takers are parked in the middle of it, or gone, is taken all the same",
      needs(2), arguments: ["timer", "cooperative", "stacks"])
    func ticketLock(enforcer: String) throws {
      let arena = try Arena(bytes: 4096)
      let code = try WorkloadCatalogue.ticketLock.code(
        at: .init(arena: arena, index: 0, seed: 0, ticksPerNanosecond: 1))
      let others = windows(8, every: 8_000_000, length: 3_000_000, from: 500_000)
      let all = windows(16, every: 8_000_000, length: 7_000_000)
      let run = PartitionRun(try #require(EnforcerCatalogue.named(enforcer)))
      // Twice on the same line: the second run finds it as the first one left it.
      for _ in 0..<2 {
        let alone = try insisting {
          let (outcome, _) = try run.run([
            plan("a", on: [cpus[0]], all, code), plan("b", on: [cpus[1]], others, code),
          ])
          return outcome.threads[0].windows.filter { $0.planned.start > others.last!.end }
        } until: { alone in
          alone.contains { ($0.ran?.steps ?? 0) > 0 }
        }
        #expect(alone.count >= 7)
        #expect(alone.contains { ($0.ran?.steps ?? 0) > 0 })
      }
    }

    @Test("Code that was made at run time is left and entered again at any of its jumps")
    func madeCode() throws {
      let arena = try Arena(bytes: 1 << 20)
      let code = try WorkloadCatalogue.codeThrash.code(
        at: .init(arena: arena, index: 0, seed: 1, ticksPerNanosecond: 1))
      for _ in 0..<3 {
        let (outcome, _) = try PartitionRun(TimerEnforcer()).run([
          plan(on: [cpus[0]], windows(50, every: 1_000_000, length: 500_000), code)
        ])
        #expect(outcome.threads[0].steps > 0)
      }
    }
  }
}
