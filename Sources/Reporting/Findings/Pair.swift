package import Results

/// One victim beside one aggressor under one policy: the solo and the corun cell that are compared,
/// and their metrics.
package struct Pair: Sendable {
  package let pairID: String
  package let policy: String
  package let victim: String
  package let aggressor: String
  let control: ControlKind
  var solo: CellRow?
  var corun: CellRow?
  /// Metrics that stand at the corun cell, by name.
  var corunMetrics: [String: SummaryRow] = [:]
  /// Metrics that stand at the solo cell, by name.
  var soloMetrics: [String: SummaryRow] = [:]
  /// Independent readings of whether the policy was in force, and those that said it was not.
  var readings = 0
  var readingsViolated = 0

  /// Victim and aggressor, whatever the policy: what a reader compares policies on.
  package var contest: Contest { Contest(victim: victim, aggressor: aggressor) }

  /// Corun over solo of the median job time, with its interval; `nil` when it could not be formed.
  package var slowdown: SummaryRow? { valued(corunMetrics["slowdown_p50"]) }
  var protection: SummaryRow? { valued(corunMetrics["protection"]) }
  /// Solo under the policy over solo under the baseline.
  var cost: SummaryRow? { valued(soloMetrics["cost_p50"]) }

  /// Percent of the baseline's throughput that the victim loses alone under the policy.
  var workLost: SummaryRow? { valued(soloMetrics["throughput_lost_pct"]) }
  /// First whole job of a window, corun over solo.
  var residue: SummaryRow? { valued(corunMetrics["residue_p50"]) }

  /// The value of a metric at the corun cell.
  subscript(metric: String) -> Double? { corunMetrics[metric]?.value }

  /// Why there is no number: the reason that the cell gives, or that none was measured.
  var reason: String? {
    guard slowdown == nil else { return nil }
    for cell in [corun, solo] {
      if let cell, cell.status == .unavailable || cell.status == .failed {
        let state = cell.status.rawValue
        return cell.reason.isEmpty ? state : "\(state): \(cell.reason)"
      }
    }
    let measured = min(solo?.roundsMeasured ?? 0, corun?.roundsMeasured ?? 0)
    if measured == 0 { return "not measured: the run ended before its turn" }
    return "no interval from \(Number.count(Int(measured), "round"))"
  }

  /// `1.20×`, or `~1.20×` where the interval is inconclusive.
  var hedgedSlowdown: String {
    (slowdown?.verdict == .inconclusive ? "~" : "") + Number.times(slowdown?.value)
  }

  /// Whether the interval leaves room for no difference at all, so that the value alone misleads.
  static func isOpen(_ row: SummaryRow?, neutral: Double) -> Bool {
    guard let row else { return false }
    guard let lower = row.lower, let upper = row.upper else { return true }
    return lower <= neutral && upper >= neutral
  }

  private func valued(_ row: SummaryRow?) -> SummaryRow? {
    guard let row, let value = row.value, value.isFinite else { return nil }
    return row
  }
}

/// A victim and an aggressor, as the suite names them.
package struct Contest: Hashable, Sendable {
  package let victim: String
  package let aggressor: String

  package var text: String { "\(victim) beside \(aggressor)" }
}
