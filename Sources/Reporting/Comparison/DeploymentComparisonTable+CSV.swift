import Results
import Statistics

extension DeploymentComparisonTable {
  /// The comparison as tidy CSV: one row for each fact that differs and each number that both runs have or may have.
  public static func csv(_ comparison: DeploymentComparison) -> String {
    let facts = comparison.facts.filter(\.differs).map { fact in
      record("fact", "", fact.name, "", [fact.a, "", "", fact.b])
    }
    let applications = comparison.applications.flatMap { row -> [String] in
      let id = row.slowdown.subject
      return [
        contrast("application", id, row.slowdown),
        plain(
          "application", id, "solo_p50", "ns", row.a?.soloP50Nanoseconds, row.b?.soloP50Nanoseconds),
        plain(
          "application", id, "high_water_mark", "ns", row.a?.highWaterMarkNanoseconds,
          row.b?.highWaterMarkNanoseconds),
      ]
    }
    let paths = comparison.worstPaths.map { contrast("path", $0.subject, $0) }
    let windows = comparison.windows.flatMap { row -> [String] in
      func number(
        _ quantity: String, _ unit: String, _ value: (PartitionSchedule.Partition) -> Int64?
      ) -> String {
        plain(
          "partition", row.name, quantity, unit, row.a.flatMap(value).map(Double.init),
          row.b.flatMap(value).map(Double.init))
      }
      return [
        number("start_error_p50", "ns", \.startErrorP50),
        number("start_error_p99", "ns", \.startErrorP99),
        number("start_error_max", "ns") { $0.totals.latestNanoseconds },
        number("windows", "count") { Int64($0.totals.windows) },
        number("windows_missed", "count") { Int64($0.totals.missed) },
        number("overlap", "ns", \.overlapNanoseconds),
      ]
    }
    return CSVLine.text(header) + (facts + applications + paths + windows).joined()
  }

  private static let header = [
    "kind", "subject", "quantity", "unit", "a", "a_lower", "a_upper", "b", "b_lower", "b_upper",
    "ratio", "ratio_lower", "ratio_upper", "verdict",
  ]

  private static func contrast(
    _ kind: String, _ subject: String, _ contrast: DeploymentComparison.Contrast
  ) -> String {
    let numbers = [contrast.a, contrast.b, contrast.ratio].flatMap {
      [$0?.value, $0?.lower, $0?.upper].map(text)
    }
    return record(
      kind, subject, "slowdown", "ratio", numbers + [contrast.verdict?.rawValue ?? ""])
  }

  private static func plain(
    _ kind: String, _ subject: String, _ quantity: String, _ unit: String, _ a: Double?,
    _ b: Double?
  ) -> String {
    record(kind, subject, quantity, unit, [text(a), "", "", text(b)])
  }

  private static func record(
    _ kind: String, _ subject: String, _ quantity: String, _ unit: String, _ values: [String]
  ) -> String {
    let fields = [kind, subject, quantity, unit] + values
    return CSVLine.text(fields + Array(repeating: "", count: header.count - fields.count))
  }

  private static func text(_ value: Double?) -> String { value.map(\.fieldText) ?? "" }
}
