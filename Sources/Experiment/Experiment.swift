import HardwareTopology
import Partitioning
public import Platform
import Policies
public import Results
import Tradeoffs
import Verdicts
import Workloads

/// Runs a plan and writes what comes of it, round by round.
public struct Experiment {
  /// How a run ended.
  public enum Ending: Sendable, Equatable {
    case complete
    /// Interrupted: what there is was written and stays marked partial.
    case partial
  }

  let plan: Plan
  let machine: Machine
  let calibration: Calibrator.Outcome
  let changes: MachineChanges
  let interruption: Interruption
  let showsProgress: Bool

  public init(
    plan: Plan, machine: Machine, calibration: Calibrator.Outcome, changes: MachineChanges,
    interruption: Interruption, showsProgress: Bool
  ) {
    self.plan = plan
    self.machine = machine
    self.calibration = calibration
    self.changes = changes
    self.interruption = interruption
    self.showsProgress = showsProgress
  }

  /// Runs all rounds into the writer's directory and summarises them; does not commit.
  ///
  /// Into a directory that was taken over goes only what is missing there.
  ///
  /// - Throws: `ResultsError` when writing fails. A pair that cannot be measured is a row, not an error.
  public func run(into writer: ResultsWriter) throws -> Ending {
    var plan = plan
    let ledger = CellLedger(plan: plan, machine: machine, enforcement: calibration.enforcement)
    var progress = try SuiteProgress(plan, ledger, writer)
    let started = progress.steps.started
    var log = EventLog(writer: writer, started: started)
    try begin(progress, &log)

    guard let verification = try verify(&progress, &log) else { return .partial }
    let pool = BufferPool(machine: machine, seed: plan.seed)
    let runner = PairRunner(
      plan: plan, machine: machine, calibration: calibration, pool: pool, changes: changes)
    let free = FreeTraffic(runner: runner)
    let doneBefore = progress.nanosecondsDone(of: plan)
    var bar = Progress(total: plan.roundsNanoseconds - doneBefore, isShown: showsProgress)
    defer { bar.clear() }
    let floor = MachineFloor(machine: machine, plan: plan)
    func measureFloor(_ moment: JitterRow.Moment) throws -> Histograms {
      bar.show("the floor of this machine")
      defer { bar.clear() }
      let isCancelled = { interruption.isRequested }
      switch try floor.measure(moment, into: writer, isCancelled: isCancelled) {
      case .success(let histograms): return histograms
      case .failure(let reason):
        try log.add("floor_not_measured", moment.rawValue, reason.description)
        return Histograms()
      }
    }
    if !progress.steps.isOver(StepLog.floor) {
      try progress.addFloor(measureFloor(.start))
    }
    var sentinel = try progress.sentinel(on: machine)
    var stopping = plan.precision.map {
      // The floor is measured once more at the end.
      Stopping(
        $0, look: plan.look, runStarted: started, roundsStarted: progress.roundsStarted,
        reservedNanoseconds: floor.nanoseconds)
    }
    var ending = Ending.complete

    var round = 0
    rounds: while round < plan.rounds {
      for (position, index) in plan.order[round].enumerated() {
        let pair = plan.pairs[index]
        let step = Step(pair.id, round: Int64(round))
        guard !progress.steps.isOver(step), !progress.ledger.hasEnded(pair) else { continue }
        defer { bar.advance(by: plan.nanoseconds(of: pair)) }
        bar.show(
          "round \(round + 1) of \(plan.rounds) · \(pair.policy) · \(pair.victim.label) beside \(pair.aggressor.label)"
        )
        do {
          try sentinel.run(.before, pair: pair.id, round: round)
          let observation = try runner.run(
            pair, soloFirst: plan.soloFirst[round][position],
            freeTraffic: try free.traffic(
              for: pair, &progress.steps, isCancelled: { interruption.isUrgent }),
            isCancelled: { interruption.isUrgent })
          try sentinel.run(.after, pair: pair.id, round: round)
          guard observation.isComplete else {
            ending = .partial
            break rounds
          }
          try progress.add(
            observation, step, plan: plan, position: position, sentinel: sentinel.rows, pool: pool)
        } catch let error as SystemError {
          try progress.end(pair, .failed, error.description, step, sentinel.rows, &log)
        } catch let error as any PolicyRefusal {
          try progress.end(pair, .failed, "\(error)", step, sentinel.rows, &log)
        } catch let error as WorkloadUnavailable {
          try progress.end(pair, .unavailable, error.description, step, sentinel.rows, &log)
        }
      }
      round += 1
      if round == plan.rounds, stopping?.look == nil, !interruption.isRequested,
        let look = stopping?.decide(
          by: Summary(
            cells: progress.ledger.rows, rounds: progress.rounds, windows: [],
            precision: plan.precision, margin: plan.margin
          ).rows, rounds: round, now: monotonicNanoseconds())
      {
        plan = plan.extended(to: look.rounds)
        plan.look = look
        progress.ledger.plan(rounds: plan.rounds)
        try writer.write("plan.json", Array(PlanText.json(plan).utf8))
        try log.add("precision_look", plan.suite, PlanText.look(look, plan))
        bar.expect(total: plan.roundsNanoseconds - doneBefore)
        bar.note(PlanText.look(look, plan))
      }
      if interruption.isRequested, round < plan.rounds || stopping.map({ $0.look == nil }) ?? false
      {
        ending = .partial
        break
      }
    }
    let roundsEnded = monotonicNanoseconds()
    try progress.floor.add(measureFloor(.end))

    if ending == .partial {
      try log.add("interrupted", plan.suite, "ended by a signal; partial results")
    }
    try conclude(progress, plan, verification: verification, sentinel: sentinel.rows) { summary in
      stopping?.rows(
        summary, rounds: round, isInterrupted: ending == .partial, now: roundsEnded) ?? []
    }
    try log.add("run_ended", plan.suite, ending == .complete ? "complete" : "partial")
    return ending
  }

