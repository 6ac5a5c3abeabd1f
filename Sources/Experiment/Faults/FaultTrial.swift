import Glibc
import Partitioning
import Platform
import Scheduling
import Statistics
import Workloads

/// One run of a scene in a process of its own, with the fault or without it.
struct FaultTrial: Sendable {
  let scene: FaultScene
  let backend: BackendKind
  let enforcer: any Enforcer
  let enforcement: Enforcement
  let schedulingClass: SchedulingClass
  let scale: TickScale
  let seed: UInt64

  /// What the partition that commits the fault may take.
  static let memoryBytes = 24 << 20
  /// The healthy partitions' work: what a second-level cache holds, so that a neighbour can be felt.
  static let workingSetBytes = 256 << 10
  /// Accesses in a job: a few dozen jobs in a window.
  static let jobAccesses = 8192
  /// The dispatcher of a module is given up when it has been silent for so long.
  static let silenceNanoseconds: Int64 = 400_000_000

  enum Outcome: Sendable {
    case observed(FaultObservation)
    /// The module itself is over: everything that it held is lost from this instant of the run on.
    case moduleEnded(at: Int64, detectedBy: String, detail: String)
  }

  /// - Parameter fault: `nil` for the healthy run.
  /// - Throws: `SystemError` when the module cannot be had.
  func run(_ fault: Fault?, isCancelled: () -> Bool) throws -> Outcome {
    let limits = ModuleProcess.Limits(
      silenceNanoseconds: Self.silenceNanoseconds,
      wholeNanoseconds: scene.endNanoseconds + 5_000_000_000)
    let outcome = try ModuleProcess.run(limits: limits, isCancelled: isCancelled) { line in
      try observe(fault, line).report
    }
    switch outcome.ending {
    case .reported(let report):
      guard let observation = FaultObservation(report) else {
        throw SystemError("read what a module reported", code: EBADMSG)
      }
      return .observed(observation)
    case .died(.failed(let reason)): throw FaultTrialError(description: reason)
    case .died(let end):
      let ending = PartitionEnding(end)
      return .moduleEnded(
        at: outcome.instant, detectedBy: "module ended", detail: "the module \(ending.text)")
    case .silent(let silence):
      return .moduleEnded(
        at: outcome.instant, detectedBy: "watchdog",
        detail: "the module gave no sign of life for \(silence / 1_000_000) ms")
    case .overdue:
      return .moduleEnded(
        at: outcome.instant, detectedBy: "watchdog",
        detail: "the module did not come to its end")
    }
  }

  // MARK: In the child

  private func observe(_ fault: Fault?, _ line: ModuleLine) throws -> FaultObservation {
    let plans = try partitions(fault)
    let watch = HealthWatch(
      plans, tables: [HealthMonitorTable(otherwise: .stopPartition)] + [.logging, .logging],
      frameNanoseconds: FaultScene.frameNanoseconds, limits: monitorLimits)
    let monitor = BeatingMonitor(watch: watch, line: line)
    // Whoever ends a partition that does not end its window has to come before it.
    if case .realTime(let priority) = schedulingClass { _ = RealTimeRank.raise(to: priority + 1) }
    // In the middle of the window, however late the harness is by a millisecond.
    let injection = scene.strikeNanoseconds
    let resumption = injection + delayNanoseconds(fault)
    let outcome = try PartitionRun(
      enforcer: enforcer, enforcement: enforcement, schedulingClass: schedulingClass
    ).run(
      plans, scale: scale, checkpoints: [injection, resumption, scene.endNanoseconds],
      monitor: monitor,
      atCheckpoint: { number, threads in
        guard let fault else { return }
        if number == 0 {
          watch.noteInjection(fault.name, in: FaultScene.faulty, at: injection)
          strike(fault, threads[0], line)
        } else if number == 1, case .delay = fault.injection, backend != .thread {
          if let first = threads[0].first { kill(first, SIGCONT) }
        }
      })
    return FaultObservation(
      scene: scene, outcome: outcome, events: watch.events,
      correction: enforcement.returnNanoseconds)
  }

