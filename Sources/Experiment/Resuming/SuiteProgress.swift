import Platform
import Results
import Verdicts
import Workloads

/// What a run of a suite has measured so far: in memory for its summary, and on the disk for the run that goes on with it.
struct SuiteProgress {
  let writer: ResultsWriter
  var steps: StepLog
  var ledger: CellLedger
  private(set) var rounds: [RoundRow] = []
  private(set) var windows: [WindowRow] = []
  private(set) var histograms = Histograms()
  /// Distributions of the machine with nothing on it.
  var floor = Histograms()
  /// What of the earlier run could not be used; `nil` for a run that begins.
  private(set) var dropped: String?
  /// Whether the run's first event is there.
  private(set) var hasBegun = false
  private var sentinelRows: [SentinelRow] = []

  /// - Parameters:
  ///   - ledger: of the plan, before anything was measured.
  ///   - writer: of a new directory, or of one that was taken over, which is put into order.
  init(_ plan: Plan, _ ledger: CellLedger, _ writer: ResultsWriter) throws {
    self.writer = writer
    self.ledger = ledger
    steps = StepLog(writer)
    if writer.isResumed { try restore(plan) }
  }

  /// Keeps the rows of the steps that are over.
  private mutating func restore(_ plan: Plan) throws {
    var repair = try Repair(writer)
    steps = repair.steps
    hasBegun = repair.hasBegun
    let steps = steps
    func isOver(_ pair: String, _ round: Int64) -> Bool {
      steps.isOver(Step(pair, round: round))
    }
    rounds = try repair.keep { (row: RoundRow) in isOver(row.pairID, row.round) }
      .map(Self.unflagged)
    let sliced = Set(plan.pairs.filter(\.isSliced).map(\.id))
    windows = try repair.keep { (row: WindowRow) in isOver(row.pairID, row.round) }
      .filter { sliced.contains($0.pairID) }
    sentinelRows = Sentinel.unjudged(
      try repair.keep { (row: SentinelRow) in isOver(row.pairID, row.round) })
    for tally in try repair.keep(where: { (row: TallyRow) in steps.isOver(row.step) }) {
      if tally.step == StepLog.floor { try floor.add(tally) } else { try histograms.add(tally) }
    }
    let hasFloor = steps.isOver(StepLog.floor)
    _ = try repair.keep { (row: JitterRow) in hasFloor && row.moment == .start }
    try repair.keepProofs()
    // What is made at the end is made anew: an interrupted run has it, too.
    try writer.replace([HistogramRow]())
    try writer.replace([SummaryRow]())
    try writer.replace([DriftRow]())
    try writer.replace([PrecisionRow]())
    try writer.replace([PolicyRow]())
    ledger.restore(try writer.rows(), rounds: rounds)
    dropped = repair.text
  }

  /// The row without the flags that the end of a run gives it.
  private static func unflagged(_ row: RoundRow) -> RoundRow {
    var row = row
    row.flags = row.flags.split(separator: " ")
      .filter { $0 != Sentinel.flag && $0 != StolenTime.flag }.joined(separator: " ")
    return row
  }

  /// What the turns that are over took.
  func nanosecondsDone(of plan: Plan) -> Int64 {
    plan.pairs.reduce(0) { sum, pair in
      let turns = steps.rows.keys.count { $0.subject == pair.id }
      return sum + Int64(turns) * plan.nanoseconds(of: pair)
    }
  }

  /// When the first round began, on `CLOCK_MONOTONIC`.
  var roundsStarted: Int64 {
    sentinelRows.first.map { steps.started + $0.timeNanoseconds } ?? monotonicNanoseconds()
  }

  /// The sentinel, whose work has to be the same in all parts of a run.
  mutating func sentinel(on machine: Machine) throws -> Sentinel {
    let known = steps.rows[StepLog.sentinel].flatMap { Int($0.detail) }
    let sentinel = try Sentinel(
      machine: machine, started: steps.started,
      work: known.flatMap { $0 > 0 ? FixedWork(roundsPerPart: $0) : nil }, rows: sentinelRows)
    if known == nil {
      try steps.end(StepLog.sentinel, detail: "\(sentinel.work.roundsPerPart)")
    }
    return sentinel
  }

  mutating func addFloor(_ found: Histograms) throws {
    floor.add(found)
    try writer.append(found.tallies(of: StepLog.floor))
    try steps.end(StepLog.floor)
  }

  /// Writes what a pair's turn brought back.
  ///
  /// - Parameter sentinel: all that it has seen; what is new belongs to the turn.
  mutating func add(
    _ observation: PairObservation, _ step: Step, plan: Plan, position: Int,
    sentinel: [SentinelRow], pool: BufferPool
  ) throws {
    let roundRows = observation.roundRows(plan: plan, round: Int(step.round), position: position)
    let windowRows = observation.windowRows(round: Int(step.round))
    var turn = Histograms()
    turn.add(observation, warmUp: plan.warmupNanoseconds)
    try writer.append(roundRows)
    try writer.append(windowRows)
    try writer.append(turn.tallies(of: step))
    if ledger.measured(observation.pair, observation, pool) { try writer.replace(ledger.rows) }
    try end(step, sentinel)
    rounds += roundRows
    if observation.pair.isSliced { windows += windowRows }
    histograms.add(turn)
  }

  /// Notes that a pair cannot be measured.
  mutating func end(
    _ pair: Plan.Pair, _ status: CellRow.Status, _ reason: String, _ step: Step,
    _ sentinel: [SentinelRow], _ log: inout EventLog
  ) throws {
    ledger.ended(pair, status, reason)
    try writer.replace(ledger.rows)
    try log.add("cell_\(status.rawValue)", pair.id, reason)
    try end(step, sentinel)
  }

  private mutating func end(_ step: Step, _ sentinel: [SentinelRow]) throws {
    try writer.append(Array(sentinel.dropFirst(sentinelRows.count)))
    sentinelRows = sentinel
    try steps.end(step)
  }
}
