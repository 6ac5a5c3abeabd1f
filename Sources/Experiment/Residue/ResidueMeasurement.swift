import Partitioning
public import Platform
import Policies
public import Results
import Workloads

/// What `bulkhead residue` measures and writes.
public struct ResidueMeasurement {
  private let study: ResidueStudy
  private let plan: Plan
  private let machine: Machine
  private let calibration: Calibrator.Outcome
  private let changes: MachineChanges
  private let interruption: Interruption
  private let showsProgress: Bool

  public init(
    _ study: ResidueStudy, plan: Plan, machine: Machine, calibration: Calibrator.Outcome,
    changes: MachineChanges, interruption: Interruption, showsProgress: Bool
  ) {
    self.study = study
    self.plan = plan
    self.machine = machine
    self.calibration = calibration
    self.changes = changes
    self.interruption = interruption
    self.showsProgress = showsProgress
  }

  /// Gives all cases their turns, and writes their curves and what they come to.
  ///
  /// - Throws: `ResultsError` when writing fails. A case that cannot be measured is a row, not an error.
  public func run(into writer: ResultsWriter) throws -> Experiment.Ending {
    let runner = PairRunner(
      plan: plan, machine: machine, calibration: calibration,
      pool: BufferPool(machine: machine, seed: plan.seed), changes: changes)
    var tallies = plan.pairs.map { _ in ResidueTally() }
    var progress = Progress(total: study.estimatedNanoseconds(plan), isShown: showsProgress)
    defer { progress.clear() }
    var isPartial = false
    rounds: for (round, order) in plan.order.enumerated() {
      for index in order {
        let pair = plan.pairs[index]
        progress.show(
          "round \(round + 1) of \(plan.rounds) · \(pair.policy) · after \(pair.aggressor.label)")
        do {
          guard try measure(pair, round: round, with: runner, into: &tallies[index]) else {
            isPartial = true
            break rounds
          }
        } catch let error as ResultsError {
          throw error
        } catch {
          tallies[index].add(reason: "\(error)")
        }
        progress.advance(by: study.request.turnNanoseconds + Plan.overheadNanoseconds)
      }
      if interruption.isRequested, round + 1 < plan.rounds {
        isPartial = true
        break
      }
    }
    try write(tallies, into: writer)
    return isPartial ? .partial : .complete
  }

  /// One turn; false when it was broken off.
  private func measure(
    _ pair: Plan.Pair, round: Int, with runner: PairRunner, into tally: inout ResidueTally
  ) throws -> Bool {
    let observation = try runner.run(
      pair, PhaseSequence(corunNanoseconds: study.request.turnNanoseconds),
      isCancelled: { interruption.isUrgent })
    guard observation.isComplete else { return false }
    tally.add(isHeld: observation.evidence.held, evidence: observation.evidence.detail)
    let victim = observation.threads(of: PairRunner.victim)[0]
    let jobs = victim.record.jobsByWindow(
      skipping: ResidueStudy.settlingWindows, observation.scale)
    let scale = scale(of: pair)
    if let profile = ResidueProfile(
      windows: jobs, jobAccesses: ResidueStudy.jobAccesses, scale: scale)
    {
      tally.add(
        round: round, profile, missed: victim.outcomes.count { $0.status == .missed })
    } else {
      let most = (jobs.map(\.count).max() ?? 0) * ResidueStudy.jobAccesses
      tally.add(
        reason:
          "\(ResidueScale.leastLaps * scale.lapAccesses) accesses are needed in a window, and none held more than \(most): give it a longer --window or a smaller --victim"
      )
    }
    return true
  }

  private func scale(of pair: Plan.Pair) -> ResidueScale {
    ResidueScale(
      lines: pair.victim.workingSetBytes / ResidueStudy.victim.bytesPerAccess,
      jobAccesses: ResidueStudy.jobAccesses)
  }

  // MARK: Rows

  private func write(
    _ tallies: [ResidueTally], into writer: ResultsWriter
  ) throws(ResultsError) {
    var curves: [ResidueRow] = []
    var summary: [ResidueSummaryRow] = []
    for (pair, tally) in zip(plan.pairs, tallies) {
      var row = ResidueRow()
      row.policy = pair.policy
      row.footprintBytes = pair.footprintBytes
      curves += tally.curve(row, scale(of: pair))
      if let row = summaryRow(pair, tally, tallies) { summary.append(row) }
    }
    try writer.append(curves)
    try writer.append(summary)
  }

  /// A policy that cannot be had has one row for all footprints.
  private func summaryRow(
    _ pair: Plan.Pair, _ tally: ResidueTally, _ tallies: [ResidueTally]
  ) -> ResidueSummaryRow? {
    let siblings = plan.pairs.indices.filter { plan.pairs[$0].policy == pair.policy }
    var row = ResidueSummaryRow()
    row.policy = pair.policy
    row.victimBytes = Int64(pair.victim.workingSetBytes)
    row.cpu = Int64(machine.cores[0])
    row.windowNanoseconds = study.request.windowNanoseconds
    if let reason = pair.unavailable {
      row.reason = reason
      return plan.pairs[siblings[0]].id == pair.id ? row : nil
    }
    row.footprintBytes = pair.footprintBytes
    let none = siblings.first { plan.pairs[$0].footprintBytes == 0 }
    return tally.summary(
      row, against: pair.footprintBytes == 0 ? nil : none.map { tallies[$0] })
  }
}
