import HardwareTopology
import Partitioning
import Platform
import Policies
import Results
import Scheduling
import Workloads

/// What one round of one pair brought back.
struct PairObservation {
  /// One thread of a partition.
  struct Thread {
    let partition: String
    let record: ThreadRecord
    let outcomes: [WindowOutcome]
  }

  let pair: Plan.Pair
  let phases: PhaseSequence
  let threads: [Thread]
  let evidence: Evidence
  /// Noise of each phase, in order; shorter than the phases when the round was broken off.
  let noise: [Noise]
  let epoch: Int64
  let scale: TickScale
  /// Whether the round ran to its end.
  let isComplete: Bool

  func threads(of partition: String) -> [Thread] { threads.filter { $0.partition == partition } }
}

/// Runs one pair for one round: the same threads through solo and corun phases, the aggressors parked in the solo ones.
struct PairRunner {
  let plan: Plan
  let machine: Machine
  let enforcer: any Enforcer
  let enforcement: Enforcement
  let schedulingClass: SchedulingClass
  let pool: BufferPool

  static let victim = "victim"
  static let aggressor = "aggressor"

  /// Where the threads of a pair go: for each partition and thread the PUs it may use.
  func arrangement(of pair: Plan.Pair) throws -> Arrangement {
    try PolicyCatalogue.named(pair.policyName)!.arrange(
      machine.request(for: pair, guardNanoseconds: enforcement.guardNanoseconds))
  }

  func run(_ pair: Plan.Pair, soloFirst: Bool, isCancelled: () -> Bool) throws -> PairObservation {
    let policy = PolicyCatalogue.named(pair.policyName)!
    let arrangement = try arrangement(of: pair)
    let phases = PhaseSequence(plan: plan, pair: pair, soloFirst: soloFirst)
    let plans = try threadPlans(pair, arrangement, phases)

    var readings: [NoiseReading] = []
    let run = PartitionRun(
      enforcer: enforcer, enforcement: enforcement, schedulingClass: schedulingClass)
    let outcome = try run.run(
      plans, scale: machine.scale, checkpoints: [0] + phases.phases.map(\.end),
      isCancelled: isCancelled
    ) { _, threads in
      readings.append(.now(threads: threads))
    }

    let threads = outcome.threads.map { record in
      PairObservation.Thread(
        partition: record.plan.partition, record: record,
        outcomes: record.outcomes(
          witnessed: isWitness(record.plan.partition == Self.victim ? pair.victim : pair.aggressor),
          correction: enforcement, scale: outcome.scale))
    }
    let cpus = Array(Set(plans.flatMap(\.cpus)))
    return PairObservation(
      pair: pair, phases: phases, threads: threads,
      evidence: policy.evidence(
        PolicyObservation(
          threads: threads.map {
            PolicyObservation.Thread(
              partition: $0.partition, cpus: $0.record.plan.cpus, cpusSeen: $0.cpusSeen,
              windows: $0.outcomes)
          })),
      noise: zip(readings, readings.dropFirst()).map {
        Noise(from: $0, to: $1, cpus: cpus, threads: Array($0.involuntarySwitches.keys))
      }, epoch: outcome.epoch, scale: outcome.scale,
      isComplete: readings.count == phases.phases.count + 1)
  }

  private func isWitness(_ application: Plan.Application) -> Bool {
    application.workload == WorkloadCatalogue.timestamps.name
  }

  private func threadPlans(
    _ pair: Plan.Pair, _ arrangement: Arrangement, _ phases: PhaseSequence
  ) throws -> [ThreadPlan] {
    var plans: [ThreadPlan] = []
    let partitions = [(Self.victim, pair.victim), (Self.aggressor, pair.aggressor)]
    let sharedThreads = pair.victim.threads + pair.aggressor.threads
    for (number, (name, application)) in partitions.enumerated() {
      let workload = WorkloadCatalogue.named(application.workload)!
      for (thread, cpus) in arrangement.cpus[number].enumerated() {
        // With several threads the first of each group measures: the other end of a ping-pong only answers.
        let measures =
          isWitness(application) || (name == Self.victim && thread % workload.threads == 0)
        plans.append(
          ThreadPlan(
            partition: name, cpus: cpus,
            windows: windows(name, cpus, arrangement.schedule, phases),
            code: try pool.code(
              BufferPool.Thread(
                workload, application, partition: name, thread: thread, cpus: cpus,
                sharedIndex: plans.count, sharedThreads: sharedThreads)),
            duty: measures ? .measure : .load,
            stepsPerJob: workload.stepsPerJob(accesses: application.jobAccesses),
            sampleCapacity: measures
              ? Self.sampleCapacity(for: phases.total, isWitness: isWitness(application)) : 1,
            pace: application.pace))
      }
    }
    return plans
  }

  /// Room for a job every microsecond, or a gap every twenty, within reason.
  private static func sampleCapacity(for nanoseconds: Int64, isWitness: Bool) -> Int {
    Int(min(max(nanoseconds / (isWitness ? 20_000 : 1000), 4096), 2_000_000))
  }

  /// A partition's windows in a round: those of the schedule, or all of the time; the aggressor's only in corun phases.
  private func windows(
    _ partition: String, _ cpus: [Int], _ schedule: ValidSchedule?, _ phases: PhaseSequence
  ) -> [PlannedWindow] {
    let isAggressor = partition == Self.aggressor
    guard let schedule else {
      guard isAggressor else {
        return [PlannedWindow(start: 0, end: phases.total, index: 0, frame: 0)]
      }
      return phases.phases.filter { $0.condition == .corun }.map {
        PlannedWindow(start: $0.start, end: $0.end, index: 0, frame: 0)
      }
    }
    return phases.phases.filter { !isAggressor || $0.condition == .corun }.flatMap {
      schedule.windows(of: partition, cpu: cpus[0], from: $0.start, until: $0.end)
    }
  }
}

extension PairObservation.Thread {
  /// The PUs that the thread was seen on, by its samples and at its windows' starts.
  var cpusSeen: Set<Int> {
    var seen = Set(outcomes.compactMap(\.cpu))
    for sample in record.samples where sample.cpu != Sample.unknownCPU {
      seen.insert(Int(sample.cpu))
    }
    return seen
  }
}

extension BufferPool.Thread {
  /// One thread of a pair's partition. Lines are shared by both partitions: they have one owner.
  init(
    _ workload: Workload, _ application: Plan.Application, partition: String, thread: Int,
    cpus: [Int], sharedIndex: Int = 0, sharedThreads: Int = 0
  ) {
    self.init(
      workload: workload, workingSetBytes: application.workingSetBytes,
      partition: workload.memory == .sharedLines ? "pair" : partition, thread: thread, cpus: cpus,
      sharedIndex: sharedIndex, sharedThreads: sharedThreads)
  }

  /// The threads of a pair's partition, each on the PUs at its place.
  static func all(
    of application: Plan.Application, partition: String, cpus: [[Int]]
  ) -> [BufferPool.Thread] {
    let workload = WorkloadCatalogue.named(application.workload)!
    return cpus.enumerated().map { thread, cpus in
      BufferPool.Thread(workload, application, partition: partition, thread: thread, cpus: cpus)
    }
  }
}
