import Foundation
import Results
import SyntheticRuns
import Testing

/// A file of somebody else's can hold any number.
@Suite("Results with numbers that cannot be", .timeLimit(.minutes(10)))
struct ImpossibleNumberTests {
  /// A run that did not reach its end, so that nothing says what its files were.
  private func written(in folder: Folder) throws -> String {
    let results = try SyntheticRun().write(in: folder.url.path, topology: "<topology/>")
    try FileManager.default.removeItem(atPath: "\(results)/datapackage.json")
    return results
  }

  /// Two rows of a file in which only the given values are not ordinary.
  private func table(_ file: String, _ values: [String: String]) -> String {
    let columns = ColumnDescription.all.filter { $0.file == file }
    let rows = (0..<2).map { number in
      columns.map { column in
        if let value = values[column.name] { return value }
        if let allowed = column.allowed { return allowed[0] }
        return switch column.type {
        case .string: "a\(number)"
        case .integer: column.name == "upper_ns" ? "\(number + 2)" : "\(number)"
        case .number: "1.5"
        case .boolean: "true"
        }
      }
    }
    let header = columns.map(\.name)
    return ([header] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  @Test(
    "Are refused by a report with their place and what would be right, and told by verify",
    arguments: [
      ("data/histogram.csv", "count", "9223372036854775807"),
      ("data/histogram.csv", "lower_ns", "-9223372036854775808"),
      ("data/histogram.csv", "upper_ns", "9223372036854775807"),
      ("data/leakage_matrix.csv", "symbol", "9223372036854775807"),
      ("data/residue.csv", "position_accesses", "9223372036854775807"),
      ("data/policies.csv", "evidence_violated", "-9223372036854775808"),
      ("data/windows.csv", "actual_start_ns", "-9223372036854775808"),
    ])
  func refused(file: String, column: String, value: String) throws {
    let folder = try Folder()
    let results = try written(in: folder)
    try table(file, [column: value]).write(
      toFile: "\(results)/\(file)", atomically: false, encoding: .utf8)
    let range = try #require(
      ColumnDescription.named(column).first { $0.file == file }?.range)
    let message =
      ": column \(column): \"\(value)\" is not from \(range.lowerBound) to \(range.upperBound)"
    let ending = try Executable.run(["report", results], in: folder)
    #expect(ending.status == 1)
    #expect(ending.errors.hasPrefix("bulkhead: \(results)/\(file):2:"), "\(ending.errors)")
    // An optional column may be empty, too.
    #expect(ending.errors.contains(message), "\(ending.errors)")
    let verified = try Executable.run(["verify", results], in: folder)
    #expect(verified.status == 4)
    #expect(verified.output.contains("\(file):2:"))
    #expect(verified.output.contains(message))
  }

  @Test("At the bounds make a report and exports", arguments: [true, false])
  func bounds(upper: Bool) throws {
    let folder = try Folder()
    let results = try written(in: folder)
    for rowType in rowTypes {
      var values: [String: String] = [:]
      for column in rowType.columnDescriptions {
        guard let range = column.range else { continue }
        values[column.name] = String(upper ? range.upperBound : range.lowerBound)
      }
      // A bin is not empty.
      if upper, values["lower_ns"] != nil { values["lower_ns"] = "0" }
      if !upper, values["upper_ns"] != nil { values["upper_ns"] = "1" }
      let file = "\(results)/\(rowType.file)"
      // What rows say of a cell that is not there is no question of numbers.
      guard rowType.file != CellRow.file, rowType.file != RoundRow.file else { continue }
      try table(rowType.file, values).write(toFile: file, atomically: false, encoding: .utf8)
    }
    let report = try Executable.run(["report", results, "-o", "report.html"], in: folder)
    #expect(report.status == 0, "\(report.errors)")
    for format in ["hdr", "gnuplot"] {
      let ending = try Executable.run(
        ["export", results, "--format", format, "-o", format], in: folder)
      #expect(ending.status == 0 || ending.status == 1, "\(format): \(ending.errors)")
    }
  }
}
