import Glibc
import HardwareTopology
import Partitioning
import Platform
import Policies
import Workloads

/// One round of partitions under a combination of policies: puts it in force, runs, looks, takes it back.
struct PolicyRound {
  let combination: PolicyCombination
  let arrangement: Arrangement
  /// The enforcer, as it was measured to be.
  let calibration: Calibrator.Outcome
  /// Through which policies change the machine.
  let changes: MachineChanges

  /// What the run brought back, and what was seen of the policies while it ran.
  struct Outcome {
    let run: PartitionRun.Outcome
    /// The kernel's scheduling policy of each thread, as it was last seen; `nil` for those that nobody could ask about.
    let schedulingPolicies: [Int32?]
    /// What the levers saw, by key.
    let readings: [String: String]
  }

  /// Runs the partitions with the policies' levers pulled.
  ///
  /// - Parameter atCheckpoint: gets the checkpoint's number and the kernel ids of each partition's threads, before the policies look.
  /// - Throws: what keeps a policy from being put in force, and what `PartitionRun` throws.
  func run(
    _ partitions: [PartitionPlan], scale: TickScale, checkpoints: [Int64],
    isCancelled: () -> Bool, atCheckpoint: (Int, [[Int32]]) -> Void = { _, _ in }
  ) throws -> Outcome {
    let levers = try combination.engage(arrangement, through: changes)
    defer { for lever in levers.reversed() { lever.release() } }
    var schedulingPolicies: [[Int32?]] = partitions.map { $0.threads.map { _ in nil } }
    var refusal: (any Error)?
    func admit(_ threads: [[Int32]]) {
      let all = zip(partitions, threads).flatMap { plan, threads in
        threads.map { (partition: plan.name, thread: $0) }
      }
      do {
        for lever in levers { try lever.admit(all) }
      } catch {
        refusal = error
      }
    }
    func observe(_ threads: [[Int32]]) {
      for lever in levers { lever.observe() }
      for number in partitions.indices {
        for (place, thread) in zip(schedulingPolicies[number].indices, threads[number]) {
          // At the last checkpoint threads may have gone.
          if let policy = Self.schedulingPolicy(of: thread) {
            schedulingPolicies[number][place] = policy
          }
        }
      }
    }
    func isOver() -> Bool { isCancelled() || refusal != nil }
    let outcome = try PartitionRun(
      enforcer: calibration.enforcer, enforcement: enforcement(of: .thread),
      enforcements: Dictionary(
        uniqueKeysWithValues: calibration.enforcements.keys.map { ($0, enforcement(of: $0)) }),
      schedulingClass: calibration.schedulingClass, changes: changes
    ).run(
      partitions, scale: scale, checkpoints: checkpoints,
      isCancelled: isOver
    ) { number, threads in
      atCheckpoint(number, threads)
      number == 0 ? admit(threads) : observe(threads)
    }
    if let refusal { throw refusal }
    return Outcome(
      run: outcome, schedulingPolicies: Array(schedulingPolicies.joined()),
      readings: levers.reduce(into: [:]) { all, lever in
        all.merge(lever.readings(), uniquingKeysWith: { first, _ in first })
      })
  }

  /// The enforcement of partitions of a kind, with the guard that the policies want.
  func enforcement(of backend: BackendKind) -> Enforcement {
    var enforcement = calibration.enforcements[backend] ?? calibration.enforcement
    enforcement.guardNanoseconds = arrangement.guardNanoseconds
    return enforcement
  }

  /// What bears on whether the policies were in force.
  ///
  /// - Parameters:
  ///   - windows: those of each thread, in the outcome's order.
  ///   - memory: reads the memory of the partition at a place back; not asked where no policy decides about memory, because the
  ///     kernel takes its time with such questions.
  func observation(
    _ outcome: Outcome, of partitions: [PartitionPlan], windows: [[WindowOutcome]],
    topology: Topology, memory: (Int) -> [MemoryReading]
  ) -> PolicyObservation {
    let decidesMemory = combination.policies.contains {
      [.pages, .node, .colours].contains($0.aspect)
    }
    var seen = PolicyObservation(
      threads: outcome.run.threads.indices.map { number in
        let record = outcome.run.threads[number]
        return PolicyObservation.Thread(
          partition: record.plan.partition, cpus: record.plan.cpus,
          cpusSeen: record.cpusSeen(windows[number]), windows: windows[number],
          schedulingPolicy: outcome.schedulingPolicies[number])
      },
      partitions: partitions.indices.map { number in
        var partition = PolicyObservation.Partition(
          name: partitions[number].name, setting: arrangement.partitions[number])
        if decidesMemory { partition.memory = memory(number) }
        partition.process = outcome.run.processes[number]
        partition.container = outcome.run.containers[number]
        partition.end = outcome.run.ends[number]
        return partition
      }, readings: outcome.readings)
    seen.topology = topology
    return seen
  }

  /// As the kernel has it now; `nil` for a thread that is not there, or is nobody's we may ask about.
  private static func schedulingPolicy(of thread: Int32) -> Int32? {
    let policy = thread > 0 ? sched_getscheduler(thread) : -1
    return policy >= 0 ? policy : nil
  }
}

extension ThreadRecord {
  /// The PUs that the thread was seen on, by its samples and at its windows' starts.
  func cpusSeen(_ windows: [WindowOutcome]) -> Set<Int> {
    var seen = Set(windows.compactMap(\.cpu))
    for sample in samples where sample.cpu != Sample.unknownCPU { seen.insert(Int(sample.cpu)) }
    return seen
  }
}
