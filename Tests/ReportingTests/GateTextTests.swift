import Reporting
import Results
import SyntheticRuns
import Testing
import Verdicts

@Suite("What is printed of gates and of two runs")
struct GateTextTests {
  private func run(_ slowdowns: [Double], seed: UInt64 = 1, spread: Double = 0.01) -> SyntheticRun {
    var run = SyntheticRun()
    (run.seed, run.spread) = (seed, spread)
    run.victims = slowdowns.indices.map { "chase@\($0 + 1)KiB" }
    run.slowdown = { slowdowns[$0] }
    return run
  }

  private func lines(_ run: SyntheticRun, _ limits: Double..., width: Int = 80) -> [String] {
    let gates = limits.map { Gate(.slowdown, .median, limit: $0) }
    let text = GateText.text(
      GateJudgement(gates, of: run.results), width: width, colour: false)
    return text.split(separator: "\n").map(String.init)
  }

  @Test("Each gate is one line that a script can search: word, limit, value, interval, cell, count")
  func gateLines() throws {
    let lines = lines(run([1.5, 1]), 1.2, 2)
    let own = lines.filter { !$0.hasPrefix(" ") && !$0.hasPrefix("4 tests") }
    #expect(own.count >= 2)
    let pattern =
      /FAIL {10}slowdown p50 at most 1\.20: 1\.\d\d \[1\.\d\d, 1\.\d\d\], chase@1KiB beside write@64MiB under baseline; 1 of 2 cells/
    #expect(lines[0].wholeMatch(of: pattern) != nil, "\(lines[0])")
    #expect(lines[1].hasPrefix("PASS          slowdown p50 at most 2.00: 1."))
    #expect(lines[1].hasSuffix("; 2 of 2 cells"))
  }

  @Test("What stands under a gate fits the width, and says what would settle it")
  func details() {
    let lines = lines(run([1.19, 1.21, 1.2], spread: 0.2), 1.2, width: 70)
    #expect(lines[0].hasPrefix("INCONCLUSIVE  slowdown p50"))
    for line in lines.dropFirst() { #expect(line.count <= 70) }
    let text = lines.joined(separator: " ").replacing("               ", with: " ")
    #expect(text.contains("the limit lies inside the interval"))
  }

  @Test("Of many that did not pass, the first are shown and the others counted")
  func many() {
    let lines = lines(run(Array(repeating: 1.5, count: 12)), 1.2)
    #expect(lines.contains { $0.hasSuffix("and 6 more that did not pass") })
    #expect(lines.count { $0.contains("fail 1.") } == 5)
  }

  @Test("Nothing to judge is said")
  func nothing() {
    let results = ResultSet(
      directory: "", isPartial: false, cells: [], rounds: [], summary: [], windows: [],
      histogram: [], events: [], provenance: SyntheticRun().provenance)
    let judgement = GateJudgement([Gate(.start, .median, limit: 1000)], of: results)
    #expect(
      GateText.text(judgement, width: 80, colour: false)
        == "INCONCLUSIVE  start error p50 at most 1.00\u{A0}µs: nothing to judge\n")
  }

  private func comparison(_ old: SyntheticRun, _ new: SyntheticRun) -> RunComparison {
    let (old, new) = (old.results, new.results)
    func facts(_ results: ResultSet) -> Comparability.Run {
      Comparability.Run(provenance: results.provenance, cells: results.cells, topology: [:])
    }
    return RunComparison(
      old: old, new: new, comparability: Comparability(old: facts(old), new: facts(new)))
  }

  @Test("The table of two runs fits every width, and says what differs and how many changed")
  func table() {
    let comparison = comparison(run([2, 1.5]), run([2.4, 1.5], seed: 2))
    for width in [60, 80, 120, 0] {
      let text = RunComparisonTable.text(comparison, width: width, colour: false)
      if width > 0 {
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("(too narrow for: ") }
        for line in lines { #expect(line.count <= width, "\(line)") }
      }
      let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(flat.contains("What differs: seed: 1, now 2."))
      #expect(
        flat.contains(
          "Of 2 pairs: 1 worse, 0 better, 1 equivalent and 0 inconclusive; and 2 controls: 0 worse,"
            + " 0 better, 2 equivalent and 0 inconclusive."))
      #expect(flat.contains("worse"))
    }
  }

  @Test("Of many pairs those that changed most are shown; the CSV has all")
  func manyPairs() {
    var changed = Array(repeating: 1.0, count: 80)
    changed[70] = 1.5
    let comparison = comparison(run(Array(repeating: 1, count: 80)), run(changed, seed: 2))
    let text = RunComparisonTable.text(comparison, width: 120, colour: false)
    #expect(text.contains("60 of 82 pairs are shown"))
    #expect(text.contains("chase@71KiB"))
    let csv = RunComparisonTable.csv(comparison).split(separator: "\n")
    #expect(csv.count == 1 + 82 * RunComparison.Metric.allCases.count)
    let columns = csv[0].split(separator: ",", omittingEmptySubsequences: false).count
    #expect(
      csv.allSatisfy {
        $0.split(separator: ",", omittingEmptySubsequences: false).count == columns
      })
  }
}
