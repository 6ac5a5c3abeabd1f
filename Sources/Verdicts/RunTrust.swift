import Results
import Statistics

/// What a whole run says against being judged by it.
struct RunTrust {
  private let isPartial: Bool
  private let failedControls: Set<ControlKind>

  init(_ runs: [ResultSet]) {
    isPartial = runs.contains(where: \.isPartial)
    failedControls = runs.reduce(into: []) { $0.formUnion(ControlRule.failures($1.summary)) }
  }

  /// What forbids any verdict. The controls are about what aggressors do to victims; how windows start they do not say.
  func obstacles(_ quantity: Gate.Quantity) -> [String] {
    // When a run ended may have to do with what it showed.
    var obstacles = isPartial ? ["the run did not reach its end"] : []
    for kind in [ControlKind.negative, .padded]
    where quantity != .start && failedControls.contains(kind) {
      obstacles.append(
        "the \(kind.rawValue) control failed: slowdowns cannot be blamed on aggressors")
    }
    return obstacles
  }

  /// What forbids to call a limit kept.
  func reservations(_ quantity: Gate.Quantity) -> [String] {
    quantity != .start && failedControls.contains(.positive)
      ? ["the positive control failed: a slowdown might not be seen"] : []
  }
}

/// What a run says against being judged by one of its cells.
struct CellTrust {
  private let notExercised: Set<String>
  /// Slowdowns that a change of the machine in mid-run forges, by cell.
  private let drifted: [String: Set<String>]
  /// `nil` where no tail is asked for.
  private let stolen: StolenTime?

  init(_ results: ResultSet, for gates: [Gate]) {
    notExercised = Set(
      results.verification.lazy.filter { $0.verdict == .notExercised }.map(\.label))
    drifted = Dictionary(
      grouping: results.summary.lazy.filter {
        !$0.flags.isEmpty && $0.flags.contains(SummaryRow.driftFlag)
      }, by: \.cellID
    ).mapValues { Set($0.map(\.metric)) }
    stolen =
      gates.contains(where: Self.asksTail)
      ? StolenTime(cells: results.cells, rounds: results.rounds) : nil
  }

  private static func asksTail(_ gate: Gate) -> Bool {
    gate.quantile.partsPerMillion >= 990_000
  }

  func obstacles(_ cell: CellRow, _ gate: Gate) -> [String] {
    var obstacles: [String] = []
    let metric = "slowdown_p\(gate.quantile.description.dropFirst().filter { $0 != "." })"
    if gate.quantity != .job, drifted[cell.cellID]?.contains(metric) == true {
      obstacles.append("the machine changed in mid-run, unevenly for alone and beside")
    }
    return obstacles + tailObstacles([cell], gate)
  }

  /// What forbids a verdict on the tail of something that cells have together.
  func tailObstacles(_ cells: [CellRow], _ gate: Gate) -> [String] {
    let isTheirs =
      Self.asksTail(gate)
      && cells.contains { stolen?.grade(ofPair: $0.pairID) == .refuseTails }
    return isTheirs ? ["the host took so much time that the tail is the neighbours'"] : []
  }

  /// Beside an aggressor that stresses nothing, not to be slowed down shows nothing.
  func reservations(_ cell: CellRow) -> [String] {
    notExercised.contains(cell.aggressor)
      ? ["\(cell.aggressor) is shown not to stress its channel here"] : []
  }
}
