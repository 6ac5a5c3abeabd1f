import Partitioning
import Platform
import Policies
import Results
import Scheduling
import Workloads

/// One turn of a case: the sender and the receiver in windows that the case's policy gives them.
struct LeakageTurn {
  let machine: Machine
  let calibration: Calibrator.Outcome
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
    let round = PolicyRound(
      combination: one.combination, arrangement: arrangement, calibration: calibration,
      changes: changes)
    let plans = try partitions(one, arrangement, script, seed: seed)
    let end = plans.flatMap(\.threads).compactMap { $0.windows.last?.end }.max() ?? 0
    let outcome = try round.run(
      plans, scale: machine.scale, checkpoints: [0, end], isCancelled: isCancelled)
    let windows = zip(outcome.run.threads, plans).map { record, plan in
      record.outcomes(
        witnessed: false, correction: round.enforcement(of: plan.backend),
        scale: outcome.run.scale)
    }
    let seen = round.observation(
      outcome, of: plans, windows: windows, topology: machine.topology
    ) { number in
      pool.readings(of: [buffer(one, plans[number].name, number, arrangement)])
    }
    return Outcome(
      pairing: LeakagePairing(sender: outcome.run.threads[1], receiver: outcome.run.threads[0]),
      evidence: one.combination.evidence(seen),
      nanosecondsPerTick: outcome.run.scale.nanosecondsPerTick,
      guardNanoseconds: arrangement.guardNanoseconds, cpu: arrangement.cpus[0][0][0])
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
}
