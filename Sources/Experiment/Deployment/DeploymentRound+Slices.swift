import Partitioning
import Results
import Scheduling
import Statistics

extension DeploymentRound {
  /// Two rows for each application on each of its cores: the phases with everybody, and all.
  func sliceRows(round: Int) -> [SliceRow] {
    let all = spans.map { $0.start..<$0.end }
    let together = spans.filter { $0.phase == .everybody }.map { $0.start..<$0.end }
    return virtualCPUs.flatMap { virtualCPU in
      [(SliceRow.Phases.everybody, together), (.all, all)].flatMap { phases, spans in
        rows(SecondLevel(virtualCPU.record, in: spans), virtualCPU).map { row in
          var row = row
          row.round = Int64(round)
          row.phases = phases
          return row
        }
      }
    }
  }

  private func rows(_ level: SecondLevel, _ virtualCPU: VirtualCPU) -> [SliceRow] {
    let record = virtualCPU.record
    return level.applications.indices.map { index in
      let asked = record.plan.applications[index]
      let got = level.applications[index]
      var row = SliceRow()
      row.partition = plan.deployment.partitions[virtualCPU.partition].name
      row.application = asked.name
      row.core = Int64(virtualCPU.core)
      row.cpu = Int64(record.plan.cpus[0])
      row.slices = Int64(got.slices)
      row.slicesDropped = Int64(record.applications[index].slicesDropped)
      row.ranNanoseconds = got.ranNanoseconds
      row.windowNanoseconds = got.windowNanoseconds
      row.share = got.share
      switch record.plan.guestScheduler {
      case .roundRobin(let quantum):
        row.scheduler = .roundRobin
        row.fairness = Fairness.jain(level.applications.compactMap(\.share))
        row.setTurns(got.turns, quantum: quantum)
      case .fixedPriority:
        row.scheduler = .fixedPriority
        if let reservation = asked.reservation {
          row.setPeriods(got.periods, reservation)
          row.setReleases(got.releaseDelays)
        }
      }
      return row
    }
  }
}

extension SliceRow {
  /// Less than this is not missing from a budget: the switch itself takes time.
  static func tolerance(budgetNanoseconds: Int64) -> Int64 { budgetNanoseconds / 100 + 5_000 }

  mutating func setTurns(_ turns: [Int64], quantum: Int64) {
    quantumNanoseconds = quantum
    self.turns = Int64(turns.count)
    let sorted = turns.sorted()
    turnP50Nanoseconds = sorted.quantile(500_000)
    turnMaximumNanoseconds = sorted.last
  }

  mutating func setPeriods(
    _ periods: [SecondLevel.Period], _ reservation: GuestScheduler.Reservation
  ) {
    let budget = reservation.budgetNanoseconds
    periodNanoseconds = reservation.periodNanoseconds
    budgetNanoseconds = budget
    let supplied = periods.filter { $0.availableNanoseconds >= budget }
    let missing = supplied.map { max(0, budget - $0.ranNanoseconds) }
    self.periods = Int64(periods.count)
    periodsSupplied = Int64(supplied.count)
    periodsShort = Int64(missing.count { $0 > Self.tolerance(budgetNanoseconds: budget) })
    shortfallMaximumNanoseconds = missing.max()
    periodMaximumNanoseconds = periods.map(\.ranNanoseconds).max()
  }

  mutating func setReleases(_ delays: [Int64]) {
    let sorted = delays.sorted()
    releases = Int64(sorted.count)
    releaseDelayP50Nanoseconds = sorted.quantile(500_000)
    releaseDelayP99Nanoseconds = sorted.quantile(990_000)
    releaseDelayMaximumNanoseconds = sorted.last
  }
}

extension [Int64] {
  /// Of sorted values; `nil` with too few to show it.
  fileprivate func quantile(_ partsPerMillion: Int) -> Int64? {
    Quantile.supports(partsPerMillion: partsPerMillion, count: count)
      ? Quantile.nearestRank(ofSorted: self, partsPerMillion: partsPerMillion) : nil
  }
}
