import Glibc
public import Results
public import Statistics

/// A run of a suite that never took place: its rows are drawn from a seed, so that what a verdict should be is known.
public struct SyntheticRun: Sendable {
  public var policies = ["baseline"]
  public var victims = ["chase@16KiB"]
  public var aggressors = ["write@64MiB"]
  public var rounds = 10
  /// Seed of every draw.
  public var seed: UInt64 = 1
  /// Standard deviation of the logarithm of a round's slowdown.
  public var spread = 0.01
  /// The slowdown that a pair really has, by its number in the order of the plan.
  public var slowdown: @Sendable (_ pair: Int) -> Double = { _ in 1 }
  /// Rounds that the sentinel flags.
  public var flaggedRounds: Set<Int> = []
  /// What the hypervisor takes in each round of a cell.
  public var stealMilliseconds: Double?
  /// Jobs in a round; quantiles that so few cannot carry are left out.
  public var samples = 20_000
  /// What the median job takes alone.
  public var soloNanoseconds = 10_000.0
  /// What the controls are slowed down by; empty for a run without controls.
  public var controls: [ControlKind: Double] = [.negative: 1, .positive: 6]
  /// Windows in all; with any, every cell is sliced.
  public var windows = 0

  public init() {}

  // MARK: Rows

  /// Cells and rounds, pair by pair.
  public var rows: (cells: [CellRow], rounds: [RoundRow]) {
    var cells: [CellRow] = []
    var roundRows: [RoundRow] = []
    var generator = SplitMix64(seed: seed)
    for (number, pair) in pairs.enumerated() {
      for condition in [Condition.solo, .corun] {
        var cell = pair
        cell.condition = condition
        cell.cellID = "c\(2 * number + (condition == .corun ? 1 : 0))"
        cell.pairID = "p\(number)"
        cell.status = .measured
        cell.roundsMeasured = Int64(rounds)
        cells.append(cell)
      }
      let truth = controls[pair.control] ?? slowdown(number)
      for round in 0..<rounds {
        let solo = soloNanoseconds * exp(0.05 * generator.nextNormal())
        let corun = solo * truth * exp(spread * generator.nextNormal())
        roundRows.append(row(cells[2 * number], round, median: solo))
        roundRows.append(row(cells[2 * number + 1], round, median: corun))
      }
    }
    return (cells, roundRows)
  }

  /// A cell of each pair, before it is known which of the two it is.
  private var pairs: [CellRow] {
    var pairs: [CellRow] = []
    for policy in policies {
      for victim in victims {
        for aggressor in aggressors { pairs.append(cell(policy, victim, aggressor, .none)) }
      }
    }
    if controls[.negative] != nil { pairs.append(cell("pinned", victims[0], "alu", .negative)) }
    if controls[.positive] != nil {
      pairs.append(cell("pinned", "false-sharing", "false-sharing", .positive))
    }
    return pairs
  }

  private func cell(
    _ policy: String, _ victim: String, _ aggressor: String, _ control: ControlKind
  ) -> CellRow {
    var cell = CellRow()
    cell.policy = policy
    cell.victim = victim
    cell.victimWorkingSetBytes = 16_384
    cell.victimCPUs = "1"
    cell.aggressor = aggressor
    cell.aggressorCPUs = "2-3"
    cell.control = control
    cell.enforcer = "timer"
    cell.windowNanoseconds = windows > 0 ? 1_000_000 : nil
    cell.majorFrameNanoseconds = windows > 0 ? 2_000_000 : nil
    return cell
  }

  private func row(_ cell: CellRow, _ round: Int, median: Double) -> RoundRow {
    var row = RoundRow()
    row.cellID = cell.cellID
    row.pairID = cell.pairID
    row.condition = cell.condition
    row.round = Int64(round)
    row.samples = Int64(samples)
    row.minNanoseconds = 0.9 * median
    row.p50Nanoseconds = median
    row.p90Nanoseconds = samples >= 100 ? 1.05 * median : nil
    row.p99Nanoseconds = samples >= 1000 ? 1.2 * median : nil
    row.p999Nanoseconds = samples >= 10_000 ? 2 * median : nil
    row.maxNanoseconds = 3 * median
    row.victimThroughputPerSecond = 1e9 / median
    row.aggressorAccesses = 1
    row.durationNanoseconds = 100_000_000
    row.stealMilliseconds = stealMilliseconds
    row.evidence = .held
    row.evidenceDetail = "drawn from seed \(seed)"
    row.flags = flaggedRounds.contains(round) ? "sentinel" : ""
    return row
  }

