import Glibc
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
  var evidence: Evidence
  /// Noise of each phase, in order; shorter than the phases when the round was broken off.
  let noise: [Noise]
  let epoch: Int64
  let scale: TickScale
  /// Whether the round ran to its end.
  let isComplete: Bool
  /// The buffers of the victim's and of the aggressor's threads.
  let buffers: [[BufferPool.Thread]]

  func threads(of partition: String) -> [Thread] { threads.filter { $0.partition == partition } }
}

/// Runs one pair for one round: the same threads through solo and corun phases, the aggressors parked in the solo ones.
struct PairRunner {
  let plan: Plan
  let machine: Machine
  let calibration: Calibrator.Outcome
  let pool: BufferPool
  /// Through which policies change the machine.
  let changes: MachineChanges
  /// The policies of a pair. Tests put some in their place that do not do what they say.
  var combination: (Plan.Pair) -> PolicyCombination = { $0.combination }

  static let victim = "victim"
  static let aggressor = "aggressor"

  /// Where the threads of a pair go, and what its partitions are made of.
  func arrangement(of pair: Plan.Pair) throws -> Arrangement {
    try combination(pair).arrangement(
      machine.request(
        for: pair, guardNanoseconds: calibration.enforcement.guardNanoseconds))
  }

  /// - Parameter freeTraffic: what the aggressor causes unhindered; known where a policy limits it.
  func run(
    _ pair: Plan.Pair, soloFirst: Bool, freeTraffic: Traffic? = nil, isCancelled: () -> Bool
  ) throws -> PairObservation {
    try run(
      pair, PhaseSequence(plan: plan, pair: pair, soloFirst: soloFirst), freeTraffic: freeTraffic,
      isCancelled: isCancelled)
  }

  /// The same through phases of the caller's choice.
  func run(
    _ pair: Plan.Pair, _ phases: PhaseSequence, freeTraffic: Traffic? = nil,
    isCancelled: () -> Bool
  ) throws -> PairObservation {
    let combination = combination(pair)
    var arrangement = try arrangement(of: pair)
    for number in arrangement.aggressors {
      arrangement.partitions[number].freeMegabytesPerSecond = freeTraffic?.megabytesPerSecond
    }
    let levers = try combination.engage(arrangement, through: changes)
    defer { for lever in levers.reversed() { lever.release() } }
    let partitions = try partitionPlans(pair, arrangement, phases, freeTraffic)
    let plans = partitions.flatMap(\.threads)

    var readings: [NoiseReading] = []
    var schedulingPolicies: [Int32?] = []
    var refusal: (any Error)?
    let run = PartitionRun(
      enforcer: calibration.enforcer, enforcement: enforcement(.thread, arrangement),
      enforcements: Dictionary(
        uniqueKeysWithValues: calibration.enforcements.keys.map {
          ($0, enforcement($0, arrangement))
        }), schedulingClass: calibration.schedulingClass, changes: changes)
    func isOver() -> Bool { isCancelled() || refusal != nil }
    let outcome = try run.run(
      partitions, scale: machine.scale, checkpoints: [0] + phases.phases.map(\.end),
      isCancelled: isOver
    ) { number, threads in
      readings.append(.now(threads: threads))
      if number == 0 {
        do {
          for lever in levers { try lever.admit(Array(zip(plans.map(\.partition), threads))) }
        } catch {
          refusal = error
        }
      } else {
        for lever in levers { lever.observe() }
        // At the last of them threads may have gone.
        schedulingPolicies = threads.enumerated().map { number, thread in
          (number < schedulingPolicies.count ? schedulingPolicies[number] : nil)
            ?? Self.schedulingPolicy(of: thread)
        }
      }
    }
    if let refusal { throw refusal }

    let backends = partitions.flatMap { plan in plan.threads.map { _ in plan.backend } }
    let threads = zip(outcome.threads, backends).map { record, backend in
      PairObservation.Thread(
        partition: record.plan.partition, record: record,
        outcomes: record.outcomes(
          witnessed: isWitness(
            record.plan.partition == Self.victim ? pair.victim : pair.aggressor),
          correction: enforcement(backend, arrangement), scale: outcome.scale))
    }
    let cpus = Array(Set(plans.flatMap(\.cpus)))
    var observation = PairObservation(
      pair: pair, phases: phases, threads: threads, evidence: Evidence(held: false, detail: ""),
      noise: zip(readings, readings.dropFirst()).map {
        Noise(from: $0, to: $1, cpus: cpus, threads: Array($0.involuntarySwitches.keys))
      }, epoch: outcome.epoch, scale: outcome.scale,
      isComplete: readings.count == phases.phases.count + 1,
      buffers: partitions.indices.map { number in
        buffers(number == 0 ? pair.victim : pair.aggressor, number, arrangement)
      })
    observation.evidence = combination.evidence(
      policyObservation(
        observation, arrangement, outcome, schedulingPolicies, freeTraffic, levers))
    return observation
  }

