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

  @Test("The last thing that the script does is to say that it is ready")
  func ready() throws {
    let script = String(decoding: PackageResources.report_js, as: UTF8.self)
    let last = script.split(separator: "\n").suffix(2)
    #expect(last.first?.contains("dataset.ready = \"1\"") == true)
  }

  @Test("Hostile names stay text")
  func escaped() {
    let results = Samples.results("hostile")
    let html = HTMLReport.html(results)
    for word in ["<script>alert", "<img", "</title></svg>", "\u{1B}", "onerror=1>"] {
      #expect(!html.contains(word), "\(word) in the page")
    }
    #expect(html.contains("&lt;script&gt;alert("))
    #expect(html.components(separatedBy: "<script>").count == 2)
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

  @Test("Every summary row is in the table, with its full value")
  func table() throws {
    let results = Samples.results("ordinary")
    let html = HTMLReport.html(results)
    #expect(html.components(separatedBy: "<tr data-unit=").count - 1 == results.summary.count)
    for row in results.summary {
      guard let value = row.value else { continue }
      #expect(html.contains("data-v=\"\(value)\""))
    }
  }

  @Test("Every figure of the run is on the page with its headline")
  func figures() {
    let results = Samples.results("ordinary")
    let html = HTMLReport.html(results)
    for figure in Figures.all(for: results) {
      #expect(html.contains("<h2>\(Escape.markup(figure.headline))</h2>"))
      #expect(html.contains(figure.svg(.html)))
    }
  }

  @Test("Violated evidence is a failed check that names the cell")
  func violated() throws {
    let ordinary = Samples.results("ordinary")
    var rounds = ordinary.rounds
    rounds[7].evidence = .violated
    rounds[7].evidenceDetail = "seen on CPU 3"
    let results = ResultSet(
      directory: ordinary.directory, isPartial: false, cells: ordinary.cells, rounds: rounds,
      summary: ordinary.summary, windows: [], histogram: [], events: [],
      provenance: ordinary.provenance)
    let failed = Caveats.all(Findings(results)).filter { $0.level == .fail }
    #expect(failed.count == 1)
    #expect(failed.first?.text.contains("first in c0: seen on CPU 3") == true)
  }

  @Test("A policy that was seen not in force in a round is not said to isolate")
  func violatedPolicy() throws {
    let ordinary = Samples.results("ordinary")
    let sliced = try #require(
      ordinary.cells.first { $0.policy == "sliced" && $0.control == .none })
    var rounds = ordinary.rounds
    let place = try #require(rounds.firstIndex { $0.cellID == sliced.cellID })
    rounds[place].evidence = .violated
    let results = ResultSet(
      directory: ordinary.directory, isPartial: false, cells: ordinary.cells, rounds: rounds,
      summary: ordinary.summary, windows: [], histogram: [], events: [],
      provenance: ordinary.provenance)
    let verdict = Verdict(Findings(results))
    #expect(verdict.word == "Leaks")
    #expect(verdict.sentence.hasSuffix("but in 1 round a reading showed it not in force."))
  }

  @Test("Markup is escaped and characters that XML forbids are replaced")
  func escape() {
    #expect(Escape.markup("<a href=\"x\">&'") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;")
    #expect(Escape.markup("a\u{0}b\u{1B}c\u{FFFE}") == "a\u{FFFD}b\u{FFFD}c\u{FFFD}")
    #expect(Escape.markup("µ × 日本") == "µ × 日本")
  }
}
