import Results

/// What a run of a deployment has measured so far, by pair of applications; and on the disk for the run that goes on with it.
struct DeploymentProgress {
  let writer: ResultsWriter
  var steps: StepLog
  private(set) var measurements: [RegisterMeasurement]
  /// What of the earlier run could not be used; `nil` for a run that begins.
  private(set) var dropped: String?
  /// Whether the run's first event is there.
  private(set) var hasBegun = false
  private let plan: DeploymentPlan
  /// Victim and other by the numbers of their applications, in the order of the measurements; `nil` for all others.
  private let pairs: [(victim: Int, other: Int?)]

  /// - Parameter writer: of a new directory, or of one that was taken over, which is put into order.
  init(_ plan: DeploymentPlan, _ writer: ResultsWriter) throws {
    self.writer = writer
    self.plan = plan
    let applications = plan.applications
    let pairs: [(victim: Int, other: Int?)] = applications.indices.flatMap { victim in
      (applications.indices.filter { $0 != victim } + [nil]).map { (victim, $0) }
    }
    self.pairs = pairs
    measurements = pairs.map { victim, other in
      RegisterMeasurement(
        victim: applications[victim].id, aggressor: other.map { applications[$0].id },
        notTested: applications[victim].measures ? nil : plan.reasonNotToMeasure(victim))
    }
    steps = StepLog(writer)
    if writer.isResumed { try restore() }
  }

  private func step(_ round: Int64) -> Step { Step(plan.deployment.name, round: round) }

  func isOver(round: Int) -> Bool { steps.isOver(step(Int64(round))) }

  /// Keeps the rows of the rounds that are over.
  private mutating func restore() throws {
    var repair = try Repair(writer)
    steps = repair.steps
    hasBegun = repair.hasBegun
    let isOver = { [steps, plan] round in
      steps.isOver(Step(plan.deployment.name, round: round))
    }
    _ = try repair.keep { (row: WindowRow) in isOver(row.round) }
    _ = try repair.keep { (row: SliceRow) in isOver(row.round) }
    _ = try repair.keep { (row: EventRow) in row.round.map(isOver) ?? true }
    try repair.keepProofs()
    for row in try repair.keep(where: { (row: RegisterRoundRow) in isOver(row.round) }) {
      for index in measurements.indices
      where measurements[index].victim == row.victim
        && measurements[index].aggressor == row.aggressor
      {
        measurements[index].rounds.append(RegisterMeasurement.Round(row))
      }
    }
    // Rounds follow each other, and the register shows what was read in the last.
    let last = steps.rows.values.filter { $0.subject == plan.deployment.name }
      .max { $0.round < $1.round }
    if let last { describe(evidence: last.detail) }
    try writer.replace([RegisterRow]())
    dropped = repair.text
  }

  /// Writes what the register needs of a round.
  mutating func add(_ observation: DeploymentRound, round: Int) throws {
    var rows: [RegisterRoundRow] = []
    for (index, pair) in pairs.enumerated() where measurements[index].notTested == nil {
      let found = observation.measurement(of: pair.victim, beside: pair.other)
      measurements[index].rounds.append(found)
      rows.append(
        found.row(
          round, measurements[index].victim, beside: measurements[index].aggressor))
    }
    describe(evidence: observation.evidence)
    try writer.append(rows)
    try steps.end(step(Int64(round)), detail: observation.evidence)
  }

  private mutating func describe(evidence: String) {
    for index in measurements.indices { measurements[index].evidence = evidence }
  }
}

extension RegisterMeasurement.Round {
  fileprivate init(_ row: RegisterRoundRow) {
    self.init(
      soloP50Nanoseconds: row.soloP50Nanoseconds, corunP50Nanoseconds: row.corunP50Nanoseconds,
      soloMaximumNanoseconds: row.soloMaximumNanoseconds,
      corunMaximumNanoseconds: row.corunMaximumNanoseconds)
  }

  fileprivate func row(
    _ round: Int, _ victim: String, beside aggressor: String?
  ) -> RegisterRoundRow {
    var row = RegisterRoundRow()
    row.round = Int64(round)
    row.victim = victim
    row.aggressor = aggressor
    row.soloP50Nanoseconds = soloP50Nanoseconds
    row.corunP50Nanoseconds = corunP50Nanoseconds
    row.soloMaximumNanoseconds = soloMaximumNanoseconds
    row.corunMaximumNanoseconds = corunMaximumNanoseconds
    return row
  }
}
