import Browser
import Foundation
import Testing

extension InBrowser {
  /// Lines such as `access_ns 9.86` of what marks tell are values of the column of that name.
  @Suite("Values that marks tell") @MainActor struct TipValueTests {
    /// What has such lines, by the run that it is of.
    nonisolated static let figures: [(Sample, Set<String>)] = [
      (
        .reference, ["slowdown", "policies", "policy-rounds", "pareto", "latency-curve", "windows"]
      ),
      (.policies, ["slowdown", "policies", "policy-rounds", "pareto", "latency-curve", "windows"]),
      (.fourteenApps, ["register-matrix", "major-frame", "windows"]),
      (.leakage, ["leakage", "leakage-matrix"]),
      (.residue, ["residue", "residue-positions"]),
      (.manyCores, ["slowdown", "policies", "policy-rounds", "windows"]),
    ]

    @Test("Are those of one row of a file, digit by digit", arguments: figures)
    func values(_ sample: Sample, _ expected: Set<String>) throws {
      try open(sample) { page, report in
        let files = try report.files()
        var found: Set<String> = []
        for mark in try page.marks(atMost: 40) {
          let values = Self.values(mark.tip)
          guard !values.isEmpty else { continue }
          found.insert(mark.card)
          // A policy's protection and its cost are the worst over the aggressors, each by itself.
          let groups = mark.card == "pareto" ? values.map { [$0] } : [values]
          for group in groups {
            let isOfRow = files.values.contains { file in
              Self.has(file.columns, group) && file.rows.contains { Self.has($0, group, mark.tip) }
            }
            #expect(isOfRow, "\(mark.card): \(mark.tip)")
          }
        }
        #expect(found == expected)
      }
    }

    @Test("A value that no row has is found out")
    func wrongValue() throws {
      let file = CSVText("policy,access_ns\ngang,9.86\nsliced,7.5\n")
      func isThere(_ tip: String) -> Bool {
        file.rows.contains { Self.has($0, Self.values(tip), tip) }
      }
      #expect(isThere("gang, none\naccess_ns 9.86"))
      #expect(!isThere("gang, none\naccess_ns 9.87"))
      #expect(!isThere("gang, none\naccess_ns 7.5"))
    }

    private struct Value {
      let name: String
      let text: String
    }

    private static func values(_ tip: String) -> [Value] {
      tip.split(separator: "\n").compactMap { line in
        line.wholeMatch(
          of: /([a-z][a-z0-9]*_[a-z0-9_]+|slowdown|protection|count) (-?[0-9][^ ,]*)(,.*)?/
        )
        .map { Value(name: String($0.1), text: String($0.2)) }
      }
    }

    /// Whether a file can have them, so that others need not be searched.
    private static func has(_ columns: [String], _ values: [Value]) -> Bool {
      values.allSatisfy { columns.contains($0.name) }
        || columns.contains("metric")
          && columns.contains("value")
    }

    /// Whether a row has all the values, and is of the policy that the mark names.
    private static func has(_ row: CSVRow, _ values: [Value], _ tip: String) -> Bool {
      guard row["policy"].map(tip.contains) ?? true else { return false }
      return values.allSatisfy { value in
        row[value.name] == value.text
          || (row["metric"] == value.name && row["value"] == value.text)
      }
    }
  }
}
