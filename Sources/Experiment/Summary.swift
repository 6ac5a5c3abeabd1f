public import Results
import Statistics
public import Verdicts

/// Turns the rounds of a run into its summary: every metric with its interval, method and verdict.
///
/// A function of rows, so that it can be done again from the files at any time.
public struct Summary {
  private let cells: [CellRow]
  let margin: Double
  private let roundsByCell: [String: [RoundRow]]
  private let windowsByPair: [String: [WindowRow]]
  private let verdicts: [String: VerificationRow.Verdict]
  private let drift: DriftScreen
  private let precision: PrecisionGoal?
  private let stolen: StolenTime
  private let soloByPair: [String: CellRow]
  private let measured: [Contest: CellRow]

  /// What the counterpart of a cell under another policy has in common with it, and that policy.
  private struct Contest: Hashable {
    let policy: String
    let victim: String
    let aggressor: String
    let condition: Condition
  }

  /// - Parameters:
  ///   - verification: what the run's workloads proved about themselves; flags the cells of those that did not.
  ///   - drift: where the machine changed in mid-run.
  ///   - precision: what the number of rounds was chosen for, if it was.
  ///   - margin: the practical margin of the verdicts as a fraction, for instance 0.05.
  public init(
    cells: [CellRow], rounds: [RoundRow], windows: [WindowRow],
    verification: [VerificationRow] = [], drift: DriftScreen = DriftScreen(rows: []),
    precision: PrecisionGoal? = nil, margin: Double
  ) {
    self.drift = drift
    self.precision = precision
    stolen = StolenTime(cells: cells, rounds: rounds)
    self.cells = cells
    verdicts = Dictionary(
      verification.map { ($0.label, $0.verdict) }, uniquingKeysWith: { first, _ in first })
    self.margin = 1 + margin
    roundsByCell = Dictionary(grouping: rounds, by: \.cellID)
    windowsByPair = Dictionary(grouping: windows, by: \.pairID)
    // A run has thousands of cells, and each asks for its counterparts.
    var soloByPair: [String: CellRow] = [:]
    var measured: [Contest: CellRow] = [:]
    for cell in cells.reversed() {
      if cell.condition == .solo { soloByPair[cell.pairID] = cell }
      if roundsByCell[cell.cellID] != nil { measured[Self.contest(cell, cell.policy)] = cell }
    }
    self.soloByPair = soloByPair
    self.measured = measured
  }

  private static func contest(_ cell: CellRow, _ policy: String) -> Contest {
    Contest(
      policy: policy, victim: cell.victim, aggressor: cell.aggressor, condition: cell.condition)
  }

  /// All rows, in the order of the cells.
  public var rows: [SummaryRow] {
    stolen.judging(
      cells.flatMap { cell -> [SummaryRow] in
        guard roundsByCell[cell.cellID] != nil else { return [] }
        var rows = jobRows(cell)
        switch cell.condition {
        case .solo: rows += costRows(cell)
        case .corun: rows += slowdownRows(cell) + windowRows(cell)
        }
        return rows
      })
  }

  // MARK: Every cell

  private func jobRows(_ cell: CellRow) -> [SummaryRow] {
    [("job_p50", \RoundRow.p50Nanoseconds), ("job_p99", \.p99Nanoseconds)].map { metric, path in
      let values = rounds(cell).compactMap { $0[keyPath: path] }
      return row(
        cell, metric, "ns", QuantileInterval.medianOverRounds(values),
        method: "median over rounds, order statistics", rounds: values.count)
    }
  }

  // MARK: Corun cells

