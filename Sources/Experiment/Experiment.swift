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
  /// - Throws: `ResultsError` when writing fails. A pair that cannot be measured is a row, not an error.
  public func run(into writer: ResultsWriter) throws -> Ending {
    let started = monotonicNanoseconds()
    var plan = plan
    var log = EventLog(writer: writer, started: started)
    var ledger = CellLedger(plan: plan, machine: machine, enforcement: calibration.enforcement)
    try writer.replace(ledger.rows)
    try log.add(
      "run_started", plan.suite,
      "seed \(plan.seed), \(plan.pairs.count) pairs, \(plan.rounds) rounds")
    for note in calibration.notes { try log.add("calibrated", calibration.enforcer.name, note) }

    guard let verification = try verify(writer, &log) else { return .partial }
    let pool = BufferPool(machine: machine, seed: plan.seed)
    let runner = PairRunner(
      plan: plan, machine: machine, calibration: calibration, pool: pool, changes: changes)
    var free = FreeTraffic(runner)
    var progress = Progress(total: plan.roundsNanoseconds, isShown: showsProgress)
    var floor = MachineFloor(machine: machine, plan: plan)
    func measureFloor(_ moment: JitterRow.Moment) throws {
      progress.show("the floor of this machine")
      defer { progress.clear() }
      let isCancelled = { interruption.isRequested }
      if let reason = try floor.measure(moment, into: writer, isCancelled: isCancelled) {
        try log.add("floor_not_measured", moment.rawValue, reason)
      }
    }
    let floorStarted = monotonicNanoseconds()
    try measureFloor(.start)
    let roundsStarted = monotonicNanoseconds()
    var stopping = plan.precision.map {
      // The floor is measured once more at the end.
      Stopping(
        $0, runStarted: started, roundsStarted: roundsStarted,
        reservedNanoseconds: roundsStarted - floorStarted)
    }
    var sentinel = try Sentinel(machine: machine, started: started)
    var rounds: [RoundRow] = []
    var windows: [WindowRow] = []
    var histograms = Histograms()
    var ending = Ending.complete

    var round = 0
    rounds: while round < plan.rounds {
      for (position, index) in plan.order[round].enumerated() {
        let pair = plan.pairs[index]
        guard !ledger.hasEnded(pair) else { continue }
        progress.show(
          "round \(round + 1) of \(plan.rounds) · \(pair.policy) · \(pair.victim.label) beside \(pair.aggressor.label)"
        )
        do {
          try sentinel.run(.before, pair: pair.id, round: round)
          let observation = try runner.run(
            pair, soloFirst: plan.soloFirst[round][position],
            freeTraffic: try free.traffic(for: pair, isCancelled: { interruption.isUrgent }),
            isCancelled: { interruption.isUrgent })
          try sentinel.run(.after, pair: pair.id, round: round)
          guard observation.isComplete else {
            ending = .partial
            break rounds
          }
          let roundRows = observation.roundRows(plan: plan, round: round, position: position)
          let windowRows = observation.windowRows(round: round)
          try writer.append(roundRows)
          try writer.append(windowRows)
          try writer.synchronise()
          rounds += roundRows
          if pair.isSliced { windows += windowRows }
          histograms.add(observation, warmUp: plan.warmupNanoseconds)
          ledger.measured(pair, observation, pool)
        } catch let error as SystemError {
          ledger.ended(pair, .failed, error.description)
          try log.add("cell_failed", pair.id, error.description)
        } catch let error as any PolicyRefusal {
          ledger.ended(pair, .failed, "\(error)")
          try log.add("cell_failed", pair.id, "\(error)")
        } catch let error as WorkloadUnavailable {
          ledger.ended(pair, .unavailable, error.description)
          try log.add("cell_unavailable", pair.id, error.description)
        }
        progress.advance(by: plan.nanoseconds(of: pair))
      }
      round += 1
      if round == plan.rounds, stopping?.look == nil, !interruption.isRequested,
        let look = stopping?.decide(
          by: Summary(
            cells: ledger.rows, rounds: rounds, windows: [], precision: plan.precision,
            margin: plan.margin
          ).rows, rounds: round, now: monotonicNanoseconds())
      {
        plan = plan.extended(to: look.rounds)
        ledger.plan(rounds: plan.rounds)
        try writer.write("plan.json", Array(PlanText.json(plan).utf8))
        try log.add("precision_look", plan.suite, PlanText.look(look, plan))
        progress.expect(total: plan.roundsNanoseconds)
        progress.note(PlanText.look(look, plan))
      }
      if interruption.isRequested, round < plan.rounds || stopping.map({ $0.look == nil }) ?? false
      {
        ending = .partial
        break
      }
    }
    let roundsEnded = monotonicNanoseconds()
    progress.clear()
    try measureFloor(.end)

    if ending == .partial {
      try log.add("interrupted", plan.suite, "ended by a signal; partial results")
    }
    let judged = Sentinel.judged(sentinel.rows)
    rounds = StolenTime(cells: ledger.rows, rounds: rounds)
      .flagging(Sentinel.flagging(rounds, by: judged))
    let drift = DriftScreen(rounds: rounds, sentinel: judged)
    try writer.append(judged)
    try writer.replace(rounds)
    try writer.replace(ledger.rows)
    try writer.append(histograms.rows + JitterObservation.histogram(floor.observations))
    let summary = Summary(
      cells: ledger.rows, rounds: rounds, windows: windows, verification: verification,
      drift: drift, precision: plan.precision, margin: plan.margin
    ).rows
    try writer.replace(summary)
    try writer.append(drift.rows)
    try writer.append(
      stopping?.rows(
        summary, rounds: round, isInterrupted: ending == .partial, now: roundsEnded) ?? [])
    try writer.replace(
      PolicyRows(cells: ledger.rows, rounds: rounds, summary: summary, margin: plan.margin).rows)
    try log.add("run_ended", plan.suite, ending == .complete ? "complete" : "partial")
    return ending
  }

  /// Has every workload of the plan prove that it stresses here what it claims.
  ///
  /// - Returns: `nil` when interrupted.
  private func verify(
    _ writer: ResultsWriter, _ log: inout EventLog
  ) throws -> [VerificationRow]? {
    let runner = TrialRunner(
      machine: machine, enforcer: calibration.enforcer, enforcement: calibration.enforcement,
      seed: plan.seed)
    return try Proofs(
      machine: machine, runner: runner, interruption: interruption, showsProgress: showsProgress
    ).make(of: plan.applications, for: plan.suite, into: writer, &log)
  }
}

