import Results
import Statistics

extension DeploymentComparison {
  /// What was asked of a run or is true of its machine, as text.
  struct Fact: Sendable {
    let name: String
    let a: String
    let b: String

    var differs: Bool { a != b }
  }

  var facts: [Fact] {
    let (factsA, factsB) = (Self.facts(a), Self.facts(b))
    return zip(factsA, factsB).map { Fact(name: $0.name, a: $0.text, b: $1.text) }
  }

  private static func facts(_ results: ResultSet) -> [(name: String, text: String)] {
    let rows = results.partitions
    func each(_ text: (PartitionRow) -> String) -> String {
      let values = Findings.distinct(rows.map(text))
      // One word where all partitions agree.
      return values.count == 1
        ? values[0] : rows.map { "\($0.partition) \(text($0))" }.joined(separator: ", ")
    }
    let provenance = results.provenance
    let rounds = results.register.map(\.rounds).max() ?? 0
    return [
      ("deployment", each(\.deployment)), ("hypervisor", each { $0.hypervisorType.hypervisor }),
      ("host load", each { Number.count(Int($0.hostLoad), "thread") }),
      ("scheduling class", each(\.schedulingClass)), ("enforcer", each(\.enforcer)),
      ("guard band", each { Number.time($0.guardNanoseconds) }),
      ("backend", each(\.backend)),
      ("major frame", each { $0.majorFrameNanoseconds.map { Number.time($0) } ?? "none" }),
      ("share of cores", each { Number.percent(ofOne: $0.share) }),
      ("PUs", each(\.cpus)), ("frames folded", each { "\($0.framesFolded)" }),
      (
        "memory limit",
        each { $0.memoryLimitBytes.map { Number.prefixed(Double($0)) + "B" } ?? "none" }
      ),
      ("scheduler inside", each(\.guestScheduler)),
      ("rounds", "\(rounds)"), ("ended", results.isPartial ? "before its time" : "complete"),
      ("machine", provenance.host), ("processor", provenance.cpuModel),
      ("kernel", provenance.kernel),
      (
        "bulkhead",
        "\(provenance.tool.version) \(provenance.tool.commit) \(provenance.tool.buildConfiguration)"
      ),
    ]
  }

  /// Every application beside all others, in the order of the first run.
  var applications: [Neighboured] {
    let (rowsA, rowsB) = (Self.robust(a), Self.robust(b))
    return Findings.distinct((rowsA + rowsB).map(\.victimID)).map { id in
      let one = rowsA.first { $0.victimID == id }
      let other = rowsB.first { $0.victimID == id }
      return Neighboured(
        criticality: (one ?? other)?.victimCriticality ?? "",
        slowdown: Contrast(subject: id, a: one?.slowdownEstimate, b: other?.slowdownEstimate),
        a: one, b: other)
    }
  }

  private static func robust(_ results: ResultSet) -> [RegisterRow] {
    results.register.filter { $0.scope == .robustPartitioning }
  }

  /// The worst path of each run, once where it is the same.
  var worstPaths: [Contrast] {
    let findings = [a, b].map { RegisterFindings($0) }
    let worst = findings.compactMap { $0?.worst }
    return Findings.distinct(worst.map { [$0.victimID, $0.aggressorID] }).map { path in
      let rows = findings.map { $0?.row(path[0], beside: path[1]) }
      return Contrast(
        subject: "\(path[0]) beside \(path[1])", a: rows[0]?.slowdownEstimate,
        b: rows[1]?.slowdownEstimate)
    }
  }

  /// How the windows of one partition were kept in both runs.
  struct Windows: Sendable {
    let name: String
    let a: PartitionSchedule.Partition?
    let b: PartitionSchedule.Partition?
  }

  var windows: [Windows] {
    let (first, second) = (PartitionSchedule(a), PartitionSchedule(b))
    return a.partitions.map { row in
      Windows(name: row.partition, a: first?[row.partition], b: second?[row.partition])
    }
  }
}

extension PartitionRow.HypervisorType {
  var hypervisor: String {
    switch self {
    case .type1: "type 1"
    case .type2: "type 2"
    }
  }
}

extension RegisterRow {
  /// `nil` when it was not measured.
  var slowdownEstimate: Estimate? {
    guard tested == .measured, let slowdown else { return nil }
    guard let slowdownLower, let slowdownUpper, let confidence else {
      return Estimate(value: slowdown, interval: nil)
    }
    return Estimate(
      value: slowdown,
      interval: Interval(lower: slowdownLower, upper: slowdownUpper, confidence: confidence))
  }
}

extension PartitionSchedule.Partition {
  var startErrorP50: Int64? { totals.startError(partsPerMillion: 500_000) }
  var startErrorP99: Int64? { totals.startError(partsPerMillion: 990_000) }
}
