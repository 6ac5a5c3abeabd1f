public import Results

extension ComparisonTable {
  /// The comparison as tidy CSV: one row per policy, victim and aggressor.
  public static func csv(_ results: ResultSet) -> String { records(results).csv }

  /// The same as a JSON array of objects; ends in a newline.
  public static func json(_ results: ResultSet) -> String { records(results).json }

  private static func records(_ results: ResultSet) -> Records {
    let findings = Findings(results)
    var records = Records(header)
    for pair in findings.pairs {
      let slowdown = pair.slowdown
      records.rows.append([
        .text(pair.policy), .text(pair.victim), .text(pair.aggressor),
        .text(pair.control.rawValue),
        .number(slowdown?.value), .number(slowdown?.lower), .number(slowdown?.upper),
        .number(slowdown?.confidence), .text(slowdown?.verdict?.rawValue ?? ""),
        .number(pair["versus_baseline_p50"]), .number(pair.protection?.value),
        .number(pair.cost?.value), .number(pair.workLost?.value), .number(pair["start_error_p50"]),
        .number(pair["start_error_p99"]), .number(pair["start_error_max"]),
        .number(pair["windows"]),
        .number(pair["windows_late"]), .number(pair["windows_missed"]), .number(pair["overruns"]),
        .number(pair["overrun_max"]), .number(pair["leak_total"]), .number(pair.residue?.value),
        .text((pair.corun ?? pair.solo)?.status.rawValue ?? ""), .text(pair.reason ?? ""),
      ])
    }
    return records
  }

  private static let header = [
    "policy", "victim", "aggressor", "control", "slowdown_p50", "slowdown_p50_lower",
    "slowdown_p50_upper", "confidence", "verdict", "versus_baseline_p50", "protection", "cost_p50",
    "throughput_lost_pct", "start_error_p50_ns", "start_error_p99_ns", "start_error_max_ns",
    "windows", "windows_late", "windows_missed", "overruns", "overrun_max_ns", "leak_total_ns",
    "residue_p50", "status", "reason",
  ]
}
