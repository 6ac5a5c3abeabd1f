import Results
import Statistics
public import Verdicts

extension RunComparisonTable {
  /// The comparison as tidy CSV: one row per pair and metric.
  public static func csv(_ comparison: RunComparison) -> String {
    var text = CSVLine.text(header)
    for row in comparison.rows {
      text += CSVLine.text([
        row.policy, row.victim, row.aggressor, row.control.rawValue, row.metric.rawValue,
        row.metric.unit, number(row.old), number(row.new), number(row.ratio?.value),
        number(row.ratio?.lower), number(row.ratio?.upper), "\(row.oldRounds)",
        "\(row.newRounds)", "\(row.doubtfulRounds)", number(row.pValue),
        number(row.adjustedPValue), number(row.mannWhitney?.pValue), number(row.mannWhitney?.a12),
        row.verdict?.rawValue ?? "", row.isDrifted ? SummaryRow.driftFlag : "",
      ])
    }
    return text
  }

  private static let header = [
    "policy", "victim", "aggressor", "control", "metric", "unit", "old", "new", "ratio",
    "ratio_lower", "ratio_upper", "old_rounds", "new_rounds", "doubtful_rounds", "p_value",
    "holm_p_value", "mann_whitney_p_value", "a12", "verdict", "flags",
  ]

  private static func number(_ value: Double?) -> String { value.map(\.fieldText) ?? "" }
}
