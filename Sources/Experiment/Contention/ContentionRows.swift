import HardwareTopology
import Results
import Statistics

extension ContentionRecord {
  /// The rows of `data/contention.csv`: pairs in order, each together and by who starts; then the sets; then the check.
  func rows(_ plan: ContentionPlan) -> [ContentionRow] {
    pairs.keys.sorted().flatMap(handOverRows)
      + plan.teams.flatMap { contendedRows($0) } + checkRows(plan)
  }

  private func handOverRows(_ pair: PUPair) -> [ContentionRow] {
    [nil, pair.first, pair.second].compactMap { starter in
      guard let summary = pairs[pair]?.summary(starter: starter) else { return nil }
      var row = ContentionRow()
      row.kind = .handOver
      row.workload = ContentionPlan.handOver
      row.protocolText = "load and store on one line"
      row.cpus = PUSet([pair.first, pair.second]).description
      row.threads = 2
      row.cpu = starter.map(Int64.init)
      row.roundTripMinNanoseconds = summary.minimum
      row.roundTripP50Nanoseconds = summary.median
      row.roundTripP99Nanoseconds = summary.p99
      row.oneWayMinNanoseconds = summary.minimum / 2
      row.oneWayP50Nanoseconds = summary.median / 2
      row.oneWayP99Nanoseconds = summary.p99 / 2
      row.modes = Int64(summary.modes)
      row.fastRoundTripP50Nanoseconds = summary.fast?.median
      row.fastTimePercent = summary.fast?.timePercent
      row.slowRoundTripP50Nanoseconds = summary.slow?.median
      row.slowTimePercent = summary.slow?.timePercent
      row.concurrent = besideOthers.contains(pair)
      row.samples = Int64(summary.jobs)
      row.set(summary.precision, passes: summary.passes)
      return row
    }
  }

  private func contendedRows(_ team: Team) -> [ContentionRow] {
    guard let summary = teams[team]?.summary else { return [] }
    var whole = ContentionRow()
    whole.kind = .contended
    whole.workload = team.workload
    whole.protocolText = Self.protocols[team.workload] ?? ""
    whole.cpus = PUSet(team.cpus).description
    whole.threads = Int64(team.cpus.count)
    whole.samples = Int64(summary.tried)
    var parts: [ContentionRow] = []
    for (cpu, thread) in zip(team.cpus, summary.threads) {
      var part = whole
      part.cpu = Int64(cpu)
      part.accessNanoseconds = thread.nanosecondsPerAccess
      part.accessesPerSecond = thread.accessesPerSecond
      part.sharePercent = 100 * thread.share
      part.passes = Int64(summary.passes)
      parts.append(part)
    }
    whole.accessNanoseconds = summary.nanosecondsPerAccess
    whole.accessesPerSecond = summary.accessesPerSecond
    whole.leastOverMost = summary.leastOverMost
    whole.jainIndex = summary.jain
    whole.set(summary.precision, passes: summary.passes)
    return [whole] + parts
  }

  private func checkRows(_ plan: ContentionPlan) -> [ContentionRow] {
    check.estimates.sorted { $0.key < $1.key }.map { pair, estimate in
      var row = ContentionRow()
      row.kind = .concurrencyCheck
      row.workload = ContentionPlan.handOver
      row.protocolText = "load and store on one line"
      row.cpus = PUSet([pair.first, pair.second]).description
      row.threads = 2
      row.ratio = estimate.value
      row.ratioLower = estimate.lower
      row.ratioUpper = estimate.upper
      row.samples = Int64(check.ratios[pair]?.count ?? 0)
      row.passes = row.samples
      row.concurrent = check.verdict == .unchanged
      row.reason = check.verdict == .unchanged ? "" : check.verdict.rawValue
      return row
    }
  }

  private static let protocols = [
    "atomic-add": "fetch-and-add on one word",
    "cas": "compare-and-swap on one word, until it succeeds",
    "ticket-lock": "ticket lock around one increment",
    "false-sharing": "fetch-and-add on words of one line",
    "padded": "fetch-and-add on lines of their own",
  ]
}

extension ContentionRow {
  fileprivate mutating func set(_ precision: MedianPrecision, passes: Int) {
    self.passes = Int64(passes)
    effectivePasses = precision.effectivePasses
    halfWidthPercent = precision.halfWidthPercent
    self.precision = precision.isReached ? .reached : .notReached
    reason = precision.reason
  }
}
