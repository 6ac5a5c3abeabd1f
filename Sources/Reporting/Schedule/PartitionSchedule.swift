import Results

/// How the schedule of a deployment was kept, partition by partition: the first of the two levels.
struct PartitionSchedule: Sendable {
  struct Partition: Sendable {
    let name: String
    let criticality: String
    let totals: WindowTotals
    /// Time that it and another partition both ran on a core.
    let overlapNanoseconds: Int64
  }

  /// In the order of the deployment.
  let partitions: [Partition]

  /// `nil` when the run was none of a deployment, or had no windows.
  init?(_ results: ResultSet) {
    guard !results.register.isEmpty || !results.partitions.isEmpty, !results.windows.isEmpty else {
      return nil
    }
    let totals = WindowTotals.grouped(results.windows, by: \.partition)
    let overlap = CoreOverlap.nanosecondsByPartition(results.windows)
    var criticality: [String: String] = [:]
    for row in results.register { criticality[row.victimPartition] = row.victimCriticality }
    for row in results.partitions { criticality[row.partition] = row.criticality }
    let names = Findings.distinct(
      results.partitions.map(\.partition) + results.windows.map(\.partition))
    partitions = names.compactMap { name in
      totals[name].map {
        Partition(
          name: name, criticality: criticality[name] ?? "", totals: $0,
          overlapNanoseconds: overlap[name] ?? 0)
      }
    }
  }

  subscript(name: String) -> Partition? { partitions.first { $0.name == name } }

  /// `8 of 12,000 windows never ran and 3 overran; partitions were never on one core at once.`
  var sentence: String {
    let windows = partitions.reduce(0) { $0 + $1.totals.windows }
    let missed = partitions.reduce(0) { $0 + $1.totals.missed }
    let overruns = partitions.reduce(0) { $0 + $1.totals.overruns }
    let worst = partitions.max { $0.overlapNanoseconds < $1.overlapNanoseconds }
    let kept =
      "\(Number.count(missed)) of \(Number.count(windows, "window")) never ran and \(Number.count(overruns)) overran"
    guard let worst, worst.overlapNanoseconds > 0 else {
      return "\(kept); no two partitions ran on one core at once"
    }
    return "\(kept); \(worst.name) ran together with others on one core for "
      + "\(Number.time(worst.overlapNanoseconds)) in all"
  }
}
