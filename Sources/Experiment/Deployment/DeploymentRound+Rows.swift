import Partitioning
import Results
import Scheduling
import Workloads

extension DeploymentRound {
  /// One row for every planned window of every virtual CPU, those that were missed included.
  func windowRows(round: Int) -> [WindowRow] {
    virtualCPUs.flatMap { virtualCPU in
      let accesses = accesses(of: virtualCPU)
      return virtualCPU.outcomes.enumerated().map { number, outcome in
        var row = WindowRow(outcome)
        row.cellID = cell(at: outcome.planned.start)
        row.pairID = plan.deployment.name
        row.round = Int64(round)
        row.partition = plan.deployment.partitions[virtualCPU.partition].name
        row.cpu = Int64(virtualCPU.record.plan.cpus[0])
        row.window = Int64(number)
        row.accesses = accesses[number]
        row.cause = outcome.status == .onTime ? "" : "unattributed"
        return row
      }
    }
  }

  /// Accesses that all applications together made in each window. An application that fails on purpose declares none.
  private func accesses(of virtualCPU: VirtualCPU) -> [Int64] {
    var sums = [Int64](repeating: 0, count: virtualCPU.outcomes.count)
    for record in virtualCPU.record.applications {
      guard let index = plan.application(record.name, of: virtualCPU.partition),
        !plan.applications[index].isFaulty
      else { continue }
      let perStep = Int64(
        WorkloadCatalogue.named(plan.applications[index].workload)!.accessesPerStep)
      for slice in record.slices { sums[slice.window] += slice.steps * perStep }
    }
    return sums
  }

  /// The cells of a deployment are the kinds of its phases.
  private func cell(at instant: Int64) -> String {
    switch spans.last(where: { $0.start <= instant })?.phase {
    case .everybody: "everybody"
    case .pair: "pair"
    case .alone, nil: "alone"
    }
  }

  /// How well the schedule was kept while this was measured: what speaks for the isolation in time.
  var evidence: String {
    let outcomes = virtualCPUs.flatMap(\.outcomes)
    let missed = outcomes.count { $0.status == .missed }
    let overruns = outcomes.count { $0.overrun > 0 }
    var overlap: Int64 = 0
    for members in Dictionary(grouping: virtualCPUs, by: { $0.record.plan.cpus[0] }).values {
      overlap += RanInterval.overlapNanoseconds(
        members.flatMap { member in
          member.outcomes.compactMap { outcome in
            outcome.start.map {
              RanInterval(
                partition: "\(member.partition).\(member.core)", start: $0, end: outcome.end ?? $0)
            }
          }
        })
    }
    return
      "\(outcomes.count) windows in the last round: \(missed) missed, \(overruns) overran, \(overlap) ns of overlap on a core"
  }
}
