import Results

/// A run that is small enough to be read: two pairs, three rounds, and every kind of value that could break a format.
enum SmallRun {
  static let results = results()

  /// - Parameters: Rows that stand for the run's own.
  static func results(
    cells: [CellRow]? = nil, summary: [SummaryRow]? = nil, histogram: [HistogramRow]? = nil
  ) -> ResultSet {
    var zeros = Zeros()
    var facts = Provenance(
      RunIdentity(unixMilliseconds: 1_795_353_300_000, using: &zeros), host: "node01", seed: 7,
      tool: .init(
        version: "0.1.0", commit: "unknown", buildConfiguration: "release", compiler: "Swift 6.3.1")
    )
    facts.runID = "r01"
    facts.startedUTC = "2026-11-22T13:15:00Z"
    facts.arguments = ["bulkhead", "run", "a \"b\".yaml"]
    facts.cpuModel = "Some CPU @ 2.60GHz"
    facts.usableCPUs = "0-2,5"
    facts.tscMegahertz = 2_600.4
    return ResultSet(
      directory: "results/small", isPartial: false, cells: cells ?? self.cells, rounds: rounds,
      summary: summary ?? self.summary, windows: [], histogram: histogram ?? self.histogram,
      events: [], provenance: facts)
  }

  /// A run's identity draws random digits; these are all the same.
  private struct Zeros: RandomNumberGenerator {
    mutating func next() -> UInt64 { 0 }
  }

  private static let cells: [CellRow] = (0..<4).map { number in
    var cell = CellRow()
    cell.cellID = "c\(number)"
    cell.pairID = "p\(number / 2)"
    cell.condition = number.isMultiple(of: 2) ? .solo : .corun
    cell.policy = number < 2 ? "baseline" : "gang+flush"
    cell.victim = "chase@L2/2"
    cell.aggressor = "write@2*L2"
    cell.status = .measured
    cell.roundsMeasured = 3
    return cell
  }

  private static let rounds: [RoundRow] = (0..<3).flatMap { number in
    cells.enumerated().map { index, cell in
      var round = RoundRow()
      round.cellID = cell.cellID
      round.pairID = cell.pairID
      round.condition = cell.condition
      round.round = Int64(number)
      round.samples = 1_000 + Int64(number)
      round.p50Nanoseconds = 100.5 + Double(10 * index + number)
      round.p90Nanoseconds = 130
      round.p99Nanoseconds = index == 0 ? nil : 200.25
      round.maxNanoseconds = 900
      round.victimThroughputPerSecond = 1e6 / 3
      // The last round of the last cell is not the policy's.
      round.evidence = index == 3 && number == 2 ? .violated : .held
      round.evidenceDetail = "said \"so\", and\tmore"
      return round
    }
  }

  private static let summary: [SummaryRow] = [1, 3].map { index in
    var row = SummaryRow()
    row.cellID = cells[index].cellID
    row.pairID = cells[index].pairID
    row.policy = cells[index].policy
    row.victim = cells[index].victim
    row.aggressor = cells[index].aggressor
    row.metric = "slowdown_p50"
    row.unit = "ratio"
    row.value = index == 1 ? 1.5 : 1.02
    row.lower = index == 1 ? 1.4 : nil
    row.upper = index == 1 ? 1.6 : nil
    row.verdict = index == 1 ? .worse : .inconclusive
    row.rounds = 3
    return row
  }

  private static let histogram: [HistogramRow] = [
    ("c0", 96, 98, 40), ("c0", 112, 114, 2), ("c1", 128, 132, 30), ("c1", 1024, 1056, 1),
  ].map { (cell: String, lower: Int64, upper: Int64, count: Int64) in
    var row = HistogramRow()
    row.cellID = cell
    row.metric = "job_latency"
    row.lowerNanoseconds = lower
    row.upperNanoseconds = upper
    row.count = count
    return row
  }
}
