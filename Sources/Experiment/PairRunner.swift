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
    var arrangement = try arrangement(of: pair)
    for number in arrangement.aggressors {
      arrangement.partitions[number].freeMegabytesPerSecond = freeTraffic?.megabytesPerSecond
    }
    let round = PolicyRound(
      combination: combination(pair), arrangement: arrangement, calibration: calibration,
      changes: changes)
    let partitions = try partitionPlans(pair, arrangement, phases, freeTraffic)
    var readings: [NoiseReading] = []
    let outcome = try round.run(
      partitions, scale: machine.scale, checkpoints: [0] + phases.phases.map(\.end),
      isCancelled: isCancelled
    ) { _, threads in readings.append(.now(threads: Array(threads.joined()))) }

    let backends = partitions.flatMap { plan in plan.threads.map { _ in plan.backend } }
    let threads = zip(outcome.run.threads, backends).map { record, backend in
      PairObservation.Thread(
        partition: record.plan.partition, record: record,
        outcomes: record.outcomes(
          witnessed: isWitness(
            record.plan.partition == Self.victim ? pair.victim : pair.aggressor),
          correction: round.enforcement(of: backend), scale: outcome.run.scale))
    }
    let cpus = Array(Set(partitions.flatMap(\.threads).flatMap(\.cpus)))
    var observation = PairObservation(
      pair: pair, phases: phases, threads: threads, evidence: Evidence(held: false, detail: ""),
      noise: zip(readings, readings.dropFirst()).map {
        Noise(from: $0, to: $1, cpus: cpus, threads: Array($0.involuntarySwitches.keys))
      }, epoch: outcome.run.epoch, scale: outcome.run.scale,
      isComplete: readings.count == phases.phases.count + 1,
      buffers: partitions.indices.map { number in
        buffers(number == 0 ? pair.victim : pair.aggressor, number, arrangement)
      })
    var seen = round.observation(
      outcome, of: partitions, windows: threads.map(\.outcomes), topology: machine.topology
    ) { pool.readings(of: observation.buffers[$0]) }
    for number in arrangement.aggressors {
      observation.describeTraffic(of: &seen.partitions[number], free: freeTraffic)
    }
    observation.evidence = round.combination.evidence(seen)
    return observation
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
