import Glibc
import Platform
import Scheduling
import Testing

@testable import Partitioning
@testable import Workloads

/// Skips a test by name where an enforcer does not work.
private func needs(_ enforcer: any Enforcer) -> ConditionTrait {
  guard case .unavailable(let reason) = enforcer.probe() else { return .enabled(if: true) }
  return .disabled("\(enforcer.name) is unavailable: \(reason)")
}

extension LiveMachine {
  @Suite("Partitions are stopped from outside", .serialized)
  struct AgentTests {
    private static let lengths: [Int64] = [10_000_000, 1_000_000, 250_000]

    /// Two partitions that take turns on the last core, every third window nobody's, about 0.1 s in all.
    private func pair(
      _ enforcer: any Enforcer, length: Int64, code: any PartitionCode = TightLoop(),
      _ duty: ThreadPlan.Duty = .load, duration: Int64 = 120_000_000
    ) throws -> [PartitionPlan] {
      let cpu = try #require(cpus.last)
      let frame = 3 * length
      return (0..<2).map { index in
        PartitionPlan(
          name: "p\(index)", backend: enforcer.simplestBackend,
          threads: [
            plan(
              "p\(index)", on: [cpu],
              windows(
                Int(duration / frame), every: frame, length: length, from: Int64(index) * length),
              code, duty)
          ])
      }
    }

    private func run(
      _ enforcer: any Enforcer, _ partitions: [PartitionPlan], monitor: (any RunMonitor)? = nil
    ) throws -> PartitionRun.Outcome {
      try PartitionRun(
        enforcer: enforcer, enforcement: PartitionRun.standard,
        schedulingClass: RealTimeRight.obstacle == nil ? .realTime(priority: 20) : .batch
      ).run(partitions, scale: .calibrated(), checkpoints: [], monitor: monitor)
    }

    /// What holds on any machine, however it was disturbed.
    private func check(_ outcome: PartitionRun.Outcome, _ enforcer: any Enforcer) {
      for thread in outcome.threads {
        #expect(thread.windows.map(\.planned) == thread.plan.windows, "every window has a row")
        for window in thread.windows {
          guard let ran = window.ran else { continue }
          #expect(ran.start >= window.planned.start && ran.start < window.planned.end)
          #expect(ran.end >= ran.start && ran.steps >= 0)
        }
      }
      let ran = outcome.threads.flatMap { thread in
        thread.ran.map {
          RanInterval(partition: thread.plan.partition, start: $0.start, end: $0.end)
        }
      }
      #expect(RanInterval.overlapNanoseconds(ran) == 0, "\(enforcer.name): one after the other")
      #expect(realTimeThreads().isEmpty, "\(enforcer.name): nobody keeps a real-time priority")
    }

    /// The threads of this process that are in a real-time class.
    private func realTimeThreads() -> [Int32] {
      ProcFile("/proc/self/task").names.compactMap { Int32($0) }.filter {
        let policy = sched_getscheduler($0)
        return policy == SCHED_FIFO || policy == SCHED_RR
      }
    }

    private func turns(_ enforcer: any Enforcer, length: Int64) throws {
      // On a busy machine a partition of the ordinary class may be kept from its windows for long.
      for attempt in 1...10 {
        let outcome = try run(enforcer, pair(enforcer, length: length))
        check(outcome, enforcer)
        if outcome.threads.allSatisfy(\.hasWorked) { return }
        #expect(attempt < 10, "\(enforcer.name): some partition never worked")
      }
    }

    @Test(
      "dispatcher: windows follow each other, none without a row", needs(AgentEnforcer.dispatcher),
      arguments: lengths)
    func dispatcher(length: Int64) throws { try turns(AgentEnforcer.dispatcher, length: length) }

    @Test(
      "priority: windows follow each other, none without a row", needs(AgentEnforcer.priority),
      arguments: lengths)
    func priority(length: Int64) throws { try turns(AgentEnforcer.priority, length: length) }

    @Test(
      "sigstop: windows follow each other, none without a row", needs(AgentEnforcer.sigstop),
      arguments: lengths)
    func sigstop(length: Int64) throws { try turns(AgentEnforcer.sigstop, length: length) }

    @Test(
      "freezer-v2: windows follow each other, none without a row", needs(AgentEnforcer.freezerV2),
      arguments: lengths)
    func freezerV2(length: Int64) throws { try turns(AgentEnforcer.freezerV2, length: length) }

    @Test(
      "freezer-v1: windows follow each other, none without a row", needs(AgentEnforcer.freezerV1),
      arguments: lengths)
    func freezerV1(length: Int64) throws { try turns(AgentEnforcer.freezerV1, length: length) }

