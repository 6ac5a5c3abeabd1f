import Partitioning
import Platform
import Scheduling
import Testing

@testable import Workloads

extension LiveMachine {
  @Suite("Windows are enforced", .serialized)
  struct EnforcementTests {
    @Test("A loop that never looks at a flag is stopped at every window's end and gets going again")
    func tightLoop() throws {
      let windows = windows(40, every: 4_000_000, length: 2_000_000)
      let (outcome, _) = try PartitionRun(TimerEnforcer()).run([plan(on: [cpus[0]], windows)])
      let record = outcome.threads[0]
      // It would have had one endless window if nothing stopped it, and one only if nothing restarted it.
      #expect(record.ran.count > 1)
      #expect(record.ran.count { $0.steps > 0 } * 2 > record.ran.count)
      for window in record.windows {
        // POSIX timers never expire early: a window that is not cut short lasts until its stop.
        guard let ran = window.ran else { continue }
        #expect(ran.end >= window.planned.end - PartitionRun.standard.guardNanoseconds)
      }
    }

    @Test("Between its windows the loop makes no step: all its work is in them")
    func workOnlyInWindows() throws {
      // The witness reads the clock without pause; its gaps are the times in which it did not run.
      let windows = windows(30, every: 4_000_000, length: 2_000_000)
      let scale = TickScale.calibrated()
      let code = try WorkloadCatalogue.timestamps.code(
        at: .init(
          arena: nil, index: 0, seed: 0, ticksPerNanosecond: scale.ticksPerNanosecond))
      let (outcome, _) = try PartitionRun(TimerEnforcer()).run([
        plan(on: [cpus[0]], windows, code, .measure)
      ])
      let record = outcome.threads[0]
      #expect(record.samplesDropped == 0)
      let ran = record.ran
      try #require(ran.count > 1)
      for (before, after) in zip(ran, ran.dropFirst()) {
        let covering = record.samples.filter {
          $0.endTicks >= after.startTicks
            && $0.endTicks &- UInt64($0.durationTicks) <= before.endTicks
        }
        #expect(covering.count == 1, "one gap holds all of the time between two windows")
      }
    }

    @Test("The witness sees the first window's start too")
    func firstStart() throws {
      let code = try WorkloadCatalogue.timestamps.code(
        at: .init(arena: nil, index: 0, seed: 0, ticksPerNanosecond: 1))
      let (outcome, _) = try PartitionRun(TimerEnforcer()).run([
        plan(on: [cpus[0]], windows(40, every: 4_000_000, length: 3_000_000), code, .measure)
      ])
      let record = outcome.threads[0]
      let outcomes = record.outcomes(
        witnessed: true, correction: Enforcement(returnNanoseconds: 0), scale: outcome.scale)
      let first = try #require(outcomes.firstIndex { $0.start != nil })
      #expect(outcomes[first].witness == .code)
      #expect(try #require(outcomes[first].start) >= record.ran[0].start - 1)
    }

    @Test(
      "Two partitions take turns on one core: none runs on beyond what its overrun says",
      arguments: ["timer", "cooperative", "stacks"])
    func turns(name: String) throws {
      let enforcer = try #require(EnforcerCatalogue.named(name))
      let length: Int64 = 2_000_000
      // The cooperative enforcer needs code that polls.
      let code: any PartitionCode =
        enforcer.needsCooperation
        ? try WorkloadCatalogue.alu.code(
          at: .init(arena: nil, index: 0, seed: 0, ticksPerNanosecond: 1)) : TightLoop()
      let (outcome, _) = try PartitionRun(enforcer).run([
        plan("a", on: [cpus[0]], windows(40, every: 2 * length, length: length), code),
        plan(
          "b", on: [cpus[0]], windows(40, every: 2 * length, length: length, from: length), code),
      ])
      for record in outcome.threads {
        #expect(record.steps > 0)
        #expect(record.ran.allSatisfy { $0.cpu == cpus[0] })
      }
      let outcomes = outcome.threads.map {
        $0.outcomes(
          witnessed: false, correction: Enforcement(returnNanoseconds: 0), scale: outcome.scale)
      }
      let all = (outcomes[0] + outcomes[1]).filter { $0.start != nil }
        .sorted { $0.planned.start < $1.planned.start }
      for (index, earlier) in all.enumerated() {
        for later in all.dropFirst(index + 1).prefix(3) {
          #expect(max(0, earlier.end! - later.start!) <= earlier.overrun)
        }
      }
    }