  private func slowdownRows(_ cell: CellRow) -> [SummaryRow] {
    var rows: [SummaryRow] = []
    for (metric, path) in [
      ("slowdown_p50", \RoundRow.p50Nanoseconds), ("slowdown_p90", \.p90Nanoseconds),
      ("slowdown_p99", \.p99Nanoseconds), ("slowdown_p999", \.p999Nanoseconds),
    ] {
      rows.append(ratioRow(cell, metric, over: solo(of: cell), path))
    }
    let (solo, corun) = paired(cell, over: solo(of: cell), \.p50Nanoseconds)
    rows.append(
      row(
        cell, "slowdown_p50_hl", "ratio",
        // The exact interval takes time with the cube of the rounds; with so many the t interval is as good.
        solo.isEmpty || solo.count > 200
          ? nil : RatioInterval.hodgesLehmann(solo: solo, corun: corun),
        method: "Hodges-Lehmann, exact signed rank", rounds: solo.count))

    rows.append(
      row(
        cell, "slowdown_p50_serial", "ratio",
        solo.isEmpty ? nil : RatioInterval.serialLogRatio(solo: solo, corun: corun),
        method: "log ratio, cosine long-run variance", rounds: solo.count))

    rows += unflaggedRows(cell)
    if let baseline = sameCell(under: "baseline", as: cell) {
      rows += comparisonRows(cell, baseline: baseline)
    }
    let traffic = rounds(cell).compactMap(\.aggressorMegabytesPerSecond)
    rows.append(
      row(
        cell, "aggressor_mb_per_s", "mb_per_s", QuantileInterval.medianOverRounds(traffic),
        method: "median over rounds, order statistics", rounds: traffic.count))
    return rows
  }

  /// The slowdown without the rounds that carry a flag, where there are some: beside the value with them, never for it.
  private func unflaggedRows(_ cell: CellRow) -> [SummaryRow] {
    guard let solo = solo(of: cell) else { return [] }
    let flagged = Set(
      (rounds(cell) + rounds(solo)).filter { round in
        let flags = round.flags.split(separator: " ")
        return flags.contains { $0 == Sentinel.flag || $0 == StolenTime.flag }
      }.map(\.round))
    guard !flagged.isEmpty else { return [] }
    let path: KeyPath<RoundRow, Double?> = \.p50Nanoseconds
    let (below, above) = (byRound(solo, path), byRound(cell, path))
    let kept = above.keys.filter { below[$0] != nil && !flagged.contains($0) }.sorted()
    return [
      ratioRow(
        cell, "slowdown_p50_unflagged", below: kept.map { below[$0]! },
        above: kept.map { above[$0]! })
    ]
  }

  // MARK: Pieces

  func rounds(_ cell: CellRow) -> [RoundRow] { roundsByCell[cell.cellID] ?? [] }

  func windows(ofPair pair: String) -> [WindowRow] { windowsByPair[pair] ?? [] }

  func solo(of cell: CellRow) -> CellRow? {
    soloByPair[cell.pairID]
  }

  /// The cell with the same victim, aggressor and condition under another policy; `nil` for that policy itself.
  func sameCell(under policy: String, as cell: CellRow) -> CellRow? {
    cell.policy == policy ? nil : measured[Self.contest(cell, policy)]
  }

  func byRound(_ cell: CellRow, _ path: KeyPath<RoundRow, Double?>) -> [Int64: Double] {
    var values: [Int64: Double] = [:]
    for row in rounds(cell) {
      if let value = row[keyPath: path], value > 0 { values[row.round] = value }
    }
    return values
  }

  /// The values of two cells in the rounds that have both.
  func paired(
    _ cell: CellRow, over other: CellRow?, _ path: KeyPath<RoundRow, Double?>
  ) -> (below: [Double], above: [Double]) {
    guard let other else { return ([], []) }
    let above = byRound(cell, path)
    let below = byRound(other, path)
    let shared = above.keys.filter { below[$0] != nil }.sorted()
    return (shared.map { below[$0]! }, shared.map { above[$0]! })
  }

