import Experiment
import Partitioning
import Platform
import Reporting
import Results
import Verdicts

/// `bulkhead run` of a deployment: its partitions in their windows, and the interference-channel register filled in.
extension RunCommand {
  func runDeployment(
    _ source: SourceText, _ gates: [Gate], resuming unfinished: UnfinishedRun?
  ) throws {
    if gates.contains(where: { $0.quantity != .start }) || gateOptions.gatePolicies != nil {
      throw usage("of a deployment only --fail-over start:QUANTILE=TIME can be asked")
    }
    let deployment = try adjusted(Deployment.parse(source, vocabulary: .known))
    let machine = try options.machine()
    try unfinished?.check(machine)
    let folding = try Folding(deployment, on: machine)
    let seed =
      unfinished?.seed ?? options.seed ?? deployment.seed
      ?? UInt64.random(in: 0...UInt64(UInt32.max))
    let plan = try DeploymentPlan(
      deployment, folding: folding, machine: machine,
      rounds: try rounds(of: deployment, folding: folding, machine: machine), seed: seed)
    if dryRun {
      display(DeploymentText.text(deployment, folding: folding, width: Terminal.width))
      display("\n\(plan.text)")
      do {
        _ = try DeploymentSetting.Choice(for: plan)
      } catch let error as MissingFeature {
        display("\nnot on this machine: \(error)")
      }
      return
    }
    if let unfinished {
      try unfinished.check(plan: plan.json)
    } else {
      try options.checkOutput()
    }
    let session = try MeasuringSession("run", options: options, machine: machine)
    let events = MachineEventList()
    let changes = MachineChanges(report: events.add)
    defer { changes.restore() }
    let setting = try DeploymentSetting(for: plan, on: machine, changes: changes)
    let analysis = DeploymentAnalysis(deployment, folding, on: machine.topology)
    let experiment = DeploymentExperiment(
      plan: plan, analysis: analysis, machine: machine, setting: setting, changes: changes,
      machineEvents: events, interruption: session.interruption,
      showsProgress: session.showsProgress)
    var judgement: GateJudgement?
    var contents = ResultsContents(isResumable: true)
    contents.add("suite.yaml", source.text)
    contents.add("plan.json", plan.json)
    let found = analysis.rows
    contents.add(found.paths)
    contents.add(found.failurePoints)
    contents.add(found.violations)
    contents.add(plan.partitionRows(setting))
    _ = try session.record(
      seed: seed, notes: setting.notes, contents: contents, into: unfinished?.writer
    ) { writer in
      session.say(
        DeploymentText.text(deployment, folding: folding, width: Terminal.width) + "\n\n"
          + ([plan.text, "seed \(seed)"] + setting.notes.dropFirst()).joined(separator: "\n"))
      let ending = try experiment.run(into: writer)
      changes.restore()
      try writer.append(events.take())
      return ending
    } table: { results in
      table(of: results)
    } verdict: { results in
      judgement = gates.isEmpty ? nil : try gateOptions.judge(gates, results)
      return judgement?.text
    }
    try judgement?.leave()
  }

  /// The deployment with what the command line says instead.
  private func adjusted(_ deployment: Deployment) throws -> Deployment {
    var deployment = deployment
    if policies != nil {
      throw usage(
        "--policies is for suites; a deployment says itself how its partitions are kept apart")
    }
    if priority.priority != nil {
      throw usage(
        "--priority is for suites; a deployment says it itself: hypervisor: { type: type1, priority: 50 }"
      )
    }
    if precision != nil || budget != nil {
      throw usage(
        "--precision and --budget are for suites; a deployment takes --rounds or --duration")
    }
    if quick { deployment.rounds = min(deployment.rounds, 2) }
    if let rounds {
      guard (1...10_000).contains(rounds) else {
        throw usage("--rounds takes a number from 1 to 10000")
      }
      deployment.rounds = rounds
    }
    if let enforcer {
      let known = EnforcerCatalogue.all.map(\.name)
      guard known.contains(enforcer) else { throw unknown("enforcer", enforcer, among: known) }
      deployment.enforcer = enforcer
      deployment.locations["enforcer"] = .commandLine("--enforcer")
    }
    if let guardBand {
      let length = try parseTime(
        "--guard", guardBand, unit: .microseconds, range: 0...100_000_000, "0 to 100ms")
      guard let shortest = deployment.windows.map(\.durationNanoseconds).min() else {
        throw usage("--guard is for windows, and this deployment has none")
      }
      guard length < shortest else {
        throw usage(
          "--guard \(guardBand) leaves the shortest window, of \(shortest / 1000) us, no time")
      }
      deployment.guardBand = .nanoseconds(length)
    }
    return deployment
  }

  /// As many rounds as fit into `--duration`, or the deployment's own.
  private func rounds(
    of deployment: Deployment, folding: Folding, machine: Machine
  ) throws -> Int {
    guard let duration else { return deployment.rounds }
    let limit = try parseTime(
      "--duration", duration, unit: .seconds, range: 1_000_000...86_400_000_000_000, "1ms to 24h")
    let one = try DeploymentPlan(
      deployment, folding: folding, machine: machine, rounds: 1, seed: 0)
    return Int(max(1, min(10_000, limit / one.estimatedNanoseconds)))
  }
}

extension Deployment.Vocabulary {
  /// The names that this version knows.
  static var known: Deployment.Vocabulary { .current(faults: FaultCatalogue.all.map(\.name)) }
}
