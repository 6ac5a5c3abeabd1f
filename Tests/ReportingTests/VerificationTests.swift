import Results
import Testing

@testable import Reporting

@Suite("Verification, told")
struct VerificationTests {
  private func row(
    _ label: String, _ verdict: VerificationRow.Verdict, ratio: Double?, detail: String = ""
  ) -> VerificationRow {
    var row = VerificationRow()
    row.label = label
    row.claim = "it <costs>"
    row.threshold = 1.5
    row.verdict = verdict
    row.ratio = ratio
    row.ratioLow = ratio.map { $0 * 0.9 }
    row.ratioHigh = ratio.map { $0 * 1.1 }
    row.rounds = ratio == nil ? 0 : 8
    row.detail = detail
    return row
  }

  private var results: ResultSet {
    var results = SyntheticResults(policies: ["baseline"]).results()
    results.verification = [
      row("chase@L2/2", .exercised, ratio: 3),
      row("write@2*L3", .notExercised, ratio: 1.01, detail: "the effect is smaller"),
      row("read@2*L3", .inconclusive, ratio: 1.5, detail: "the interval holds the threshold"),
      row("split-lock", .unavailable, ratio: nil, detail: "needs --allow-buslock"),
    ]
    return results
  }

  @Test("The table has each workload with its interval, and the reason where one is due")
  func table() {
    let text = VerificationTable.text(results, width: 100).replacing("\u{A0}", with: " ")
    #expect(text.contains("chase@L2/2  exercised      3.00× [2.70, 3.30]    1.5×"))
    #expect(text.contains("split-lock: needs --allow-buslock"))
    #expect(
      VerificationTable.text(results, width: 0).hasSuffix(
        "1 of 4 workloads stressed here what they claim; 1 not exercised, 1 inconclusive and 1 unavailable\n"
      ))
    for line in text.split(separator: "\n") { #expect(line.count <= 100) }
  }

  @Test("A run warns of every workload whose channel was not exercised, and counts the rest")
  func caveats() {
    let caveats = Caveats.verification(results)
    #expect(caveats.count == 4)
    #expect(caveats[3].text.contains("Nothing proves that split-lock stresses its channel"))
    #expect(caveats[1].level == .warn && caveats[1].text.contains("write@2*L3 was not exercised"))
    #expect(caveats[2].text.contains("read@2*L3 may not have been exercised"))
    let comparison = ComparisonTable.text(results, width: 0, colour: false)
    #expect(comparison.contains("The channel of write@2*L3 was not exercised"))
  }

  @Test("Results without verification have no caveat and no card of it")
  func none() {
    let results = SyntheticResults(policies: ["baseline"]).results()
    #expect(Caveats.verification(results).isEmpty)
    #expect(!HTMLReport.html(results).contains("id=\"verification\""))
  }

  @Test("The report's card has every workload, its claim escaped")
  func card() {
    let html = HTMLReport.html(results)
    #expect(html.contains("id=\"verification\""))
    for row in results.verification {
      #expect(html.contains("<td>\(row.label)<td>it &lt;costs&gt;"))
    }
  }
}