  /// What the round brought back that bears on whether its policies were in force.
  private func policyObservation(
    _ observation: PairObservation, _ arrangement: Arrangement, _ outcome: PartitionRun.Outcome,
    _ schedulingPolicies: [Int32?], _ free: Traffic?, _ levers: [any PolicyLever]
  ) -> PolicyObservation {
    // The kernel takes its time with such questions; who decided nothing about memory asks none.
    let decidesMemory = combination(observation.pair).policies.contains {
      [.pages, .node, .colours].contains($0.aspect)
    }
    var seen = PolicyObservation(
      threads: observation.threads.enumerated().map { number, thread in
        PolicyObservation.Thread(
          partition: thread.partition, cpus: thread.record.plan.cpus, cpusSeen: thread.cpusSeen,
          windows: thread.outcomes,
          schedulingPolicy: number < schedulingPolicies.count ? schedulingPolicies[number] : nil)
      },
      partitions: [Self.victim, Self.aggressor].enumerated().map { number, name in
        var partition = PolicyObservation.Partition(
          name: name, setting: arrangement.partitions[number])
        if decidesMemory { partition.memory = pool.readings(of: observation.buffers[number]) }
        partition.process = outcome.processes[number]
        partition.container = outcome.containers[number]
        partition.end = outcome.ends[number]
        if name == Self.aggressor { observation.describeTraffic(of: &partition, free: free) }
        return partition
      },
      readings: levers.reduce(into: [:]) { all, lever in
        all.merge(lever.readings(), uniquingKeysWith: { first, _ in first })
      })
    seen.topology = machine.topology
    return seen
  }

  /// The enforcement of partitions of a kind, with the guard that the policies want.
  private func enforcement(_ backend: BackendKind, _ arrangement: Arrangement) -> Enforcement {
    var enforcement = calibration.enforcements[backend] ?? calibration.enforcement
    enforcement.guardNanoseconds = arrangement.guardNanoseconds
    return enforcement
  }

  /// As the kernel has it now; `nil` for a thread that is not there, or is nobody's we may ask about.
  private static func schedulingPolicy(of thread: Int32) -> Int32? {
    let policy = thread > 0 ? sched_getscheduler(thread) : -1
    return policy >= 0 ? policy : nil
  }

  private func isWitness(_ application: Plan.Application) -> Bool {
    application.workload == WorkloadCatalogue.timestamps.name
  }

  /// The buffers of a partition's threads.
  private func buffers(
    _ application: Plan.Application, _ number: Int, _ arrangement: Arrangement
  ) -> [BufferPool.Thread] {
    BufferPool.Thread.all(
      of: application, partition: number == 0 ? Self.victim : Self.aggressor,
      cpus: arrangement.cpus[number], setting: arrangement.partitions[number])
  }

