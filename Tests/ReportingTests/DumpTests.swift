import Foundation
import Reporting
import Results
import Testing

/// Writes the synthetic reports where a person can look at them: `BULKHEAD_REPORT_DUMP=DIR swift
/// test`.
@Suite struct ReportDump {
  static let directory = ProcessInfo.processInfo.environment["BULKHEAD_REPORT_DUMP"]

  @Test("Reports and figures are written for a person to look at", .enabled(if: directory != nil))
  func dump() throws {
    let directory = URL(filePath: try #require(ReportDump.directory))
    for (name, results) in Samples.all + [("contention-192", PixelImageTests.many)] {
      try HTMLReport.html(results).write(
        to: directory.appending(path: "\(name).html"), atomically: true, encoding: .utf8)
      try ComparisonTable.text(results, width: 100, colour: false).write(
        to: directory.appending(path: "\(name).txt"), atomically: true, encoding: .utf8)
      for figure in Figures.all(for: results) {
        for theme in [Theme.light, .dark] {
          try figure.svg(.flat(theme)).write(
            to: directory.appending(path: "\(name)-\(figure.name)-\(theme.name).svg"),
            atomically: true, encoding: .utf8)
        }
      }
    }
  }
}
