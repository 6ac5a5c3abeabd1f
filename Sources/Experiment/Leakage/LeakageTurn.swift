import Partitioning
import Platform
import Policies
import Results
import Scheduling
import Workloads

/// One turn of a case: the sender and the receiver in windows that the case's policy gives them.
struct LeakageTurn {
  let machine: Machine
  let enforcer: any Enforcer
  let enforcements: [BackendKind: Enforcement]
  let pool: BufferPool
  /// The line that both partitions know, also when they are processes of their own.
  let shared: Arena
  let changes: MachineChanges

  static let receiver = PairRunner.victim
  static let sender = PairRunner.aggressor

  /// What came of a turn.
  struct Outcome {
    var pairing: LeakagePairing
    var evidence: Evidence
    var nanosecondsPerTick: Double
    var guardNanoseconds: Int64
    var cpu: Int
  }

  /// Where the partitions of a case go, and what they are made of.
  func arrangement(of one: LeakageCase) throws -> Arrangement {
    try one.combination.arrangement(
      machine.policyRequest(windowNanoseconds: one.frameNanoseconds / 2))
  }

  /// - Throws: `SystemError` when threads or memory cannot be had, and what keeps the policy from being put in force.
  func run(
    _ one: LeakageCase, script: LeakageScript, seed: UInt64, isCancelled: () -> Bool
  ) throws -> Outcome {
    let arrangement = try arrangement(of: one)
    let levers = try one.combination.engage(arrangement, through: changes)
    defer { for lever in levers.reversed() { lever.release() } }
    let plans = try partitions(one, arrangement, script, seed: seed)
    let end = plans.flatMap(\.threads).compactMap { $0.windows.last?.end }.max() ?? 0
    var refusal: (any Error)?
    let names = plans.flatMap { plan in plan.threads.map { _ in plan.name } }
    let run = PartitionRun(
      enforcer: enforcer, enforcement: enforcement(.thread, arrangement),
      enforcements: Dictionary(
        uniqueKeysWithValues: enforcements.keys.map { ($0, enforcement($0, arrangement)) }),
      changes: changes)
    func isOver() -> Bool { isCancelled() || refusal != nil }
    let outcome = try run.run(
      plans, scale: machine.scale, checkpoints: [0, end], isCancelled: isOver
    ) { number, threads in
      guard number == 0 else {
        for lever in levers { lever.observe() }
        return
      }
      do {
        for lever in levers { try lever.admit(Array(zip(names, threads))) }
      } catch {
        refusal = error
      }
    }
    if let refusal { throw refusal }
    return Outcome(
      pairing: LeakagePairing(sender: outcome.threads[1], receiver: outcome.threads[0]),
      evidence: one.combination.evidence(
        observation(one, outcome, plans, arrangement, levers)),
      nanosecondsPerTick: outcome.scale.nanosecondsPerTick,
      guardNanoseconds: arrangement.guardNanoseconds, cpu: arrangement.cpus[0][0][0])
  }

  private func enforcement(_ backend: BackendKind, _ arrangement: Arrangement) -> Enforcement {
    var enforcement = enforcements[backend] ?? enforcements[.thread] ?? Enforcement()
    enforcement.guardNanoseconds = arrangement.guardNanoseconds
    return enforcement
  }

  // MARK: The partitions

  private func partitions(
    _ one: LeakageCase, _ arrangement: Arrangement, _ script: LeakageScript, seed: UInt64
  ) throws -> [PartitionPlan] {
    // The receiver's windows before and after the first and last entry have no pair.
    let frame = arrangement.schedule!.table.majorFrameNanoseconds
    let end = Self.margin + Int64(script.entries.count + 2) * frame
    let (channel, sizes, shared) = (one.channel, one.sizes, shared)
    let actions = script.entries.map(\.action)
    let symbols = script.symbols
    let ticksPerNanosecond = machine.scale.ticksPerNanosecond
    return [Self.receiver, Self.sender].enumerated().map { number, name in
      let buffer = buffer(one, name, number, arrangement)
      let windows = arrangement.schedule!.windows(
        of: name, cpu: buffer.cpus[0], from: Self.margin, until: end)
      let application = ApplicationPlan(
        name: name, duty: .measure, stepsPerJob: 1, sampleCapacity: windows.count + 16
      ) { [pool] in
        let arena = try pool.buffer(buffer)
        return name == Self.sender
          ? try LeakageSender(
            channel, sizes: sizes, symbols: symbols, actions: actions, arena: arena, shared: shared)
          : LeakageReceiver(
            channel, sizes: sizes, symbols: symbols, arena: arena, shared: shared, seed: seed,
            ticksPerNanosecond: ticksPerNanosecond)
      }
      var thread = ThreadPlan(
        partition: name, cpus: buffer.cpus, windows: windows, applications: [application])
      thread.hygiene = arrangement.partitions[number].hygiene
      thread.isBestEffort = arrangement.partitions[number].isBestEffort
      return PartitionPlan(
        name: name, backend: arrangement.partitions[number].backend, threads: [thread])
    }
  }

  /// Before the first window, so that its wake-up is not late.
  private static let margin: Int64 = 1_000_000

  /// A chase has the memory that both partitions need: its contents its own, its pages those of the channel.
  private func buffer(
    _ one: LeakageCase, _ name: String, _ number: Int, _ arrangement: Arrangement
  ) -> BufferPool.Thread {
    var buffer = BufferPool.Thread(
      workload: one.channel == .tlb ? WorkloadCatalogue.chaseTLB : WorkloadCatalogue.chase,
      workingSetBytes: number == 0 ? one.sizes.receiverBytes : one.sizes.senderBytes,
      partition: name, thread: 0, cpus: arrangement.cpus[number][0])
    buffer.memory = arrangement.partitions[number].memory
    buffer.backend = arrangement.partitions[number].backend
    return buffer
  }

  // MARK: Evidence

  private func observation(
    _ one: LeakageCase, _ outcome: PartitionRun.Outcome, _ plans: [PartitionPlan],
    _ arrangement: Arrangement, _ levers: [any PolicyLever]
  ) -> PolicyObservation {
    PolicyObservation(
      threads: zip(outcome.threads, plans.map(\.backend)).map { record, backend in
        let windows = record.outcomes(
          witnessed: false, correction: enforcement(backend, arrangement), scale: outcome.scale)
        return PolicyObservation.Thread(
          partition: record.plan.partition, cpus: record.plan.cpus,
          cpusSeen: Set(windows.compactMap(\.cpu)), windows: windows)
      },
      partitions: plans.indices.map { number in
        var partition = PolicyObservation.Partition(
          name: plans[number].name, setting: arrangement.partitions[number])
        partition.memory = pool.readings(of: [
          buffer(one, plans[number].name, number, arrangement)
        ])
        partition.process = outcome.processes[number]
        partition.container = outcome.containers[number]
        partition.end = outcome.ends[number]
        return partition
      },
      readings: levers.reduce(into: [:]) { all, lever in
        all.merge(lever.readings(), uniquingKeysWith: { first, _ in first })
      })
  }
}
