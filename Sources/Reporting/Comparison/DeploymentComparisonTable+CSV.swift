import Results
import Statistics

extension DeploymentComparisonTable {
  /// The comparison as tidy CSV: one row for each fact that differs and each number that both runs have or may have.
  public static func csv(_ comparison: DeploymentComparison) -> String { records(comparison).csv }

  /// The same as a JSON array of objects; ends in a newline.
  public static func json(_ comparison: DeploymentComparison) -> String {
    records(comparison).json
  }

  private static func records(_ comparison: DeploymentComparison) -> Records {
    let facts = comparison.facts.filter(\.differs).map { fact in
      record(
        "fact", "", fact.name, "", [.text(fact.a), .text(""), .text(""), .text(fact.b)])
    }
    let applications = comparison.applications.flatMap { row -> [[Records.Field]] in
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
    let windows = comparison.windows.flatMap { row -> [[Records.Field]] in
      func number(
        _ quantity: String, _ unit: String, _ value: (PartitionSchedule.Partition) -> Int64?
      ) -> [Records.Field] {
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
    var records = Records(header)
    records.rows = facts + applications + paths + windows
    return records
  }

  private static let header = [
    "kind", "subject", "quantity", "unit", "a", "a_lower", "a_upper", "b", "b_lower", "b_upper",
    "ratio", "ratio_lower", "ratio_upper", "verdict",
  ]

  private static func contrast(
    _ kind: String, _ subject: String, _ contrast: DeploymentComparison.Contrast
  ) -> [Records.Field] {
    let numbers = [contrast.a, contrast.b, contrast.ratio].flatMap {
      [$0?.value, $0?.lower, $0?.upper].map(Records.Field.number)
    }
    return record(
      kind, subject, "slowdown", "ratio", numbers + [.text(contrast.verdict?.rawValue ?? "")])
  }

  private static func plain(
    _ kind: String, _ subject: String, _ quantity: String, _ unit: String, _ a: Double?,
    _ b: Double?
  ) -> [Records.Field] {
    record(kind, subject, quantity, unit, [.number(a), .text(""), .text(""), .number(b)])
  }

  private static func record(
    _ kind: String, _ subject: String, _ quantity: String, _ unit: String,
    _ values: [Records.Field]
  ) -> [Records.Field] {
    [.text(kind), .text(subject), .text(quantity), .text(unit)] + values
  }
}