  private func begin(_ progress: SuiteProgress, _ log: inout EventLog) throws {
    try progress.writer.replace(progress.ledger.rows)
    if !progress.hasBegun {
      try log.add(
        EventLog.runStarted, plan.suite,
        "seed \(plan.seed), \(plan.pairs.count) pairs, \(plan.rounds) rounds")
    }
    if let dropped = progress.dropped { try log.add("resumed", plan.suite, dropped) }
    for note in calibration.notes { try log.add("calibrated", calibration.enforcer.name, note) }
  }

  /// Writes what is made of all rounds. All of it replaces what may be there: a run that was interrupted has it, too.
  private func conclude(
    _ progress: SuiteProgress, _ plan: Plan, verification: [VerificationRow],
    sentinel: [SentinelRow], precision: ([SummaryRow]) -> [PrecisionRow]
  ) throws {
    let (writer, cells) = (progress.writer, progress.ledger.rows)
    let judged = Sentinel.judged(sentinel)
    let rounds = StolenTime(cells: cells, rounds: progress.rounds)
      .flagging(Sentinel.flagging(progress.rounds, by: judged))
    let drift = DriftScreen(rounds: rounds, sentinel: judged)
    try writer.replace(judged)
    try writer.replace(rounds)
    try writer.replace(cells)
    try writer.replace(progress.histograms.rows + progress.floor.rows)
    let summary = Summary(
      cells: cells, rounds: rounds, windows: progress.windows, verification: verification,
      drift: drift, precision: plan.precision, margin: plan.margin
    ).rows
    try writer.replace(summary)
    try writer.replace(drift.rows)
    try writer.replace(precision(summary))
    try writer.replace(
      PolicyRows(cells: cells, rounds: rounds, summary: summary, margin: plan.margin).rows)
  }

  /// Has every workload of the plan prove that it stresses here what it claims, unless it has.
  ///
  /// - Returns: `nil` when interrupted.
  private func verify(
    _ progress: inout SuiteProgress, _ log: inout EventLog
  ) throws -> [VerificationRow]? {
    if progress.steps.isOver(StepLog.proofs) { return try progress.writer.rows() }
    let runner = TrialRunner(
      machine: machine, enforcer: calibration.enforcer, enforcement: calibration.enforcement,
      seed: plan.seed)
    let rows = try Proofs(
      machine: machine, runner: runner, interruption: interruption, showsProgress: showsProgress
    ).make(of: plan.applications, for: plan.suite, into: progress.writer, &log)
    if rows != nil { try progress.steps.end(StepLog.proofs) }
    return rows
  }
}
