import Results
import Testing

@testable import Reporting

@Suite("The worst case in tables, figures and reports")
struct WorstCaseReportTests {
  private static func blank(_ method: WorstCaseRow.Method) -> WorstCaseRow {
    var row = WorstCaseRow()
    row.method = method
    row.runs = 20_000
    row.seconds = 2.5
    row.isDescriptive = true
    row.deadlineNanoseconds = 300_000
    return row
  }

  private let mark: WorstCaseRow = {
    var row = blank(.highWaterMark)
    row.estimateNanoseconds = 150_768
    row.exceedancePerRun = 1.5e-4
    row.isAccepted = true
    return row
  }()

  private let curve: [WorstCaseRow] = [1e-3, 1e-6, 1e-9].map { exceedance in
    var row = blank(.peaksOverThreshold)
    row.tailCount = 500
    row.shape = 0.02
    row.exceedancePerRun = exceedance
    row.exceedancePerHour = 0.97
    row.isAccepted = exceedance >= 1e-6
    if row.isAccepted {
      row.estimateNanoseconds = exceedance == 1e-6 ? 171_197 : 134_120
      row.upperNanoseconds = exceedance == 1e-6 ? 200_392 : 135_734
    } else {
      row.refusals = "extrapolation_too_far"
    }
    return row
  }

  private let refused: WorstCaseRow = {
    var row = blank(.series)
    row.refusals = "trend mixture"
    return row
  }()

  private func results(_ rows: [WorstCaseRow]) -> ResultSet {
    let run = SyntheticResults(policies: [], hasControls: false).results()
    var results = ResultSet(
      directory: run.directory, isPartial: false, cells: [], rounds: [], summary: [], windows: [],
      histogram: [], events: [], provenance: run.provenance)
    results.worstCase = rows
    results.jobTimes = (0..<2000).map { index in
      var row = JobTimeRow()
      row.jobNanoseconds = 100_000 + Double(index)
      return row
    }
    return results
  }

  @Test("The deepest accepted point is quoted, by its bound and beside the longest run")
  func answer() throws {
    let findings = try #require(WorstCaseFindings(results([mark] + curve)))
    #expect(findings.answer?.exceedancePerRun == 1e-6)
    #expect(findings.sentence.contains("200,392\u{A0}ns with a chance of 1e-6"))
    #expect(findings.sentence.contains("20,000 runs in 2.50\u{A0}s took 150,768\u{A0}ns"))
    #expect(findings.sentence.contains("no evidence for a bound"), "a virtual machine")
    #expect(findings.reasons.isEmpty)
  }

  @Test("A refusal is told in words and by its code, and the longest run stays")
  func refusal() throws {
    let findings = try #require(WorstCaseFindings(results([mark, refused])))
    #expect(findings.answer == nil)
    #expect(findings.sentence.contains("150,768"))
    for code in ["(trend)", "(mixture)"] { #expect(findings.sentence.contains(code)) }
    let text = WorstCaseTable.text(results([mark, refused]), width: 100, colour: false)
    #expect(text.contains("drift over the series"))
    #expect(WorstCaseFindings(results([])) == nil)
  }

  @Test("The table has every point, and says of one that reaches too far why")
  func table() {
    let text = WorstCaseTable.text(results([mark] + curve), width: 160, colour: false)
    #expect(text.contains("peaks over a threshold") && text.contains("extrapolation_too_far"))
    #expect(text.contains("200,392") && text.contains("0.97"))
  }

  @Test("The figure has what was seen, the curve, its bound and the deadline")
  func figure() throws {
    let figure = try #require(
      Figures.all(for: results([mark] + curve)).first { $0.name == "exceedance" })
    let svg = figure.svg(.flat(.light))
    for text in ["seen", "95 % upper bound", "deadline", "1e-6"] { #expect(svg.contains(text)) }
    let bare = try #require(ExceedanceFigure.figure(results([mark, refused]))).svg(.flat(.light))
    #expect(bare.contains("seen") && !bare.contains("upper bound<"))
    #expect(ExceedanceFigure.figure(results([])) == nil)
  }

  @Test("The report has a card, and warns of a curve from a virtual machine")
  func report() {
    let html = HTMLReport.html(results([mark] + curve))
    #expect(html.contains("id=\"worst-case\"") && html.contains("id=\"exceedance\""))
    #expect(html.contains("shared virtual machine"))
    #expect(HTMLReport.html(results([mark, refused])).contains("(trend)"))
  }

  @Test(
    "Chances are written short",
    arguments: zip(
      [1e-6, 3.5935e-3, 0.9727, 9.99e-5, 1e-15], ["1e-6", "3.6e-3", "0.97", "1e-4", "1e-15"]))
  func chances(value: Double, text: String) {
    #expect(WorstCaseFindings.chance(value) == text)
  }
}
