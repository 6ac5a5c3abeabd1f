public import Results
import Statistics

/// Turns the rows of a run into a row for every policy, victim and aggressor, unavailable policies included.
///
/// Contests that serve as controls are left out: their answer is known beforehand. Without a baseline there is nothing to
/// compare with, and no row.
public struct PolicyRows {
  private let cells: [CellRow]
  private let margin: Double
  private let roundsByCell: [String: [RoundRow]]
  private let metricsByCell: [String: [String: SummaryRow]]

  /// The name of the policy that the others are compared with.
  public static let baseline = "baseline"

  /// - Parameters:
  ///   - summary: the rows of `Summary`.
  ///   - margin: the practical margin of the verdicts as a fraction, for instance 0.05.
  public init(cells: [CellRow], rounds: [RoundRow], summary: [SummaryRow], margin: Double) {
    let controls = Set(cells.filter(\.isControl).map(\.contest))
    self.cells = cells.filter { !controls.contains($0.contest) }
    self.margin = margin
    roundsByCell = Dictionary(grouping: rounds, by: \.cellID)
    metricsByCell = Dictionary(grouping: summary, by: \.cellID).mapValues { rows in
      Dictionary(rows.map { ($0.metric, $0) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// All rows, in the order of the cells, with their ranks.
  public var rows: [PolicyRow] {
    guard cells.contains(where: { $0.policy == Self.baseline }) else { return [] }
    return VictimChoice.ranked(cells.filter { $0.condition == .corun }.map(row))
  }

  private func row(_ corun: CellRow) -> PolicyRow {
    var row = PolicyRow()
    row.policy = corun.policy
    row.victim = corun.victim
    row.aggressor = corun.aggressor
    row.margin = margin
    row.reason = corun.reason
    switch corun.status {
    case .unavailable: row.verdict = .unavailable
    case .planned, .failed:
      row.verdict = .notMeasured
      if corun.reason.isEmpty { row.reason = "the run ended before its turn" }
    case .measured, .partial: measured(&row, corun)
    }
    return row
  }

  private func measured(_ row: inout PolicyRow, _ corun: CellRow) {
    let metrics = metricsByCell[corun.cellID] ?? [:]
    let solo = cells.first { $0.pairID == corun.pairID && $0.condition == .solo }
    let baseline = cells.first {
      $0.policy == Self.baseline && $0.condition == .corun && $0.contest == corun.contest
    }
    row.take(metrics, alone: solo.flatMap { metricsByCell[$0.cellID] } ?? [:])
    let readings = roundsByCell[corun.cellID] ?? []
    row.evidenceHeld = Int64(readings.count { $0.evidence == .held })
    row.evidenceViolated = Int64(readings.count { $0.evidence == .violated })
    let telling = readings.first { $0.evidence == .violated } ?? readings.last
    row.evidenceDetail = telling?.evidenceDetail ?? ""
    guard corun.policy != Self.baseline else {
      row.verdict = .reference
      return
    }
    guard
      PolicyJudgement.isInForce(held: row.evidenceHeld, violated: row.evidenceViolated)
    else {
      row.verdict = .notInForce
      row.reason = row.evidenceDetail
      return
    }
    let compared = ["versus_baseline_p50", "slowdown_versus_baseline", "protection"]
    guard !compared.contains(where: { metrics[$0]?.isSplitByDrift == true }) else {
      row.verdict = .inconclusive
      row.reason = "the machine changed when one of the two had rounds that the other lacks"
      return
    }
    let judgement = PolicyJudgement.judge(
      slowed: baseline.flatMap { metricsByCell[$0.cellID]?["slowdown_p50"] },
      beside: metrics["versus_baseline_p50"], change: metrics["slowdown_versus_baseline"],
      protection: metrics["protection"], margin: margin)
    row.verdict = judgement.verdict
    // What the probe said of a policy that is only half available stays with its numbers.
    row.reason = [corun.reason, judgement.reason].filter { !$0.isEmpty }.joined(separator: "; ")
  }
}

/// A victim and an aggressor, whatever the policy.
struct Contest: Hashable {
  var victim: String
  var aggressor: String
}

extension CellRow {
  fileprivate var contest: Contest { Contest(victim: victim, aggressor: aggressor) }

  /// Whether the answer is known beforehand, under this policy or by the names.
  fileprivate var isControl: Bool {
    control != .none || ControlKind.known(victim: victim, aggressor: aggressor) != .none
  }
}

extension SummaryRow {
  fileprivate var isSplitByDrift: Bool {
    flags.split(separator: " ").contains { $0 == Self.driftFlag }
  }
}

extension PolicyRow {
  /// The numbers of the summary.
  fileprivate mutating func take(_ corun: [String: SummaryRow], alone: [String: SummaryRow]) {
    let slowed = corun["slowdown_p50"]
    (slowdown, slowdownLow, slowdownHigh) = numbers(slowed)
    slowdownVerdict = slowed?.verdict
    (protection, protectionLow, protectionHigh) = numbers(corun["protection"])
    (lostPercent, lostLowPercent, lostHighPercent) = numbers(corun["everybody_lost_pct"])
    victimLostPercent = corun["victim_lost_pct"]?.value
    aggressorLostPercent = corun["aggressor_lost_pct"]?.value
    (cost, costLow, costHigh) = numbers(alone["cost_p50"])
    startErrorP99Nanoseconds = corun["start_error_p99"]?.value
    (tailP99, tailP99Low, tailP99High) = numbers(corun["slowdown_p99"])
    (tailP999, tailP999Low, tailP999High) = numbers(corun["slowdown_p999"])
    let protected = corun["protection"].flatMap { $0.value == nil ? nil : $0 }
    rounds = (protected ?? slowed)?.rounds ?? 0
  }

  private func numbers(_ row: SummaryRow?) -> (Double?, Double?, Double?) {
    (row?.value, row?.lower, row?.upper)
  }
}
