import Results
import Testing

@testable import Reporting

@Suite("The residue in tables, figures and reports")
struct ResidueReportTests {
  private static func row(
    _ policy: String, _ footprint: Int64, first: Double, ratio: Double?,
    _ finding: ResidueSummaryRow.Finding?
  ) -> ResidueSummaryRow {
    var row = ResidueSummaryRow()
    row.policy = policy
    row.footprintBytes = footprint
    row.victimBytes = 512 << 10
    row.windowNanoseconds = 2_000_000
    row.rounds = 12
    row.windows = 264
    row.warmNanoseconds = 5
    row.firstNanoseconds = first
    row.firstLowerNanoseconds = first - 0.5
    row.firstUpperNanoseconds = first + 0.5
    row.extraNanoseconds = (first - 5) * 8192
    row.ratio = ratio
    row.ratioLower = ratio.map { $0 - 0.1 }
    row.ratioUpper = ratio.map { $0 + 0.1 }
    row.pValue = ratio == nil ? nil : 0.0001
    row.finding = finding
    row.isInForce = true
    row.evidence = "seen <there>"
    return row
  }

  private let rows: [ResidueSummaryRow] = {
    var absent = ResidueSummaryRow()
    absent.policy = "sliced-guard+l2-cat"
    absent.reason = "no resctrl here"
    return [
      row("sliced-guard", 0, first: 5.5, ratio: nil, nil),
      row("sliced-guard", 1 << 20, first: 9, ratio: 1.6, .depends),
      row("sliced-guard", 4 << 20, first: 12, ratio: 2.2, .depends),
      row("sliced-guard+flush", 0, first: 12, ratio: nil, nil),
      row("sliced-guard+flush", 1 << 20, first: 12, ratio: 1.0, .noDependence),
      row("sliced-guard+flush", 4 << 20, first: 12.1, ratio: 1.0, .noDependence),
      absent,
    ]
  }()

  private func results(_ rows: [ResidueSummaryRow]) -> ResultSet {
    let run = SyntheticResults(policies: [], hasControls: false).results()
    var results = ResultSet(
      directory: run.directory, isPartial: false, cells: [], rounds: [], summary: [], windows: [],
      histogram: [], events: [], provenance: run.provenance)
    results.residueSummary = rows
    results.residue = rows.filter { $0.footprintBytes != nil }.flatMap { row in
      [Int64(0), 4096, 8192].map { position in
        var point = ResidueRow()
        point.policy = row.policy
        point.footprintBytes = row.footprintBytes!
        point.positionAccesses = position
        point.accesses = 4096
        point.accessNanoseconds = position < 8192 ? row.firstNanoseconds! : 5
        return point
      }
    }
    return results
  }

  @Test("The sentence has each policy by its largest footprint, and what was found of it")
  func sentence() throws {
    let findings = try #require(ResidueFindings(results(rows)))
    #expect(findings.sentence.contains("wrote 4\u{A0}MiB"))
    #expect(findings.sentence.contains("cost, of those after none, 2.20×"))
    #expect(findings.sentence.contains("depends on the neighbour"))
    #expect(findings.sentence.contains("; 1.00×"))
    #expect(findings.sentence.contains("no dependence found"))
    #expect(findings.absent.map(\.policy) == ["sliced-guard+l2-cat"])
  }

  @Test("A policy that was not in force is said to be so wherever its numbers are")
  func notInForce() throws {
    var rows = rows
    rows[5].isInForce = false
    let results = results(rows)
    #expect(try #require(ResidueFindings(results)).sentence.contains("(not in force)"))
    #expect(
      ResidueTable.text(results, width: 0, colour: false).contains("policy not in force"))
  }

  @Test("The table has a line for each footprint, and what is not there has its reason")
  func table() {
    let text = ResidueTable.text(results(rows), width: 0, colour: false)
      .replacing("\u{A0}", with: " ")
    #expect(text.contains("sliced-guard: 512 KiB victim, windows of 2.00 ms"))
    #expect(text.split(separator: "\n").count { $0.contains("depends on the neighbour") } == 3)
    #expect(text.contains("sliced-guard+l2-cat: unavailable: no resctrl here"))
    #expect(ResidueTable.text(results([]), width: 0, colour: false) == "no residue was measured\n")
  }

  @Test("The page has a section of its own, and figures that are drawn in light and dark")
  func page() throws {
    let results = results(rows)
    let html = HTMLReport.html(results)
    #expect(html.contains("id=\"residue\""))
    #expect(html.contains("seen &lt;there&gt;"))
    let figures = Figures.all(for: results).filter { $0.name.hasPrefix("residue") }
    #expect(figures.map(\.name) == ["residue", "residue-positions"])
    for figure in figures {
      #expect(figure.svg(.flat(.light)) != figure.svg(.flat(.dark)))
      for policy in ["sliced-guard", "sliced-guard+flush"] {
        #expect(figure.svg(.flat(.light)).contains(policy))
      }
    }
    #expect(Figures.all(for: self.results([])).allSatisfy { !$0.name.hasPrefix("residue") })
  }
}
