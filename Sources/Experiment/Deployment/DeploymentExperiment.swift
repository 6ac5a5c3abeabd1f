import HardwareTopology
import Partitioning
public import Platform
public import Results
import Scheduling
import Workloads

/// Runs a deployment, round by round, and writes what comes of it: every window, and the interference-channel register.
public struct DeploymentExperiment {
  let plan: DeploymentPlan
  let analysis: DeploymentAnalysis
  let machine: Machine
  let setting: DeploymentSetting
  let changes: MachineChanges
  let machineEvents: MachineEventList
  let interruption: Interruption
  let showsProgress: Bool

  /// - Parameter machineEvents: where `changes` are reported; they are written round by round, those behind the last by the caller.
  public init(
    plan: DeploymentPlan, analysis: DeploymentAnalysis, machine: Machine,
    setting: DeploymentSetting, changes: MachineChanges, machineEvents: MachineEventList,
    interruption: Interruption, showsProgress: Bool
  ) {
    self.plan = plan
    self.analysis = analysis
    self.machine = machine
    self.setting = setting
    self.changes = changes
    self.machineEvents = machineEvents
    self.interruption = interruption
    self.showsProgress = showsProgress
  }

  /// Measures into the writer's directory; does not commit.
  ///
  /// Into a directory that was taken over goes only what is missing there.
  ///
  /// - Throws: `ResultsError` when writing fails, `SystemError` and `PartitionFailure` when the partitions cannot be had.
  public func run(into writer: ResultsWriter) throws -> Experiment.Ending {
    var progress = try DeploymentProgress(plan, writer)
    var log = EventLog(writer: writer, started: progress.steps.started)
    let name = plan.deployment.name
    if !progress.hasBegun {
      try log.add(
        EventLog.runStarted, name,
        "seed \(plan.seed), \(plan.deployment.partitions.count) partitions, \(plan.applications.count) applications, \(plan.rounds) rounds"
      )
    }
    if let dropped = progress.dropped { try log.add("resumed", name, dropped) }
    machineEvents.begin(at: log.started)
    try writer.append(machineEvents.take())
    for note in setting.notes { try log.add("note", name, note) }
    guard let verification = try verify(&progress, &log) else { return .partial }

    let runner = DeploymentRunner(
      plan: plan, machine: machine, enforcer: setting.enforcer,
      enforcement: setting.enforcement, schedulingClass: setting.schedulingClass,
      changes: changes)
    let missing = (0..<plan.rounds).filter { !progress.isOver(round: $0) }
    var bar = Progress(
      total: Int64(missing.count) * plan.roundNanoseconds, isShown: showsProgress)
    defer { bar.clear() }
    var ending = Experiment.Ending.complete
    for round in missing {
      bar.show("round \(round + 1) of \(plan.rounds) · \(name)")
      let observation = try runner.run(round: round, isCancelled: { interruption.isUrgent })
      try writer.append(observation.windowRows(round: round))
      try writer.append(observation.sliceRows(round: round))
      try log.add(observation, of: plan.deployment, round: round)
      try writer.append(machineEvents.take())
      if interruption.isUrgent {
        ending = .partial
        break
      }
      try progress.add(observation, round: round)
      bar.advance(by: plan.roundNanoseconds)
      if interruption.isRequested, round != missing.last {
        ending = .partial
        break
      }
    }
    if ending == .partial { try log.add("interrupted", name, "ended by a signal; partial results") }
    try writer.replace(
      Register(
        analysis, measurements: progress.measurements, verification: verification
      ).rows)
    try log.add("run_ended", name, ending == .complete ? "complete" : "partial")
    return ending
  }

  /// Has every workload prove that it stresses here what it claims, unless it has.
  ///
  /// - Returns: `nil` when interrupted.
  private func verify(
    _ progress: inout DeploymentProgress, _ log: inout EventLog
  ) throws -> [VerificationRow]? {
    if progress.steps.isOver(StepLog.proofs) { return try progress.writer.rows() }
    // Proofs are made by threads, which not every enforcer can stop.
    let runner =
      if setting.enforcer.supports(.thread).obstacle != nil {
        TrialRunner(machine: machine, seed: plan.seed)
      } else {
        TrialRunner(
          machine: machine, enforcer: setting.enforcer,
          enforcement: setting.enforcement[.thread] ?? Enforcement(), seed: plan.seed)
      }
    let rows = try Proofs(
      machine: machine, runner: runner, interruption: interruption, showsProgress: showsProgress
    ).make(of: plan.applications, for: plan.deployment.name, into: progress.writer, &log)
    if rows != nil { try progress.steps.end(StepLog.proofs) }
    return rows
  }
}

extension EventLog {
  /// What the health monitor of a round noticed and did; that a partition's windows are over is no event.
  fileprivate mutating func add(
    _ observation: DeploymentRound, of deployment: Deployment, round: Int
  ) throws {
    for event in observation.events where event.kind != "ended" {
      let subject = event.partition.map { deployment.partitions[$0].name } ?? deployment.name
      let action = event.action.map { "; action: \($0.rawValue)" } ?? ""
      try add(
        event.kind, subject, "round \(round), frame \(event.frame): \(event.detail)\(action)",
        round: round, roundTime: event.timeNanoseconds,
        at: observation.epoch + event.timeNanoseconds)
    }
  }
}
