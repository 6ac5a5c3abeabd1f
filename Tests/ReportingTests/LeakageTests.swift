import Results
import Testing

@testable import Reporting

/// Made-up rows of `leakage.csv`: one channel that leaks under one policy and not under another, one that is inconclusive.
enum SyntheticLeakage {
  static func row(
    _ channel: String, _ policy: String, _ verdict: LeakageRow.Verdict, leak: Double,
    _ arm: LeakageRow.Arm = .signal, reason: String = ""
  ) -> LeakageRow {
    var row = LeakageRow()
    (row.channel, row.policy, row.arm, row.verdict) = (channel, policy, arm, verdict)
    row.observations = 3000
    row.bins = 4
    row.symbols = 2
    row.leakMillibits = leak
    row.boundMillibits = 9.75
    row.pValue = verdict == .leaks ? 0.001 : 0.4
    row.correctedMillibits = leak - 5
    row.correctedLowerMillibits = leak - 9
    row.correctedUpperMillibits = leak + 4
    row.bitsPerSecond = verdict == .leaks ? leak * 2 : nil
    row.detectionLimitMillibits = 12
    (row.firstSymbolNanoseconds, row.lastSymbolNanoseconds) = (18_000, 26_000)
    row.reason = reason
    return row
  }

  static func results(names: (String) -> String = { $0 }) -> ResultSet {
    let run = SyntheticResults(policies: [], hasControls: false).results()
    var results = ResultSet(
      directory: run.directory, isPartial: false, cells: [], rounds: [], summary: [], windows: [],
      histogram: [], events: [], provenance: run.provenance)
    let (sliced, flush) = (names("sliced"), names("sliced-guard+flush"))
    var absent = LeakageRow()
    (absent.channel, absent.policy, absent.reason) = ("l2", names("sliced-guard+vm"), "no /dev/kvm")
    results.leakage = [
      row("l2", sliced, .leaks, leak: 430), row("l2", sliced, .leaks, leak: 900, .positive),
      row("l2", sliced, .noLeak, leak: 4, .negative), row("l2", flush, .noLeak, leak: 6),
      row("tlb", sliced, .inconclusive, leak: 40, reason: "the negative control leaks"), absent,
    ]
    for policy in [sliced, flush] {
      for symbol in 0..<2 {
        for bin in 0..<4 {
          var cell = LeakageCountRow()
          (cell.channel, cell.policy) = ("l2", policy)
          (cell.symbol, cell.bin) = (Int64(symbol), Int64(bin))
          cell.lowerNanoseconds = bin > 0 ? 18_000 + 1000 * Double(bin) : nil
          cell.upperNanoseconds = bin < 3 ? 19_000 + 1000 * Double(bin) : nil
          cell.count = Int64(policy == sliced ? (symbol == bin / 2 ? 700 : 50) : 375)
          results.leakageCounts.append(cell)
        }
      }
    }
    return results
  }
}

@Suite("Leakage in tables and reports")
struct LeakageTests {
  private func text(width: Int = 0) -> String {
    LeakageTable.text(SyntheticLeakage.results(), width: width, colour: false)
      .replacing("\u{A0}", with: " ")
  }

  @Test("Each channel is a block, each policy a line with its verdict, and absences have reasons")
  func table() {
    let text = text()
    #expect(text.contains("leaks 430 millibit > 9.8"))
    #expect(text.contains("no leak detected at 9.8 millibit"))
    #expect(text.contains("tlb under sliced: the negative control leaks"))
    #expect(text.contains("sliced-guard+vm: unavailable: no /dev/kvm"))
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.contains("l2") && lines.contains("tlb"))
  }

  @Test("The controls stand beside their signal")
  func controls() throws {
    let line = try #require(
      text().split(separator: "\n").first { $0.contains("leaks 430 millibit") })
    #expect(line.contains("900") && line.contains("4.0"))
  }

  @Test("The sentence says of every policy what leaks and what does not")
  func sentence() throws {
    let findings = try #require(LeakageFindings(SyntheticLeakage.results()))
    #expect(
      findings.sentence
        == "Under sliced l2 (425 millibit) leaks, tlb is inconclusive; under sliced-guard+flush no leak was detected through l2 (at 9.8 millibit)."
    )
    #expect(
      findings.headline
        == "1 of 3 cases leak, most of all l2 under sliced: 425 millibit for each window")
  }

  @Test("Two figures show the bounds and the channels; without counts there is no map")
  func figures() {
    var results = SyntheticLeakage.results()
    #expect(Figures.all(for: results).map(\.name) == ["leakage", "leakage-matrix"])
    results.leakageCounts = []
    #expect(Figures.all(for: results).map(\.name) == ["leakage"])
    results.leakage = []
    #expect(Figures.all(for: results).isEmpty)
  }

  @Test("The report has the card, and no run without leakage does")
  func card() throws {
    let html = HTMLReport.html(SyntheticLeakage.results())
    #expect(html.contains("id=\"leakage\""))
    #expect(html.contains("data/leakage_matrix.csv"))
    #expect(!HTMLReport.html(Samples.results("ordinary")).contains("id=\"leakage\""))
  }

  @Test("An empty study says so")
  func empty() {
    var results = SyntheticLeakage.results()
    results.leakage = []
    results.leakageCounts = []
    #expect(LeakageTable.text(results, width: 80, colour: false) == "nothing was measured\n")
  }
}
