import Foundation
import Results
import Statistics
import SyntheticRuns
import Testing
import Verdicts

@testable import Reporting

@Suite struct TwoRunsTests {
  private static let shape = ["L2": "1 MiB of CPU 0"]

  private func comparability(
    _ a: ResultSet, _ b: ResultSet, shapes: ([String: String], [String: String]) = (shape, shape)
  ) -> Comparability {
    Comparability(
      old: .init(provenance: a.provenance, cells: a.cells, topology: shapes.0),
      new: .init(provenance: b.provenance, cells: b.cells, topology: shapes.1))
  }

  private func run(seed: UInt64, slowdown: Double) -> ResultSet {
    var run = SyntheticRun()
    run.victims = ["chase@16KiB", "read@32KiB"]
    run.seed = seed
    run.slowdown = { $0 == 0 ? slowdown : 1.2 }
    return run.results
  }

  @Test("A pair that became worse is the verdict of the page, with both its slowdowns")
  func worse() throws {
    let (a, b) = (run(seed: 1, slowdown: 1.2), run(seed: 2, slowdown: 1.6))
    let runs = TwoRuns(a, b, comparability: comparability(a, b))
    guard case .suites(let comparison) = runs.outcome else {
      Issue.record("two runs of one suite were not compared")
      return
    }
    let verdict = TwoRunsVerdict(comparison)
    #expect(verdict.tone == .bad && verdict.word == "Worse")
    let slowdowns = comparison.rows.filter { $0.metric == .slowdownP50 }
    let rows = slowdowns.filter { $0.control == .none }
    let count = ChangeCounts(comparison).sentence
    #expect(count.hasPrefix("Of \(rows.count) pairs: 1 worse, 0 better, "))
    let controls = slowdowns.count - rows.count
    #expect(controls > 0 && count.contains("; and \(controls) control"))
    #expect(verdict.sentence.hasPrefix(count))
    #expect(TwoRunsChanges.headline(comparison).hasSuffix(" those in A, apart from the controls"))
    let terminal = RunComparisonTable.text(comparison, width: 0, colour: false)
    #expect(terminal.components(separatedBy: count).count == 2)
    let row = try #require(rows.first { $0.verdict == .worse })
    #expect(
      verdict.sentence.hasSuffix(
        "down \(Number.times(row.new)) in B, \(Number.times(row.old)) in A."))
    let page = TwoRunsReport.html(runs)
    #expect(page.contains(Escape.markup(verdict.sentence)))
    #expect(page.components(separatedBy: "Of \(rows.count) pairs").count == 2, "one count")
    #expect(page.contains("id=\"changes\"") && page.contains("<td class=\"bad\">worse"))
    #expect(page == TwoRunsReport.html(runs))
  }

  @Test("The same run twice is the same")
  func same() {
    let a = run(seed: 1, slowdown: 1.2)
    let runs = TwoRuns(a, a, comparability: comparability(a, a))
    guard case .suites(let comparison) = runs.outcome else {
      Issue.record("a run was not compared with itself")
      return
    }
    #expect(TwoRunsVerdict(comparison).word == "The same")
    #expect(TwoRunsVerdict(comparison).tone == .good)
    let pairs = ChangeCounts(comparison).pairs.count
    #expect(
      TwoRunsChanges.headline(comparison)
        == "Of \(pairs) pairs 0 became worse in B and 0 better, apart from the controls")
    #expect(TwoRunsReport.html(runs).contains("Every fact of machine and tool is the same in both"))
  }

  @Test("Two machines are shown both, with what keeps them from a verdict")
  func machines() {
    let (a, b) = (run(seed: 1, slowdown: 1.2), run(seed: 2, slowdown: 1.6))
    let shapes = (Self.shape, ["L2": "2 MiB of CPU 0"])
    let runs = TwoRuns(a, b, comparability: comparability(a, b, shapes: shapes))
    let page = TwoRunsReport.html(runs)
    #expect(page.contains("<b>Not compared.</b>"))
    #expect(page.contains("topology, L2"))
    #expect(page.contains("<td class=bad>not comparable"))
    #expect(!page.contains("id=\"changes\""))
    #expect(page.contains("id=\"slowdown-a\"") && page.contains("id=\"slowdown-b\""))
  }

  @Test("Both slowdown maps end their colours at the larger of the two slowdowns")
  func colours() {
    let (a, b) = (run(seed: 1, slowdown: 2), run(seed: 2, slowdown: 4))
    let page = TwoRunsReport.html(TwoRuns(a, b, comparability: comparability(a, b)))
    let maps = page.components(separatedBy: "<section").filter {
      $0.contains(" id=\"slowdown-a\"") || $0.contains(" id=\"slowdown-b\"")
    }
    #expect(maps.count == 2)
    let end = Number.times(Findings(b).worst?.slowdown?.value)
    for map in maps { #expect(map.contains(">\(end)")) }
  }

  @Test("Nothing on the page of two runs has the name of another thing")
  func identifiers() {
    let pairs = [
      (run(seed: 1, slowdown: 2), run(seed: 2, slowdown: 4)),
      (Samples.results("ordinary"), Samples.results("two-policies")),
      (Samples.results("deployment"), Samples.results("deployment")),
      (Samples.results("leakage"), Samples.results("hostile")),
    ]
    for (a, b) in pairs {
      let page = TwoRunsReport.html(TwoRuns(a, b, comparability: comparability(a, b)))
      let names = page.components(separatedBy: " id=\"").dropFirst()
        .map { $0.components(separatedBy: "\"")[0] }
      #expect(Set(names).count == names.count, "\(names)")
      #expect(!page.contains("<script>alert"))
    }
  }

  @Test("Of two deployments with the same applications the findings stand on the page")
  func deployments() {
    let a = Samples.results("deployment")
    let page = TwoRunsReport.html(TwoRuns(a, a, comparability: comparability(a, a)))
    #expect(page.contains("<b>B against A.</b>"))
    #expect(page.contains("<ul class=\"sentences\">"))
  }
}