  /// A ratio formed inside each round, with its verdict.
  func ratioRow(
    _ cell: CellRow, _ metric: String, over other: CellRow?, _ path: KeyPath<RoundRow, Double?>
  ) -> SummaryRow {
    let (below, above) = paired(cell, over: other, path)
    var row = ratioRow(
      cell, metric, below: below, above: above,
      pilot: metric == PrecisionGoal.metric ? precision?.pilotRounds : nil)
    if let other, isSplit(cell, from: other, path) { row.lose(to: SummaryRow.driftFlag) }
    return row
  }

  /// Whether the machine changed when only one of two cells was being measured. The rounds that both have are then not the
  /// run's, and what is missing may be missing for the same reason.
  func isSplit(
    _ cell: CellRow, from other: CellRow, _ path: KeyPath<RoundRow, Double?>
  ) -> Bool {
    drift.splits(
      first: Array(byRound(cell, path).keys), second: Array(byRound(other, path).keys),
      pairs: [cell.pairID, other.pairID])
  }

  /// A ratio of values of the same rounds, with its verdict.
  ///
  /// - Parameter pilot: the rounds that chose how many there are; the interval is then Stein's.
  func ratioRow(
    _ cell: CellRow, _ metric: String, below: [Double], above: [Double], pilot: Int? = nil
  ) -> SummaryRow {
    let twoStage = pilot.flatMap { below.count >= $0 ? $0 : nil }
    func estimate(_ confidence: Double) -> Estimate? {
      guard !below.isEmpty else { return nil }
      guard let twoStage else {
        return RatioInterval.pairedLogRatio(solo: below, corun: above, confidence: confidence)
      }
      return RatioInterval.twoStageLogRatio(
        solo: below, corun: above, pilotCount: twoStage, confidence: confidence)
    }
    let ratio = estimate(0.95)
    var row = row(
      cell, metric, "ratio", ratio,
      method: twoStage.map {
        "paired log ratio, wider of Stein's two stages (t of \($0) pilot rounds) and t of all"
      } ?? "paired log ratio, t", rounds: below.count)
    if let ratio {
      row.verdict = SummaryRow.Verdict(
        rawValue: Verdict.judge(ratio, equivalence: estimate(0.90)?.interval, margin: margin)
          .rawValue)
    }
    return row
  }

  func row(
    _ cell: CellRow, _ metric: String, _ unit: String, _ estimate: Estimate?, method: String,
    rounds: Int
  ) -> SummaryRow {
    var row = SummaryRow()
    row.cellID = cell.cellID
    row.pairID = cell.pairID
    row.policy = cell.policy
    row.victim = cell.victim
    row.aggressor = cell.aggressor
    row.control = cell.control
    row.metric = metric
    row.unit = unit
    row.value = estimate?.value
    row.lower = estimate?.lower
    row.upper = estimate?.upper
    row.confidence = estimate?.confidence
    row.method = method
    row.rounds = Int64(rounds)
    row.flags = flags(of: cell)
    return row
  }

  /// Labels that a reader of the number must see.
  private func flags(of cell: CellRow) -> String {
    let rounds = rounds(cell)
    var flags: [String] = []
    if rounds.contains(where: { $0.evidence == .violated }) { flags.append("evidence_violated") }
    for label in ["aggressor_did_not_run", "samples_dropped", Sentinel.flag]
    where rounds.contains(where: { $0.flags.contains(label) }) {
      flags.append(label)
    }
    let proofs = [cell.victim, cell.aggressor].compactMap { verdicts[$0] }
    if proofs.contains(.notExercised) {
      flags.append("channel_not_exercised")
    } else if proofs.contains(.inconclusive) {
      flags.append("channel_inconclusive")
    } else if proofs.contains(.unavailable) {
      flags.append("channel_unverified")
    }
    return flags.joined(separator: " ")
  }
}

extension SummaryRow {
  /// The row keeps its numbers, but decides nothing; the flag says why.
  mutating func lose(to flag: String) {
    if verdict != nil { verdict = .inconclusive }
    flags += (flags.isEmpty ? "" : " ") + flag
  }
}