  /// A partition in an ordinary class can be kept from ending its window by anything else on the core; that is not its fault.
  private var monitorLimits: HealthMonitor.Limits {
    var limits = HealthMonitor.Limits()
    limits.overrunNanoseconds =
      if case .realTime = schedulingClass { 250_000 } else { FaultScene.frameNanoseconds }
    return limits
  }

  private func delayNanoseconds(_ fault: Fault?) -> Int64 {
    guard case .delay(let frames) = fault?.injection else { return 0 }
    return frames * FaultScene.frameNanoseconds
  }

  /// Faults that are done to a partition from outside. What runs a partition lives in its own process; of a thread it is the
  /// module's.
  private func strike(_ fault: Fault, _ threads: [Int32], _ line: ModuleLine) {
    switch fault.injection {
    case .act: return
    case .delay:
      if backend == .thread {
        line.askToBeContinued(at: monotonicNanoseconds() + delayNanoseconds(fault))
        kill(getpid(), SIGSTOP)
      } else if let first = threads.first {
        kill(first, SIGSTOP)
      }
    case .kill:
      if backend == .thread {
        kill(getpid(), SIGKILL)
      } else if let first = threads.first {
        kill(first, SIGKILL)
      }
    }
  }

  private func partitions(_ fault: Fault?) throws -> [PartitionPlan] {
    try FaultScene.names.indices.map { number in
      PartitionPlan(
        name: FaultScene.names[number], backend: backend, memoryBytes: Self.memoryBytes,
        threads: [
          ThreadPlan(
            partition: FaultScene.names[number], cpus: [scene.cpu(of: number)],
            windows: scene.windows(of: number),
            applications: [
              number == FaultScene.faulty ? faulty(fault) : try healthy(number)
            ])
        ])
    }
  }

  private func faulty(_ fault: Fault?) -> ApplicationPlan {
    let delay =
      if case .act = fault?.injection {
        scene.moment.delayTicks(ticksPerNanosecond: scale.ticksPerNanosecond)
      } else {
        // Beyond the end of any run.
        UInt64.max / 2
      }
    let act: FaultAct = if case .act(let act) = fault?.injection { act } else { .endlessLoop }
    return ApplicationPlan(name: "faulty", duty: .load, stepsPerJob: 1, sampleCapacity: 1) {
      try FaultyCode(act, delayTicks: delay)
    }
  }

  private func healthy(_ number: Int) throws -> ApplicationPlan {
    let workload = WorkloadCatalogue.chase
    let seed = seed &+ UInt64(number)
    let ticksPerNanosecond = scale.ticksPerNanosecond
    return ApplicationPlan(
      name: FaultScene.names[number], duty: .measure,
      stepsPerJob: workload.stepsPerJob(accesses: Self.jobAccesses),
      sampleCapacity: Int(scene.frames) * 1000
    ) {
      let arena = try Arena(bytes: Self.workingSetBytes)
      arena.populate()
      // The code has pointers into it and owns nothing; it is gone with the module's process.
      _ = unsafe Unmanaged.passRetained(arena)
      return try workload.code(
        at: Workload.Site(
          arena: arena, index: 0, seed: seed, ticksPerNanosecond: ticksPerNanosecond))
    }
  }
}

/// What went wrong in the child, in its own words.
struct FaultTrialError: Error, CustomStringConvertible {
  let description: String
}

extension HealthMonitorTable {
  fileprivate static let logging = HealthMonitorTable(otherwise: .log)
}

/// The run's health monitor, with a sign of life to the watchdog at every nap.
private final class BeatingMonitor: RunMonitor {
  private let watch: HealthWatch
  private let line: ModuleLine

  init(watch: HealthWatch, line: ModuleLine) {
    self.watch = watch
    self.line = line
  }

  var beatNanoseconds: Int64 { watch.beatNanoseconds }

  func partitionEnded(_ partition: Int, _ end: PartitionEnd, at time: Int64) -> [MonitorAction] {
    watch.partitionEnded(partition, end, at: time)
  }

  func beat(at time: Int64, progress: [[VirtualCPUProgress]]) -> [MonitorAction] {
    line.begin(epoch: monotonicNanoseconds() - time)
    return watch.beat(at: time, progress: progress)
  }

  func napping() { line.beat() }
}
