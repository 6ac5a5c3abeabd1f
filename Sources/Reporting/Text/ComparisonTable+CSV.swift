public import Results

extension ComparisonTable {
  /// The comparison as tidy CSV: one row per policy, victim and aggressor.
  public static func csv(_ results: ResultSet) -> String {
    let findings = Findings(results)
    var text = CSVLine.text(header)
    for pair in findings.pairs {
      let slowdown = pair.slowdown
      let fields = [
        pair.policy, pair.victim, pair.aggressor, pair.control.rawValue,
        number(slowdown?.value), number(slowdown?.lower), number(slowdown?.upper),
        number(slowdown?.confidence), slowdown?.verdict?.rawValue ?? "",
        number(pair["versus_baseline_p50"]), number(pair.protection?.value),
        number(pair.cost?.value), number(pair.workLost?.value), number(pair["start_error_p50"]),
        number(pair["start_error_p99"]), number(pair["start_error_max"]), number(pair["windows"]),
        number(pair["windows_late"]), number(pair["windows_missed"]), number(pair["overruns"]),
        number(pair["overrun_max"]), number(pair["leak_total"]), number(pair.residue?.value),
        (pair.corun ?? pair.solo)?.status.rawValue ?? "",
        pair.reason ?? "",
      ]
      text += CSVLine.text(fields)
    }
    return text
  }

  private static let header = [
    "policy", "victim", "aggressor", "control", "slowdown_p50", "slowdown_p50_lower",
    "slowdown_p50_upper", "confidence", "verdict", "versus_baseline_p50", "protection", "cost_p50",
    "throughput_lost_pct", "start_error_p50_ns", "start_error_p99_ns", "start_error_max_ns",
    "windows", "windows_late", "windows_missed", "overruns", "overrun_max_ns", "leak_total_ns",
    "residue_p50", "status", "reason",
  ]

  private static func number(_ value: Double?) -> String { value.map(\.fieldText) ?? "" }
}
