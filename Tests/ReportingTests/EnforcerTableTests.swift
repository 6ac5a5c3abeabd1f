import Results
import Testing

@testable import Reporting

@Suite("Enforcers in tables and reports")
struct EnforcerTableTests {
  private static func row(
    _ enforcer: String, _ guardBand: EnforcerRow.GuardBand, p99: Int64?,
    _ neighbours: EnforcerRow.Neighbours = .none, _ change: (inout EnforcerRow) -> Void = { _ in }
  ) -> EnforcerRow {
    var row = EnforcerRow()
    row.enforcer = enforcer
    row.backend = "thread"
    row.schedulingClass = "batch"
    row.windowNanoseconds = 1_000_000
    row.guardBand = guardBand
    row.guardNanoseconds = guardBand == .auto ? 50_000 : 0
    row.neighbours = neighbours
    row.turns = 2
    row.windows = 12_000
    row.startP50Nanoseconds = 240
    row.startP99Nanoseconds = p99
    row.stopP99Nanoseconds = -47_000
    row.lostPercent = 5.25
    change(&row)
    return row
  }

  private func results(_ rows: [EnforcerRow]) -> ResultSet {
    let run = SyntheticResults(policies: [], hasControls: false).results()
    var results = ResultSet(
      directory: run.directory, isPartial: false, cells: [], rounds: [], summary: [], windows: [],
      histogram: [], events: [], provenance: run.provenance)
    results.enforcers = rows
    return results
  }

  private let rows = [
    row("timer", .auto, p99: 2_100), row("timer", .none, p99: 31_000),
    row("timer", .auto, p99: 9_000, .memory) {
      $0.overruns = 3
      $0.overrunsInGap = 2
      $0.overlaps = 1
    },
    row("cooperative", .auto, p99: 4_000),
    row("broken", .auto, p99: nil) {
      $0.windows = 0
      $0.reason = "no such right"
    },
  ]

  private func text(_ rows: [EnforcerRow], width: Int = 0) -> String {
    EnforcerTable.text(results(rows), width: width, colour: false)
      .replacing("\u{A0}", with: " ")
  }

  @Test("Each length of window is a block, each case a line, and what is not there has its reason")
  func table() {
    let lines = text(rows).split(separator: "\n").map(String.init)
    #expect(lines.contains("windows of 1.00 ms (thread, batch)"))
    #expect(lines.count { $0.hasPrefix("timer ") } == 3)
    #expect(
      lines.contains { $0.hasPrefix("timer ") && $0.contains("memory") && $0.contains("3 (2)") })
    #expect(lines.contains("broken: unavailable: no such right"))
  }

  @Test("The worse situation of an enforcer stands for it, and the best enforcer for the guard")
  func sentence() throws {
    let findings = try #require(EnforcerFindings(rows))
    let sentence = findings.sentence.replacing("\u{A0}", with: " ")
    // 9 us beside neighbours is the timer's figure, so that the cooperative one is best.
    #expect(
      sentence.contains("99 % of the windows of 1.00 ms under cooperative begin within 4.00 µs"))
    #expect(sentence.contains("ithout a guard band, 99 % of the windows of 1.00 ms under timer"))
    #expect(sentence.contains("3 of 36,000 guarded windows ran past their end, 2 of them"))
    #expect(sentence.hasSuffix("two partitions ran at once 1 time."))
  }

  @Test("No line is wider than asked, and nothing is said where there are no rows")
  func width() {
    for width in [60, 80, 120] {
      let tooWide = text(rows, width: width).split(separator: "\n").filter {
        $0.count > width && !$0.hasPrefix("(too narrow for")
      }
      #expect(tooWide == [], "at width \(width)")
    }
    #expect(text([]) == "nothing was measured\n")
    #expect(EnforcersCard.html(results([])) == "")
  }

  @Test("The report has a row for each case that was measured, and escapes what others wrote")
  func card() {
    let html = EnforcersCard.html(
      results(rows + [Self.row("a<b", .none, p99: nil) { $0.reason = "<script>" }]))
    #expect(html.split(separator: "<tr>").count - 2 == 4)
    #expect(html.contains("&lt;script&gt;") && !html.contains("<script>"))
  }
}
