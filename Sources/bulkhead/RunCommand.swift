import ArgumentParser
import Experiment
import Glibc
import HardwareTopology
import Partitioning
import Platform
import Policies
import Reporting
import Results
import Verdicts

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Measures this machine: the main job.",
    discussion: """
      Ends in a table, a results directory and a report, whose paths are printed last. The first Ctrl-C finishes the \
      round, writes, and leaves the directory marked partial; the second stops at once and writes too.

      A suite runs its policies; a deployment its partitions in their windows, and fills in the register of interference \
      channels. Settings of the machine are changed only by --priority fifo:N, by `throttling: lift`, by containers and by \
      enforcers with agents, and are put back.
      """)

  @Argument(
    help: ArgumentHelp(
      "A suite or a deployment; without one the built-in benches/default.yaml.",
      valueName: "FILE.yaml"),
    completion: .file(extensions: ["yaml", "yml"]))
  var suite: String?

  @Flag(
    help:
      "Fewer and shorter rounds, for a first look: half a minute for the default suite; two rounds of a deployment."
  )
  var quick = false

  @Flag(help: "Print the cells, their order and the time they will take; measure nothing.")
  var dryRun = false

  @Option(
    name: [.customShort("D"), .long],
    help: ArgumentHelp(
      "Run as many rounds as fit into this time: 90s, 10m; a bare number counts seconds.",
      valueName: "TIME"))
  var duration: String?

  @Option(help: ArgumentHelp("Run every cell this often.", valueName: "N"))
  var rounds: Int?

  @Option(
    help: ArgumentHelp(
      """
      Run until every slowdown at p50 is known to this half-width at 95 %: a pilot of 8 rounds, then as many as the pair \
      with the widest interval needs; says what was reached. For suites.
      """, valueName: "PERCENT"))
  var precision: String?

  @Option(
    help: ArgumentHelp(
      "Time that --precision may take: 90s, 5m; a bare number counts seconds.", valueName: "TIME"))
  var budget: String?

  @Option(
    help: ArgumentHelp(
      """
      Policies instead of the suite's, separated by commas: names, combinations such as gang+flush, or all; what this \
      machine lacks is listed with the reason. For suites.
      """, valueName: "NAMES"),
    completion: .list([allPolicies] + PolicyCatalogue.all.map(\.name)))
  var policies: String?

  @Option(
    help: ArgumentHelp(
      "How windows are enforced; `bulkhead list enforcers` shows the choice.", valueName: "NAME"),
    completion: .list(EnforcerCatalogue.all.map(\.name)))
  var enforcer: String?

  @Option(
    name: .customLong("guard"),
    help: ArgumentHelp(
      "Guard band at the end of each window: 50us; a bare number counts microseconds; 0 for none.",
      valueName: "TIME"))
  var guardBand: String?

  @Option(
    help: ArgumentHelp(
      """
      Which sizes working sets such as L3/2 go by: measured, which is the default (two seconds of latency curve first; \
      hwloc's where they agree or nothing clear is seen), or hwloc. For suites.
      """, valueName: "SOURCE"))
  var cacheSizes: CacheSizes?

  enum CacheSizes: String, ExpressibleByArgument, CaseIterable {
    case measured, hwloc
  }

  @Option(
    help: ArgumentHelp(
      """
      Go on with a run that was killed or interrupted, in its directory, which ends in .partial: with the same suite, options, \
      seed and order, measuring only what is missing. Refuses on another machine or with another Bulkhead.
      """, valueName: "DIR"),
    completion: .directory)
  var resume: String?

  @OptionGroup var gateOptions: GateOptions
  @OptionGroup var priority: PriorityOption
  @OptionGroup var options: MeasuringOptions

  func run() throws {
    if let resume { try goOn(with: resume) } else { try measure(resuming: nil) }
  }

  /// - Parameter unfinished: The run to go on with, whose command this is; `nil` for one that begins.
  func measure(resuming unfinished: UnfinishedRun?) throws {
    let gates = try gateOptions.gates()
    let source =
      try unfinished?.source
      ?? suite.map { path throws(SuiteErrors) in try SourceText(reading: path) }
      ?? SuiteCatalogue.standard
    if Deployment.isDeployment(source) {
      return try runDeployment(source, gates, resuming: unfinished)
    }
    let asked = try adjusted(Suite.parse(source, vocabulary: .current))

    let schedulingClass = try priority.schedulingClass()
    var machine = try options.machine(cores: asked.cores)
    try unfinished?.check(machine)
    let begun = try unfinished.map { unfinished throws(CommandFailure) in
      try unfinished.suitePlan()
    }
    if let begun { machine.effectiveCaches = EffectiveCaches(machine.hwlocCaches, begun.caches) }
    if !dryRun, unfinished == nil { try options.checkOutput() }
    let calibrator = Calibrator(
      machine: machine, suite: asked, schedulingClass: schedulingClass)
    let shortest = try PlanBuilder.shortestWindow(of: asked)
    let seed =
      unfinished?.seed ?? options.seed ?? asked.seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
    func plan(
      _ enforcer: any Enforcer, _ enforcement: Enforcement, rounds: Int? = nil, on machine: Machine
    ) throws -> Plan {
      var suite = asked
      suite.rounds = rounds ?? suite.rounds
      return try PlanBuilder(
        suite: suite, machine: machine, enforcer: enforcer, enforcement: enforcement
      ).plan(seed: seed)
    }
    // Everything that can be wrong with the request comes out here, before anything is written or measured.
    let draft = calibrator.enforcement(shortestWindow: shortest)
    var planned = try plan(calibrator.enforcer(), draft, on: machine)
    if let begun {
      // What was planned stays so: how many rounds fit into a time was found out then.
      let again = try plan(
        calibrator.enforcer(), draft, rounds: duration == nil ? nil : begun.rounds, on: machine)
      try unfinished?.check(plan: PlanText.json(again.goingOn(as: begun)))
      planned = begun
    } else if let duration {
      planned = try plan(
        calibrator.enforcer(), draft, rounds: rounds(of: planned, within: duration),
        on: machine)
    }
    guard planned.order.first?.isEmpty == false else {
      throw CommandFailure(
        message:
          "nothing in this suite can run here: \(planned.pairs.first?.unavailable ?? "it is empty")",
        status: .missingFeature)
    }
    try gateOptions.checkPolicies(among: Set(planned.pairs.map(\.policy)))
    if begun == nil { try checkBudget(of: planned) }
    if dryRun {
      display(PlanText.text(planned, machine: machine))
      if measuresCaches(of: asked) {
        display("with hwloc's cache sizes; a run measures them first (--cache-sizes)")
      }
      return
    }
    let rounds = planned.rounds
    try measure(
      planned, gates, machine: machine, calibrator: calibrator, shortest: shortest,
      source: source, resuming: unfinished,
      measuringCaches: begun != nil || !measuresCaches(of: asked)
        ? nil : { try plan(calibrator.enforcer(), draft, rounds: rounds, on: $0) })
  }

  private func measuresCaches(of suite: Suite) -> Bool {
    cacheSizes != .hwloc && PlanBuilder.dependsOnCaches(suite)
  }

  func usage(_ message: String) -> CommandFailure {
    CommandFailure(message: message, status: .usage)
  }

  func unknown(_ kind: String, _ name: String, among known: [String]) -> CommandFailure {
    usage(
      unknownName(
        kind, name, among: known, otherwise: "known are \(known.joined(separator: ", "))"))
  }

  // MARK: The measurement

  /// - Parameter replan: the plan on a machine whose caches were measured; `nil` when hwloc's sizes do.
  private func measure(
    _ draft: Plan, _ gates: [Gate], machine: Machine, calibrator: Calibrator, shortest: Int64,
    source: SourceText, resuming unfinished: UnfinishedRun?,
    measuringCaches replan: ((Machine) throws -> Plan)?
  ) throws {
    let changes = MachineChanges()
    defer { changes.restore() }
    let notes = try PriorityOption.lift(
      calibrator.schedulingClass, [calibrator.enforcer()], changes)
    var session = try MeasuringSession("run", options: options, machine: machine)
    session.deadline = Deadline(gates)
    var machine = machine
    var plan = draft
    var curve: [SweepRow] = []
    if let replan {
      let found = Sweep.measureCaches(
        on: machine, seed: draft.seed, interruption: session.interruption,
        showsProgress: session.showsProgress)
      machine.effectiveCaches = found.caches
      curve = found.curve
      plan = try replan(machine)
      found.caches.remarks.forEach(session.say)
    }
    let caches = machine.effectiveCaches ?? EffectiveCaches(hwloc: machine.hwlocCaches)
    let calibration = try calibrator.calibrate(shortestWindow: shortest)
    plan.guardNanoseconds = calibration.enforcement.guardNanoseconds
    let experiment = Experiment(
      plan: plan, machine: machine, calibration: calibration, changes: changes,
      interruption: session.interruption, showsProgress: session.showsProgress)
    var contents = ResultsContents(isResumable: true)
    contents.add("suite.yaml", source.text)
    contents.add("plan.json", PlanText.json(plan))
    contents.add(caches.rows)
    contents.add(curve)
    var judgement: GateJudgement?
    let results = try session.record(
      seed: plan.seed, notes: notes + calibration.notes, contents: contents,
      into: unfinished?.writer
    ) { writer in
      session.say(PlanText.opening(plan, machine: machine, calibration: calibration))
      return try experiment.run(into: writer)
    } table: { results in
      table(of: results)
    } verdict: { results in
      judgement = gates.isEmpty ? nil : try gateOptions.judge(gates, results)
      return judgement?.text
    }
    try leave(results, judgement)
  }

  /// Ends the command with the exit code of its results.
  func leave(_ results: ResultSet, _ judgement: GateJudgement?) throws {
    // What was shown stays shown, whatever else could not be measured.
    if judgement?.standing == .fail { try judgement?.leave() }
    if results.cells.contains(where: { $0.status == .failed }) {
      throw CommandFailure(
        message: "some cells could not be measured; data/cells.csv says why",
        status: .measurementFailed)
    }
    try judgement?.leave()
  }
}
