public import Partitioning
import Platform
import Scheduling
import Workloads

/// Runs trials on a machine; keeps their buffers from one trial to the next.
public final class TrialRunner {
  private let machine: Machine
  private let enforcer: any Enforcer
  private let enforcement: Enforcement
  private let pool: BufferPool

  public init(
    machine: Machine, enforcer: any Enforcer, enforcement: Enforcement, seed: UInt64
  ) {
    self.machine = machine
    self.enforcer = enforcer
    self.enforcement = enforcement
    pool = BufferPool(machine: machine, seed: seed)
  }

  /// With the best enforcer that works here.
  public convenience init(machine: Machine, seed: UInt64) {
    self.init(
      machine: machine, enforcer: EnforcerCatalogue.preferred(),
      enforcement: Enforcement(guardNanoseconds: 50_000, wakeNanoseconds: 300_000), seed: seed)
  }

  /// Runs all phases of a trial.
  ///
  /// - Throws: `SystemError` when a thread or its memory cannot be had, `WorkloadUnavailable` when the machine does not
  ///   show what a workload is about.
  public func run(_ trial: Trial, isCancelled: () -> Bool = { false }) throws -> TrialOutcome {
    let plans = try plans(of: trial)
    let phases = trial.phases
    var readings: [NoiseReading] = []
    var passed = 0
    let checkpoints = trial.readsNoise ? [0] + phases.map(\.upperBound) : [trial.nanoseconds]
    let outcome = try PartitionRun(enforcer: enforcer, enforcement: enforcement).run(
      plans.joined().map(\.plan), scale: machine.scale,
      checkpoints: checkpoints, isCancelled: isCancelled
    ) { _, threads in
      passed += 1
      if trial.readsNoise { readings.append(.now(threads: Array(threads.joined()))) }
    }
    let cpus = Array(Set(trial.actors.flatMap(\.cpus)))
    var records = outcome.threads[...]
    let threads = plans.map { plans in
      defer { records = records.dropFirst(plans.count) }
      return Array(records.prefix(plans.count))
    }
    return TrialOutcome(
      trial: trial, threads: threads, epoch: outcome.epoch, scale: outcome.scale,
      noise: zip(readings, readings.dropFirst()).map {
        Noise(from: $0, to: $1, cpus: cpus, threads: Array($0.involuntarySwitches.keys))
      },
      pages: zip(trial.actors, plans).map { ($0.name, pool.pages(of: $1.map(\.buffer))) },
      isComplete: passed == checkpoints.count)
  }

  /// Gives the memory of the trials so far back.
  public func releaseBuffers() { pool.removeAll() }

  private func plans(
    of trial: Trial
  ) throws -> [[(plan: ThreadPlan, buffer: BufferPool.Thread)]] {
    let phases = trial.phases
    var shared: [String: Int] = [:]
    for actor in trial.actors { shared[actor.sharedGroup, default: 0] += actor.cpus.count }
    var sharedIndex: [String: Int] = [:]
    return try trial.actors.map { actor in
      let workload = actor.workload
      precondition(
        actor.cpus.count % workload.threads == 0, "threads of \(actor.name) come in groups")
      let windows = actor.phases.sorted().map { number in
        PlannedWindow(
          start: phases[number].lowerBound, end: phases[number].upperBound, index: 0,
          frame: Int64(number))
      }
      return try actor.cpus.enumerated().map { thread, cpu in
        // The other end of a ping-pong only answers.
        let measures = actor.measures && thread % workload.threads == 0
        let isShared = workload.memory == .sharedLines
        let buffer = BufferPool.Thread(
          workload: workload, workingSetBytes: actor.workingSetBytes,
          partition: isShared ? actor.sharedGroup : actor.owner, thread: thread, cpus: [cpu],
          sharedIndex: sharedIndex[actor.sharedGroup, default: 0],
          sharedThreads: shared[actor.sharedGroup]!)
        sharedIndex[actor.sharedGroup, default: 0] += 1
        let plan = ThreadPlan(
          partition: actor.name, cpus: [cpu], windows: windows, code: try pool.code(buffer),
          duty: measures ? .measure : .load,
          stepsPerJob: workload.stepsPerJob(
            accesses: actor.jobAccesses
              ?? workload.jobAccesses(workingSetBytes: actor.workingSetBytes)),
          sampleCapacity: measures ? Self.sampleCapacity(windows) : 1, pace: actor.pace)
        return (plan, buffer)
      }
    }
  }

  /// Room for a job every quarter of a microsecond, within reason: what finds no room is counted as dropped.
  private static func sampleCapacity(_ windows: [PlannedWindow]) -> Int {
    let nanoseconds = windows.reduce(0) { $0 + $1.end - $1.start }
    return Int(min(max(nanoseconds / 250, 4096), 2_000_000))
  }
}