  private func partitionPlans(
    _ pair: Plan.Pair, _ arrangement: Arrangement, _ phases: PhaseSequence, _ free: Traffic?
  ) throws -> [PartitionPlan] {
    let sharedThreads = pair.victim.threads + pair.aggressor.threads
    var sharedIndex = 0
    return try [(Self.victim, pair.victim), (Self.aggressor, pair.aggressor)].enumerated().map {
      number, partition in
      let (name, application) = partition
      let setting = arrangement.partitions[number]
      let threads = try arrangement.cpus[number].enumerated().map { thread, cpus in
        let buffer = BufferPool.Thread(
          WorkloadCatalogue.named(application.workload)!, application, partition: name,
          thread: thread, cpus: cpus, setting: setting, sharedIndex: sharedIndex,
          sharedThreads: sharedThreads)
        sharedIndex += 1
        return try threadPlan(
          name, application, buffer, windows: windows(name, cpus, arrangement, setting, phases),
          setting: setting, phases, free)
      }
      return PartitionPlan(name: name, backend: setting.backend, threads: threads)
    }
  }

  private func threadPlan(
    _ name: String, _ application: Plan.Application, _ buffer: BufferPool.Thread,
    windows: [PlannedWindow],
    setting: PartitionSetting, _ phases: PhaseSequence, _ free: Traffic?
  ) throws -> ThreadPlan {
    // With several threads the first of each group measures: the other end of a ping-pong only answers.
    let measures =
      isWitness(application)
      || (name == Self.victim && buffer.thread % buffer.workload.threads == 0)
    var pace = application.pace
    var capacity =
      measures ? Self.sampleCapacity(for: phases.total, isWitness: isWitness(application)) : 1
    if let share = setting.trafficShare, let free {
      pace = .stepsPerMillisecond(free.stepsPerMillisecond * share)
      // Its periods are the evidence.
      capacity = Int(phases.total / Pace.periodNanoseconds) + 16
    }
    if buffer.workload.memory == .sharedLines { try pool.makeShared(buffer) }
    var plan = ThreadPlan(
      partition: name, cpus: buffer.cpus, windows: windows,
      applications: [
        ApplicationPlan(
          name: name, duty: measures ? .measure : .load,
          stepsPerJob: buffer.workload.stepsPerJob(accesses: application.jobAccesses),
          sampleCapacity: capacity, pace: pace
        ) { [pool] in try pool.code(buffer) }
      ])
    plan.isBestEffort = setting.isBestEffort
    plan.hygiene = setting.hygiene
    return plan
  }

  /// Room for a job every microsecond, or a gap every twenty, within reason.
  private static func sampleCapacity(for nanoseconds: Int64, isWitness: Bool) -> Int {
    Int(min(max(nanoseconds / (isWitness ? 20_000 : 1000), 4096), 2_000_000))
  }

  /// A partition's windows in a round: those of the schedule, or all of the time; the aggressor's only in corun phases.
  private func windows(
    _ partition: String, _ cpus: [Int], _ arrangement: Arrangement, _ setting: PartitionSetting,
    _ phases: PhaseSequence
  ) -> [PlannedWindow] {
    let isAggressor = partition == Self.aggressor
    guard let schedule = arrangement.schedule, !setting.isBestEffort else {
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
    cpus: [Int], setting: PartitionSetting, sharedIndex: Int = 0, sharedThreads: Int = 0
  ) {
    self.init(
      workload: workload, workingSetBytes: application.workingSetBytes,
      partition: workload.memory == .sharedLines ? "pair" : partition, thread: thread, cpus: cpus,
      sharedIndex: sharedIndex, sharedThreads: sharedThreads)
    memory = setting.memory
    backend = setting.backend
  }

  /// The threads of a pair's partition, each on the PUs at its place.
  static func all(
    of application: Plan.Application, partition: String, cpus: [[Int]], setting: PartitionSetting
  ) -> [BufferPool.Thread] {
    let workload = WorkloadCatalogue.named(application.workload)!
    return cpus.enumerated().map { thread, cpus in
      BufferPool.Thread(
        workload, application, partition: partition, thread: thread, cpus: cpus, setting: setting)
    }
  }
}
