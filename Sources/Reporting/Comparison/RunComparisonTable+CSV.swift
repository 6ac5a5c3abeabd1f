import Results
import Statistics
public import Verdicts

extension RunComparisonTable {
  /// The comparison as tidy CSV: one row per pair and metric.
  public static func csv(_ comparison: RunComparison) -> String { records(comparison).csv }

  /// The same as a JSON array of objects; ends in a newline.
  public static func json(_ comparison: RunComparison) -> String { records(comparison).json }

  private static func records(_ comparison: RunComparison) -> Records {
    var records = Records(header)
    for row in comparison.rows {
      records.rows.append([
        .text(row.policy), .text(row.victim), .text(row.aggressor), .text(row.control.rawValue),
        .text(row.metric.rawValue), .text(row.metric.unit), .number(row.old), .number(row.new),
        .number(row.ratio?.value),
        .number(row.ratio?.lower), .number(row.ratio?.upper), .count(row.oldRounds),
        .count(row.newRounds), .count(row.doubtfulRounds), .number(row.pValue),
        .number(row.adjustedPValue), .number(row.mannWhitney?.pValue),
        .number(row.mannWhitney?.a12),
        .text(row.verdict?.rawValue ?? ""), .text(row.isDrifted ? SummaryRow.driftFlag : ""),
      ])
    }
    return records
  }

  private static let header = [
    "policy", "victim", "aggressor", "control", "metric", "unit", "old", "new", "ratio",
    "ratio_lower", "ratio_upper", "old_rounds", "new_rounds", "doubtful_rounds", "p_value",
    "holm_p_value", "mann_whitney_p_value", "a12", "verdict", "flags",
  ]
}