  /// `slowdown_p50` of every pair, as a run summarises it.
  public static func summary(cells: [CellRow], rounds: [RoundRow]) -> [SummaryRow] {
    let byCell = Dictionary(grouping: rounds, by: \.cellID)
    let solos = Dictionary(
      cells.filter { $0.condition == .solo }.map { ($0.pairID, $0) },
      uniquingKeysWith: { first, _ in first })
    func medians(_ cell: CellRow?) -> [Double] {
      (cell.flatMap { byCell[$0.cellID] } ?? []).compactMap(\.p50Nanoseconds)
    }
    return cells.filter { $0.condition == .corun }.map { cell in
      let (solo, corun) = (medians(solos[cell.pairID]), medians(cell))
      let estimate = RatioInterval.pairedLogRatio(solo: solo, corun: corun)
      var row = SummaryRow()
      (row.cellID, row.pairID, row.policy) = (cell.cellID, cell.pairID, cell.policy)
      (row.victim, row.aggressor, row.control) = (cell.victim, cell.aggressor, cell.control)
      (row.metric, row.unit, row.rounds) = ("slowdown_p50", "ratio", Int64(solo.count))
      (row.value, row.lower, row.upper) = (estimate?.value, estimate?.lower, estimate?.upper)
      row.verdict = SummaryRow.Verdict(
        rawValue: Verdict.judge(solo: solo, corun: corun).rawValue)
      return row
    }
  }

  // MARK: Results

  /// The provenance; facts of the machine are the same for every seed.
  public var provenance: Provenance {
    var generator = SplitMix64(seed: seed)
    let run = RunIdentity(unixMilliseconds: 1_795_353_300_000 + seed, using: &generator)
    var provenance = Provenance(
      run, host: "nowhere", seed: seed,
      tool: .init(
        version: "0.1.0", commit: "unknown", buildConfiguration: "release", compiler: "none"))
    provenance.endedUTC = provenance.startedUTC
    provenance.cpuModel = "Synthetic"
    provenance.workloadVersions = Dictionary(
      uniqueKeysWithValues: ["chase", "write", "alu", "false-sharing"].map { ($0, 1) })
    return provenance
  }

  /// The results as they would be read.
  public var results: ResultSet {
    let (cells, rounds) = rows
    return ResultSet(
      directory: "results/synthetic-\(seed)", isPartial: false, cells: cells, rounds: rounds,
      summary: Self.summary(cells: cells, rounds: rounds), windows: [], histogram: [], events: [],
      provenance: provenance)
  }

  /// Writes a results directory.
  ///
  /// - Parameters:
  ///   - topology: hwloc's XML of the machine.
  ///   - summary: what `data/summary.csv` says; by default nothing but `slowdown_p50`.
  ///   - change: what to say otherwise of where it ran.
  /// - Returns: Its path.
  public func write(
    in parent: String, topology: String,
    summary: ([CellRow], [RoundRow]) -> [SummaryRow] = SyntheticRun.summary,
    provenance change: (inout Provenance) -> Void = { _ in }
  ) throws -> String {
    var provenance = provenance
    change(&provenance)
    let (cells, rounds) = rows
    let writer = try ResultsWriter(in: parent, provenance: provenance)
    try writer.write("env/topology.xml", Array(topology.utf8))
    try writer.replace(cells)
    try writer.append(rounds)
    try writer.append(windowRows(of: cells))
    try writer.append(summary(cells, rounds))
    return try writer.commit()
  }
}

extension SplitMix64 {
  /// A draw of the standard normal distribution (Box and Muller, 1958).
  public mutating func nextNormal() -> Double {
    (-2 * log(1 - nextUnit())).squareRoot() * cos(2 * .pi * nextUnit())
  }
}