/// Writes events with their time since the start.
struct EventLog {
  let writer: ResultsWriter
  let started: Int64

  /// - Parameter time: when it happened, on `CLOCK_MONOTONIC`.
  mutating func add(
    _ kind: String, _ subject: String, _ detail: String, at time: Int64 = monotonicNanoseconds()
  ) throws {
    var row = EventRow()
    row.timeNanoseconds = time - started
    row.kind = kind
    row.subject = subject
    row.detail = detail
    try writer.append([row])
  }
}

/// Keeps the row of every cell up to date.
private struct CellLedger {
  private(set) var rows: [CellRow] = []
  private var plannedRounds: Int
  private var indices: [String: Int] = [:]

  init(plan: Plan, machine: Machine, enforcement: Enforcement) {
    plannedRounds = plan.rounds
    for pair in plan.pairs {
      for condition in [Condition.solo, .corun] {
        var row = CellRow()
        row.cellID = pair.cell(condition)
        row.pairID = pair.id
        row.condition = condition
        row.policy = pair.policy
        row.victim = pair.victim.label
        row.victimWorkingSetBytes = Int64(pair.victim.workingSetBytes)
        row.aggressor = pair.aggressor.label
        row.aggressorWorkingSetBytes = Int64(pair.aggressor.workingSetBytes)
        row.control = ControlKind(rawValue: pair.control) ?? .none
        row.enforcer = plan.enforcer
        row.policyParameters = Self.parameters(pair.policyValues)
        if let window = pair.combination.windowNanoseconds {
          row.windowNanoseconds = window
          row.majorFrameNanoseconds = 2 * window
        }
        if let reason = pair.unavailable {
          row.status = .unavailable
          row.reason = reason
        } else if let arrangement = try? pair.combination.arrangement(
          machine.request(for: pair, guardNanoseconds: enforcement.guardNanoseconds))
        {
          row.reason = pair.degraded.map { "degraded: \($0)" } ?? ""
          row.guardNanoseconds = arrangement.guardNanoseconds
          row.victimCPUs = Self.list(arrangement.cpus[0])
          row.aggressorCPUs = Self.list(arrangement.cpus[1])
        }
        indices[row.cellID] = rows.count
        rows.append(row)
      }
    }
  }

  /// There will be so many rounds: what was measured in all of the fewer is no longer.
  mutating func plan(rounds: Int) {
    plannedRounds = rounds
    for index in rows.indices where rows[index].status == .measured {
      if rows[index].roundsMeasured < rounds { rows[index].status = .partial }
    }
  }

  /// Whether an earlier round has shown that the pair cannot be measured.
  func hasEnded(_ pair: Plan.Pair) -> Bool {
    [.failed, .unavailable].contains(rows[indices[pair.soloCell]!].status)
  }

  mutating func ended(_ pair: Plan.Pair, _ status: CellRow.Status, _ reason: String) {
    for cell in [pair.soloCell, pair.corunCell] {
      rows[indices[cell]!].status = status
      rows[indices[cell]!].reason = reason
    }
  }

  mutating func measured(_ pair: Plan.Pair, _ observation: PairObservation, _ pool: BufferPool) {
    for cell in [pair.soloCell, pair.corunCell] {
      let index = indices[cell]!
      rows[index].roundsMeasured += 1
      rows[index].status = rows[index].roundsMeasured == plannedRounds ? .measured : .partial
      guard rows[index].roundsMeasured == 1 else { continue }
      rows[index].victimPages = pool.pages(of: observation.buffers[0])
      rows[index].aggressorPages = pool.pages(of: observation.buffers[1])
    }
  }

  private static func list(_ cpus: [[Int]]) -> String { PUSet(cpus.joined()).description }

  /// `budget=0.5 window=250000`; `nil` where all are the defaults.
  private static func parameters(_ values: [String: Double]) -> String? {
    guard !values.isEmpty else { return nil }
    return values.sorted { $0.key < $1.key }.map { name, value in
      "\(name)=\(Int64(exactly: value).map(String.init) ?? value.description)"
    }.joined(separator: " ")
  }
}