    @Test(
      "Between its windows the witness makes no step, also when nobody has the core",
      arguments: [
        AgentEnforcer.dispatcher, .priority, .sigstop, .freezer,
      ])
    func standsStill(enforcer: AgentEnforcer) throws {
      if case .unavailable = enforcer.probe() { return }
      let scale = TickScale.calibrated()
      let code = try WorkloadCatalogue.timestamps.code(
        at: .init(arena: nil, index: 0, seed: 0, ticksPerNanosecond: scale.ticksPerNanosecond))
      let outcome = try run(
        enforcer, pair(enforcer, length: 2_000_000, code: code, .measure))
      check(outcome, enforcer)
      for record in outcome.threads {
        #expect(record.samplesDropped == 0)
        for (before, after) in zip(record.ran, record.ran.dropFirst()) {
          let covering = record.samples.filter {
            $0.endTicks >= after.startTicks
              && $0.endTicks &- UInt64($0.durationTicks) <= before.endTicks
          }
          #expect(covering.count == 1, "\(enforcer.name): one gap holds all of the time between")
        }
      }
    }

    @Test(
      "An agent that dies ends the run, and its partitions live on in no class of their own",
      needs(AgentEnforcer.dispatcher))
    func death() throws {
      for enforcer in [AgentEnforcer.dispatcher, .priority, .sigstop] {
        if case .unavailable = enforcer.probe() { continue }
        let monitor = Injecting(.killAgents)
        let outcome = try run(
          enforcer, pair(enforcer, length: 1_000_000, duration: 20_000_000_000), monitor: monitor)
        check(outcome, enforcer)
        #expect(outcome.threads.allSatisfy { $0.windows.last?.ran == nil }, "\(enforcer.name)")
      }
    }

    @Test(
      "An agent that comes late misses windows, and shifts none", needs(AgentEnforcer.dispatcher))
    func delay() throws {
      let enforcer = AgentEnforcer.dispatcher
      let monitor = Injecting(.delayAgents(nanoseconds: 30_000_000))
      let outcome = try run(
        enforcer, pair(enforcer, length: 1_000_000, duration: 1_000_000_000), monitor: monitor)
      check(outcome, enforcer)
      let missed = outcome.threads.flatMap(\.windows).filter { $0.ran == nil }
      #expect(missed.count >= 10, "thirty milliseconds hold ten frames of two windows each")
    }

    @Test("A partition that dies loses its own windows only", needs(AgentEnforcer.dispatcher))
    func partitionDies() throws {
      for enforcer in [AgentEnforcer.dispatcher, .sigstop, .freezer] {
        if case .unavailable = enforcer.probe() { continue }
        var partitions = try pair(enforcer, length: 1_000_000, duration: 900_000_000)
        for index in partitions.indices { partitions[index].backend = .process }
        partitions[0].threads[0].applications[0].code = {
          Misbehaving(afterNanoseconds: 20_000_000) { abort() }
        }
        let outcome: PartitionRun.Outcome = try insisting {
          let outcome = try run(enforcer, partitions)
          check(outcome, enforcer)
          return outcome
        } until: {
          $0.ends[0] != .finished && $0.hasGoneOn(1, after: 0)
        }
        #expect(outcome.ends[0] == .killed(signal: Int(SIGABRT)), "\(enforcer.name)")
        // On a busy machine it may take longer to leave than it is given; its windows are what counts.
        let death = try #require(outcome.threads[0].windows.compactMap(\.ran).last).start
        #expect(
          outcome.threads[1].ran.contains { $0.start > death && $0.steps > 0 },
          "\(enforcer.name) \(death) \(outcome.ends) \(outcome.threads[1].ran.suffix(3)) \(outcome.threads[1].steps)"
        )
        #expect(outcome.threads[0].windows.last?.ran == nil)
      }
    }

    @Test(
      "A reservation grants time and places it nowhere: every window has a row, no one keeps the class",
      needs(DeadlineEnforcer()))
    func deadline() throws {
      let enforcer = DeadlineEnforcer()
      let outcome = try insisting {
        try run(enforcer, pair(enforcer, length: 10_000_000, duration: 300_000_000))
      } until: {
        $0.threads.allSatisfy { $0.steps > 0 }
      }
      for thread in outcome.threads {
        #expect(thread.windows.map(\.planned) == thread.plan.windows)
        #expect(thread.steps > 0)
      }
    }
  }
}

/// Injects one fault at its third beat.
private final class Injecting: RunMonitor {
  let beatNanoseconds: Int64 = 10_000_000
  private var beats = 0
  private let fault: MonitorAction

  init(_ fault: MonitorAction) { self.fault = fault }

  func partitionEnded(_ partition: Int, _ end: PartitionEnd, at time: Int64) -> [MonitorAction] {
    []
  }

  func beat(at time: Int64, progress: [[VirtualCPUProgress]]) -> [MonitorAction] {
    beats += 1
    return beats == 3 ? [fault] : []
  }
}
