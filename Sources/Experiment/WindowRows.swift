import Partitioning
import Platform
import Results
import Scheduling
import Workloads

extension PairObservation {
  /// One row for every planned window of every partition's thread, those that were missed included.
  func windowRows(round: Int) -> [WindowRow] {
    threads.flatMap { thread in
      let application = thread.partition == PairRunner.victim ? pair.victim : pair.aggressor
      let accessesPerStep = Int64(WorkloadCatalogue.named(application.workload)!.accessesPerStep)
      return thread.outcomes.enumerated().map { number, outcome in
        var row = WindowRow(outcome)
        row.cellID = pair.cell(condition(at: outcome.planned.start))
        row.pairID = pair.id
        row.round = Int64(round)
        row.partition = thread.partition
        row.cpu = thread.record.plan.cpus.count == 1 ? Int64(thread.record.plan.cpus[0]) : -1
        row.window = Int64(number)
        row.accesses = outcome.steps * accessesPerStep
        row.cause = cause(of: outcome)
        return row
      }
    }
  }

  /// What else was seen in the phase of a window that was not on time. It is a hint: steal is counted in steps of 10 ms.
  private func cause(of outcome: WindowOutcome) -> String {
    guard outcome.status != .onTime else { return "" }
    let index = phases.phases.lastIndex { $0.start <= outcome.planned.start } ?? 0
    guard index < noise.count, (noise[index].stealMilliseconds ?? 0) > 0 else {
      return "unattributed"
    }
    return "steal_in_phase"
  }

  private func condition(at instant: Int64) -> Condition {
    phases.phases.last { $0.start <= instant }?.condition ?? .solo
  }
}

extension WindowRow {
  /// What came of a window, without where it belongs.
  init(_ outcome: WindowOutcome) {
    self.init()
    plannedStartNanoseconds = outcome.planned.start
    plannedEndNanoseconds = outcome.planned.end
    actualStartNanoseconds = outcome.start
    actualEndNanoseconds = outcome.end
    startErrorNanoseconds = outcome.startError
    overrunNanoseconds = outcome.overrun
    leakNanoseconds = outcome.leak
    status = outcome.status.rowStatus
    witness = outcome.witness == .code ? .code : .enforcer
  }
}

extension WindowOutcome.Status {
  fileprivate var rowStatus: WindowRow.Status {
    switch self {
    case .onTime: .onTime
    case .late: .late
    case .missed: .missed
    case .cut: .cut
    }
  }
}
