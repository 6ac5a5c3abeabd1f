import Foundation
import Results
import Testing

@testable import Reporting

@Suite struct ReportTests {
  @Test("The same results give the same bytes", arguments: ["ordinary", "unavailable"])
  func deterministic(sample: String) {
    let first = HTMLReport.html(Samples.results(sample))
    #expect(first == HTMLReport.html(Samples.results(sample)))
    #expect(SyntheticResults().results().summary == Samples.results("ordinary").summary)
  }

  @Test("The page asks the network for nothing, and its policy forbids it")
  func offline() {
    let html = HTMLReport.html(Samples.results("ordinary"))
    let rest = html.replacingOccurrences(of: "xmlns=\"http://www.w3.org/2000/svg\"", with: "")
    for word in ["http:", "https:", "src=", "@import", "<link", "//cdn"] {
      #expect(!rest.contains(word), "\(word) in the page")
    }
    #expect(html.contains("content=\"default-src 'none'; style-src 'unsafe-inline';"))
  }

  @Test("Figures, numbers and the word that all is ready are scripts apart: one may fail alone")
  func ready() throws {
    let parts = HTMLReport.html(Samples.results("ordinary")).components(separatedBy: "<script>")
    #expect(parts.count == 4)
    #expect(parts[1].contains(".zoom") && parts[2].contains("data-file"))
    #expect(parts[3].hasPrefix("document.documentElement.dataset.ready = \"1\";</script>"))
  }

  @Test("The script of the numbers asks for nothing that browsers of 2022 lack")
  func plainScript() {
    let script = String(decoding: PackageResources.numbers_js, as: UTF8.self)
    // Iterator helpers came to the last browser in 2025: `keys()` is to be spread first.
    #expect(!script.contains(".toArray("))
    #expect(!script.contains("keys().filter"))
  }

  @Test("Hostile names stay text")
  func escaped() {
    let results = Samples.results("hostile")
    let html = HTMLReport.html(results)
    for word in ["<script>alert", "<img", "</title></svg>", "\u{1B}", "onerror=1>"] {
      #expect(!html.contains(word), "\(word) in the page")
    }
    #expect(html.contains("&lt;script&gt;alert("))
    #expect(html.components(separatedBy: "<script>").count == 4)
    #expect(!ComparisonTable.text(results, width: 100, colour: false).contains("\u{1B}"))
  }

  @Test("A partial run says so before anything else")
  func partial() throws {
    let html = HTMLReport.html(Samples.results("empty"))
    let banner = try #require(html.range(of: "<b>Partial run.</b>"))
    let figure = try #require(html.range(of: "<section"))
    #expect(banner.lowerBound < figure.lowerBound)
    let complete = HTMLReport.html(Samples.results("ordinary"))
    #expect(!complete.contains("<b>Partial run.</b>"))
  }

  @Test("Without the script the first summary rows are there, with their full values")
  func table() throws {
    let results = Samples.results("ordinary")
    let html = HTMLReport.html(results)
    let start = try #require(html.range(of: "<table id=\"table\">")?.upperBound)
    let body = html[start...].components(separatedBy: "</table>")[0]
    let shown = min(results.summary.count, NumbersTable.rowsWithoutScript)
    #expect(body.components(separatedBy: "<tr>").count - 1 == shown + 1)
    for row in results.summary.prefix(shown) {
      guard let value = row.value else { continue }
      #expect(body.contains("data-v=\"\(value)\""))
    }
    // The unit of a value is not that of the confidence beside it.
    #expect(!body.contains("0.95\(Number.space)ns"))
  }

  @Test("Every figure of the run is on the page with its headline")
  func figures() {
    let results = Samples.results("ordinary")
    let html = HTMLReport.html(results)
    for figure in Figures.all(for: results) {
      #expect(html.contains("<h2>\(Escape.headline(figure.headline))</h2>"))
      #expect(html.contains(figure.svg(.html)))
    }
  }

  /// The ordinary run with the first `count` readings of `sliced` against it.
  private func violated(_ count: Int) -> ResultSet {
    let ordinary = Samples.results("ordinary")
    let sliced = Set(ordinary.cells.filter { $0.policy == "sliced" }.map(\.cellID))
    var left = count
    let rounds = ordinary.rounds.map { round in
      guard sliced.contains(round.cellID), left > 0 else { return round }
      left -= 1
      var round = round
      round.evidence = .violated
      round.evidenceDetail = "seen on CPU 3"
      return round
    }
    return ordinary.with(rounds: rounds)
  }

  @Test("A violation is told in proportion, and names its first round and cell")
  func violated() throws {
    let findings = Findings(violated(3))
    let caveat = try #require(Caveats.evidence(findings).first)
    #expect(caveat.level == .warn)
    let first = try #require(findings.results.rounds.first { $0.evidence == .violated })
    #expect(
      caveat.text == "Evidence against sliced in 3 of 240 readings,"
        + " first in round 0 of \(first.cellID): seen on CPU 3.")
  }

  @Test("A policy that was seen not in force in a round is not said to isolate")
  func violatedPolicy() {
    let verdict = Verdict(Findings(violated(1)))
    #expect(verdict.word == "Leaks")
    #expect(verdict.sentence.contains(" Sliced protects best: its worst pair takes 1.0"))
    #expect(verdict.sentence.hasSuffix(" Sliced was not in force in 1 of 240 readings."))
  }

  @Test("A policy that most readings contradict failed, and cannot be the best")
  func policyNotInForce() {
    let findings = Findings(violated(121))
    #expect(Caveats.evidence(findings).map(\.level) == [.fail])
    #expect(PolicyStanding.best(PolicyStanding.all(findings))?.policy == "pinned")
    #expect(
      Verdict(findings).sentence.hasSuffix(
        " Sliced was not in force (121 of 240 readings): its numbers are not the policy's."))
  }

  @Test("Events and notes of the run are in the environment, as text")
  func events() {
    var event = EventRow()
    event.timeNanoseconds = 1_500_000_000
    event.kind = "calibrated"
    event.subject = "timer"
    event.detail = "returns <in> 981 ns"
    let html = Environment.html(Samples.results("ordinary").with(events: [event]))
    #expect(html.contains("<h3>1 event during the run</h3>"))
    #expect(html.contains("<td class=n>1.500\u{A0}s<td>calibrated<td>timer"))
    #expect(html.contains("returns &lt;in&gt; 981 ns"))
    #expect(html.contains("<dt>notes</dt><dd>the guard is short</dd>"))
  }

  @Test("Markup is escaped and characters that XML forbids are replaced")
  func escape() {
    #expect(Escape.markup("<a href=\"x\">&'") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;")
    #expect(Escape.markup("a\u{0}b\u{1B}c\u{FFFE}") == "a\u{FFFD}b\u{FFFD}c\u{FFFD}")
    #expect(Escape.markup("µ × 日本") == "µ × 日本")
  }
}
