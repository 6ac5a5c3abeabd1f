import CPlatform
import Glibc
public import Platform
import Scheduling

/// Runs all partitions through their windows, once.
public struct PartitionRun {
  public let enforcer: any Enforcer
  public let enforcement: Enforcement
  /// The same for partitions of a kind that is set otherwise: going back into a guest takes longer than returning to a thread.
  public let enforcements: [BackendKind: Enforcement]
  public let schedulingClass: SchedulingClass
  /// Through which control groups are made and removed.
  public let changes: MachineChanges

  public init(
    enforcer: any Enforcer, enforcement: Enforcement,
    enforcements: [BackendKind: Enforcement] = [:], schedulingClass: SchedulingClass = .batch,
    changes: MachineChanges = MachineChanges()
  ) {
    self.changes = changes
    self.enforcer = enforcer
    self.enforcement = enforcement
    self.enforcements = enforcements
    self.schedulingClass = schedulingClass
  }

  /// What came of a run.
  public struct Outcome: Sendable {
    /// The records of all virtual CPUs, in the plans' order.
    public let threads: [ThreadRecord]
    /// How each partition ended, in the plans' order.
    public let ends: [PartitionEnd]
    /// The process of each partition, in the plans' order; `nil` for threads of the harness.
    public let processes: [Int32?]
    /// What an independent look showed of each container before the first window, in the plans' order; `nil` for other backends.
    public let containers: [ContainerEvidence?]
    /// The epoch of all instants, on `CLOCK_MONOTONIC`.
    public let epoch: Int64
    /// Time stamps to nanoseconds, drawn through the run's two ends.
    public let scale: TickScale
  }

  /// From the moment all threads are ready to the first window.
  static let leadNanoseconds: Int64 = 5_000_000
  /// After the last window threads have this long to leave by themselves.
  static let graceNanoseconds: Int64 = 500_000_000

  /// Runs virtual CPUs as threads of this process; each plan is a partition of its own, or shares one by its name.
  ///
  /// See the method that takes partitions.
  public func run(
    _ plans: [ThreadPlan], scale: TickScale, checkpoints: [Int64],
    isCancelled: () -> Bool = { false }, atCheckpoint: (Int, [[Int32]]) -> Void = { _, _ in }
  ) throws -> Outcome {
    try run(
      [PartitionPlan(name: "", backend: .thread, threads: plans)], scale: scale,
      checkpoints: checkpoints, isCancelled: isCancelled, atCheckpoint: atCheckpoint)
  }

  /// Runs partitions and calls `atCheckpoint` on the calling thread at each of the given instants.
  ///
  /// - Parameters:
  ///   - checkpoints: nanoseconds from the epoch, ascending.
  ///   - monitor: told how the partitions do, and asked what to do about it; nothing is done without one.
  ///   - isCancelled: asked several times a second; when it says so, all partitions are stopped and what there is comes back.
  ///   - atCheckpoint: gets the checkpoint's number and the kernel ids of each partition's threads; the process of a
  ///     partition may have more of them than its plan, such as those that the kernel adds to one with a guest.
  /// - Throws: `SystemError` when a thread or process cannot be started, `HarnessStall` when the watchdog ended the run, and whatever making the code of a partition in this
  ///   process throws; partitions already started are stopped first.
  public func run(
    _ partitions: [PartitionPlan], scale: TickScale, checkpoints: [Int64],
    monitor: (any RunMonitor)? = nil, isCancelled: () -> Bool = { false },
    atCheckpoint: (Int, [[Int32]]) -> Void = { _, _ in }
  ) throws -> Outcome {
    if let obstacle = enforcer.obstacle(
      to: partitions.map(PartitionShape.init), in: schedulingClass)
    {
      throw EnforcerMismatch(enforcer: enforcer.name, reason: obstacle)
    }
    for partition in partitions {
      let early = (enforcements[partition.backend] ?? enforcement).guardNanoseconds
      guard let pad = partition.threads.compactMap(\.hygiene?.padNanoseconds).max(), pad > early
      else { continue }
      throw EnforcerMismatch(
        enforcer: enforcer.name,
        reason:
          "windows are stopped \(early) ns early, which leaves no room for a pad of \(pad) ns")
    }
    var module = try Module(
      partitions, setup: setup(scale), mechanism: enforcer.mechanism, monitor: monitor,
      changes: changes
    ) { slotEnforcement(enforcements[$0] ?? enforcement, scale) }
    defer { module.close() }
    try module.awaitReadiness()
    let containers = module.containers
    let processes = module.processes

    let first = ClockAnchor.now()
    let epoch = first.nanoseconds + Self.leadNanoseconds
    let end = partitions.flatMap(\.threads).compactMap { $0.windows.last?.end }.max() ?? 0
    try module.begin(epoch: epoch, end: end)
    for (number, checkpoint) in checkpoints.enumerated() {
      guard module.watch(until: epoch + checkpoint, isCancelled: isCancelled) else { break }
      atCheckpoint(number, module.kernelThreads)
    }
    module.finish(by: epoch + end + Self.graceNanoseconds, isCancelled: isCancelled)
    let last = ClockAnchor.now()
    if let silence = module.silence { throw HarnessStall(silenceNanoseconds: silence) }
    return Outcome(
      threads: module.memories.map { $0.record(isDriven: enforcer.mechanism.drives) },
      ends: module.ends, processes: processes, containers: containers,
      epoch: epoch,
      scale: TickScale(from: first, to: last))
  }

  private func setup(_ scale: TickScale) -> PartitionThread.Setup {
    PartitionThread.Setup(
      schedulingClass: schedulingClass, polls: enforcer.needsCooperation,
      ticksPerNanosecond: scale.ticksPerNanosecond, sharesThreads: enforcer.sharesThreads,
      isDriven: enforcer.mechanism.drives)
  }

  private func slotEnforcement(
    _ enforcement: Enforcement, _ scale: TickScale
  ) -> cplatform_enforcement {
    cplatform_enforcement(
      guard_ns: enforcement.guardNanoseconds, wake_ns: enforcement.wakeNanoseconds,
      trim_ns: enforcement.trimNanoseconds, ticks_per_ns: scale.ticksPerNanosecond,
      cooperative: enforcer.needsCooperation)
  }
}

/// An enforcer that cannot enforce the windows of these partitions.
public struct EnforcerMismatch: Error, Equatable, CustomStringConvertible {
  public let enforcer: String
  public let reason: String

  public var description: String { "enforcer \(enforcer) does not work for this plan: \(reason)" }
}