    @Test("Cooperative code gives the core back by itself, for both duties")
    func cooperative() throws {
      let alu = WorkloadCatalogue.alu
      let code = try alu.code(at: .init(arena: nil, index: 0, seed: 0, ticksPerNanosecond: 1))
      for duty in [ThreadPlan.Duty.measure, .load] {
        let (outcome, _) = try PartitionRun(CooperativeEnforcer()).run([
          plan(on: [cpus[0]], windows(20, every: 4_000_000, length: 2_000_000), code, duty)
        ])
        #expect(outcome.threads[0].ran.count > 1)
        #expect(outcome.threads[0].steps > 0)
      }
    }

    @Test("Threads without a PU of their own keep their windows on whatever PU they get")
    func unpinned() throws {
      let windows = windows(20, every: 4_000_000, length: 2_000_000)
      let (outcome, _) = try PartitionRun(TimerEnforcer()).run([
        plan("a", on: cpus, windows), plan("b", on: [], windows),
      ])
      for record in outcome.threads {
        #expect(record.ran.count > 1 && record.steps > 0)
        #expect(Set(record.ran.map(\.cpu)).isSubset(of: cpus))
      }
    }

    @Test("Threads whose windows overlap on their only PU share it as the system likes: none waits")
    func overlapping() throws {
      let all = windows(1, every: 1, length: 200_000_000)
      let parts = windows(2, every: 80_000_000, length: 60_000_000, from: 20_000_000)
      let (outcome, _) = try PartitionRun(TimerEnforcer()).run([
        plan("a", on: [cpus[0]], all), plan("b", on: [cpus[0]], parts),
      ])
      for record in outcome.threads { #expect(record.steps > 0) }
    }

    @Test("A pinned thread is only ever seen on its own PU", needs(2))
    func pinned() throws {
      let windows = windows(10, every: 4_000_000, length: 3_000_000)
      let plans = try cpus.prefix(4).map { cpu in
        plan(
          "p\(cpu)", on: [cpu], windows,
          try WorkloadCatalogue.alu.code(
            at: .init(arena: nil, index: 0, seed: 0, ticksPerNanosecond: 1)), .measure, steps: 16)
      }
      let (outcome, _) = try PartitionRun(TimerEnforcer()).run(plans)
      for (record, cpu) in zip(outcome.threads, cpus) {
        #expect(record.ran.allSatisfy { $0.cpu == cpu })
        let seen = Set(record.samples.map(\.cpu)).subtracting([Sample.unknownCPU])
        #expect(seen.isSubset(of: [UInt16(cpu & 0xfff)]))
      }
    }

    @Test("A plan without windows comes back at once, without work")
    func noWindows() throws {
      let (outcome, _) = try PartitionRun(TimerEnforcer()).run([plan(on: [cpus[0]], [])])
      #expect(outcome.threads[0].windows.isEmpty && outcome.threads[0].steps == 0)
    }

    @Test("Windows that have passed before the run could reach them are missed, not made up for")
    func missed() throws {
      // The epoch is a few milliseconds ahead: these lie a second before it.
      let past = windows(5, every: 2_000_000, length: 1_000_000, from: -1_000_000_000)
      let future = windows(5, every: 2_000_000, length: 1_000_000)
      let (outcome, _) = try PartitionRun(TimerEnforcer()).run(
        [plan(on: [cpus[0]], past + future)], attempts: 1)
      #expect(outcome.threads[0].windows.prefix(5).allSatisfy { $0.ran == nil })
    }
  }
}
