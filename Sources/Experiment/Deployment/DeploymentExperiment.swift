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
  let interruption: Interruption
  let showsProgress: Bool

  public init(
    plan: DeploymentPlan, analysis: DeploymentAnalysis, machine: Machine,
    setting: DeploymentSetting, changes: MachineChanges, interruption: Interruption,
    showsProgress: Bool
  ) {
    self.plan = plan
    self.analysis = analysis
    self.machine = machine
    self.setting = setting
    self.changes = changes
    self.interruption = interruption
    self.showsProgress = showsProgress
  }

  /// Measures into the writer's directory; does not commit.
  ///
  /// - Throws: `ResultsError` when writing fails, `SystemError` and `PartitionFailure` when the partitions cannot be had.
  public func run(into writer: ResultsWriter) throws -> Experiment.Ending {
    let started = monotonicNanoseconds()
    var log = EventLog(writer: writer, started: started)
    let name = plan.deployment.name
    try log.add(
      "run_started", name,
      "seed \(plan.seed), \(plan.deployment.partitions.count) partitions, \(plan.applications.count) applications, \(plan.rounds) rounds"
    )
    for note in setting.notes { try log.add("note", name, note) }
    try writer.append(plan.partitionRows(setting))
    guard let verification = try verify(writer, &log) else { return .partial }

    let runner = DeploymentRunner(
      plan: plan, machine: machine, enforcer: setting.enforcer,
      enforcement: setting.enforcement, schedulingClass: setting.schedulingClass,
      changes: changes)
    var progress = Progress(
      total: Int64(plan.rounds) * plan.roundNanoseconds, isShown: showsProgress)
    var register = RegisterCollector(plan: plan)
    var ending = Experiment.Ending.complete
    for round in 0..<plan.rounds {
      progress.show("round \(round + 1) of \(plan.rounds) · \(name)")
      let observation = try runner.run(round: round, isCancelled: { interruption.isUrgent })
      try writer.append(observation.windowRows(round: round))
      try writer.append(observation.sliceRows(round: round))
      try writer.synchronise()
      try log.add(observation, of: plan.deployment, round: round)
      if interruption.isUrgent {
        ending = .partial
        break
      }
      register.add(observation)
      progress.advance(by: plan.roundNanoseconds)
      if interruption.isRequested, round + 1 < plan.rounds {
        ending = .partial
        break
      }
    }
    progress.clear()
    if ending == .partial { try log.add("interrupted", name, "ended by a signal; partial results") }
    try writer.append(
      Register(
        analysis, measurements: register.measurements, verification: verification
      ).rows)
    try log.add("run_ended", name, ending == .complete ? "complete" : "partial")
    return ending
  }

  /// Has every workload prove that it stresses here what it claims.
  ///
  /// - Returns: `nil` when interrupted.
  private func verify(
    _ writer: ResultsWriter, _ log: inout EventLog
  ) throws -> [VerificationRow]? {
    // Proofs are made by threads, which not every enforcer can stop.
    let runner =
      if setting.enforcer.supports(.thread).obstacle != nil {
        TrialRunner(machine: machine, seed: plan.seed)
      } else {
        TrialRunner(
          machine: machine, enforcer: setting.enforcer,
          enforcement: setting.enforcement[.thread] ?? Enforcement(), seed: plan.seed)
      }
    return try Proofs(
      machine: machine, runner: runner, interruption: interruption, showsProgress: showsProgress
    ).make(of: plan.applications, for: plan.deployment.name, into: writer, &log)
  }
}

/// Gathers, over the rounds, what was measured of every pair.
private struct RegisterCollector {
  private(set) var measurements: [RegisterMeasurement]
  private let plan: DeploymentPlan

  init(plan: DeploymentPlan) {
    self.plan = plan
    measurements = plan.applications.indices.flatMap { victim in
      let others: [Int?] = plan.applications.indices.filter { $0 != victim } + [nil]
      return others.map { other in
        RegisterMeasurement(
          victim: plan.applications[victim].id,
          aggressor: other.map { plan.applications[$0].id },
          notTested: plan.applications[victim].measures
            ? nil : plan.reasonNotToMeasure(victim))
      }
    }
  }

  mutating func add(_ round: DeploymentRound) {
    var index = 0
    for victim in plan.applications.indices {
      let others: [Int?] = plan.applications.indices.filter { $0 != victim } + [nil]
      for other in others {
        if measurements[index].notTested == nil {
          measurements[index].rounds.append(round.measurement(of: victim, beside: other))
        }
        index += 1
      }
    }
    for index in measurements.indices { measurements[index].evidence = round.evidence }
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
        at: observation.epoch + event.timeNanoseconds)
    }
  }
}
