import Results
import Testing

@testable import Reporting

/// Every headline is formed a second time here, from the rows alone and by other code.
@Suite struct HeadlineTests {
  let results = Samples.results("ordinary")

  private func figure(_ name: String) throws -> Figure {
    try #require(Figures.all(for: results).first { $0.name == name })
  }

  private func slowdowns(_ policy: String) -> [SummaryRow] {
    results.summary.filter {
      $0.metric == "slowdown_p50" && $0.policy == policy && $0.control == .none
    }
  }

  private func worst(_ policy: String) throws -> SummaryRow {
    try #require(slowdowns(policy).max { ($0.value ?? 0) < ($1.value ?? 0) })
  }

  /// Two decimals by another way than the report's.
  private func twoDecimals(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10)×"
  }

  @Test("The heat map's headline names the row with the largest slowdown")
  func heatMap() throws {
    let row = try worst("baseline")
    #expect(
      try figure("slowdown").headline
        == "Worst pair: \(row.victim) takes \(twoDecimals(try #require(row.value))) as long beside"
        + " \(row.aggressor) under baseline")
  }

  @Test("The policies' headline compares the worst rows of baseline and of the best policy")
  func policies() throws {
    let from = try #require(worst("baseline").value)
    let to = try #require(worst("sliced").value)
    let losses = results.summary
      .filter {
        $0.metric == "throughput_lost_pct" && $0.policy == "sliced" && $0.control == .none
      }
      .compactMap(\.value).sorted()
    let lost = Int(losses[(losses.count - 1) / 2].rounded())
    #expect(
      try figure("policies").headline
        == "sliced cuts the worst slowdown from \(twoDecimals(from)) to \(twoDecimals(to))"
        + " for \(lost)\u{A0}% of the throughput")
  }

  @Test("The timeline's headline counts the rows of windows.csv")
  func windows() throws {
    var overruns = 0
    var missed = 0
    var longest: Int64 = 0
    for row in results.windows {
      overruns += row.overrunNanoseconds > 0 ? 1 : 0
      missed += row.status == .missed ? 1 : 0
      longest = max(longest, row.overrunNanoseconds)
    }
    #expect(overruns > 0 && missed > 0)
    #expect(
      try figure("windows").headline
        == "\(overruns) of 11,520 windows overran, the worst by \((longest + 500) / 1000)\u{A0}µs;"
        + " \(missed) missed")
  }

  @Test("The start error's headline is the nearest-rank p99 of the rows")
  func startError() throws {
    let errors = results.windows.compactMap(\.startErrorNanoseconds).sorted()
    let rank = (errors.count * 99 + 99) / 100
    let p99 = Double(errors[rank - 1])
    let headline = try figure("start-error").headline
    #expect(headline.contains("within \(Number.time(nanoseconds: p99)) of plan"))
    #expect(headline.contains(Number.time(nanoseconds: Double(try #require(errors.last)))))
  }

  @Test("The tail's headline is read off the histogram of the worst pair")
  func jobLatency() throws {
    let row = try worst("baseline")
    let bins = results.histogram.filter { $0.cellID == row.cellID && $0.metric == "job_latency" }
      .sorted { $0.lowerNanoseconds < $1.lowerNanoseconds }
    let total = bins.reduce(0) { $0 + $1.count }
    var below: Int64 = 0
    let bin = try #require(
      bins.first { bin in
        below += bin.count
        return below * 1000 >= total * 999
      })
    let time = Number.time(nanoseconds: Double(bin.upperNanoseconds))
    #expect(
      try figure("job-latency").headline.contains(
        "1 job in 1,000 of \(row.victim) takes more than \(time);"))
  }

  @Test("The tiles repeat the numbers of the headlines")
  func tiles() throws {
    let tiles = Tiles.all(Findings(results))
    let labels = [
      "worst slowdown", "worst under sliced", "work lost under sliced", "p99 release jitter",
      "windows overran", "controls",
    ]
    #expect(tiles.map(\.label) == labels)
    #expect(tiles[0].value == twoDecimals(try #require(worst("baseline").value)))
    #expect(tiles[1].value == twoDecimals(try #require(worst("sliced").value)))
    #expect(tiles[5].value == "held")
  }

  @Test("A failed control makes the verdict inconclusive, whatever the slowdowns say")
  func failedControl() {
    let verdict = Verdict(Findings(Samples.results("failed-control")))
    #expect(verdict.word == "Inconclusive")
    #expect(verdict.sentence.contains("negative control failed"))
    #expect(verdict.sentence.contains("alu"))
  }

  @Test("Without a number there is no verdict, and the reason is told")
  func noVerdict() {
    let verdict = Verdict(Findings(Samples.results("empty")))
    #expect(verdict.word == "No verdict")
    #expect(verdict.sentence.contains("not measured"))
  }

  @Test("A policy that holds every victim within the margin is named in the verdict")
  func isolated() {
    let verdict = Verdict(Findings(results))
    #expect(verdict.word == "Isolated by sliced")
    #expect(verdict.tone == .good)
  }

  @Test("False sharing is a control under every policy, and no finding under any")
  func controlsAreNoFindings() throws {
    var plan = SyntheticResults(policies: ["sliced"])
    plan.unmarkedControls = true
    let findings = Findings(plan.results())
    #expect(findings.control(of: Contest(victim: "padded", aggressor: "padded")) == .padded)
    #expect(!findings.asked.contains { $0.victim == "false-sharing" })
    #expect(findings.worst?.victim != "false-sharing")
    #expect(ControlCheck.all(findings).map(\.kind) == [.negative])
  }

  @Test("A positive control that failed takes nothing from what was seen")
  func failedPositive() throws {
    var rows = results.summary
    for place in rows.indices
    where rows[place].metric == "slowdown_p50" && rows[place].control == .positive {
      (rows[place].lower, rows[place].upper) = (0.9, 40)
    }
    let verdict = Verdict(Findings(results.with(summary: rows)))
    #expect(verdict.word == "Inconclusive")
    #expect(verdict.sentence.contains("(95 % interval 0.90 to 40.0) under baseline"))
    #expect(verdict.sentence.contains("so a pair that looks isolated here proves nothing."))
    let worst = try worst("baseline")
    #expect(verdict.sentence.contains(" What was seen stands: \(worst.victim) takes "))
  }

  @Test("Isolation beside a workload that did not prove itself is no isolation")
  func unproven() {
    var rows = results.summary
    for place in rows.indices
    where rows[place].metric == "slowdown_p50" && rows[place].control == .none {
      (rows[place].value, rows[place].verdict) = (1.01, .equivalent)
    }
    var quiet = results.with(summary: rows)
    #expect(Verdict(Findings(quiet)).tone == .good)
    var proof = VerificationRow()
    (proof.label, proof.verdict) = ("write@2*L3", .notExercised)
    quiet.verification = [proof]
    let verdict = Verdict(Findings(quiet))
    #expect(verdict.tone == .open && verdict.word == "Inconclusive")
    #expect(
      verdict.sentence.hasSuffix(
        " That proves no isolation: write@2*L3 did not exercise its channel."))
  }

  @Test("Evidence against a policy is told in times that can be read, in the terminal too")
  func evidence() throws {
    var rounds = results.rounds
    let place = try #require(rounds.firstIndex { $0.cellID == results.cells[0].cellID })
    rounds[place].evidence = .violated
    rounds[place].evidenceDetail = "1929518 ns of overlap between partitions"
    let text = ComparisonTable.text(results.with(rounds: rounds), width: 0, colour: false)
      .replacing("\u{A0}", with: " ")
    #expect(text.contains("1.93 ms of overlap") && !text.contains("1929518"))
  }

  @Test("What was shown goes before what was only larger")
  func shownFirst() throws {
    var rows = results.summary
    let place = try #require(
      rows.firstIndex {
        $0.metric == "slowdown_p50" && $0.policy == "pinned" && $0.control == .none
      })
    (rows[place].value, rows[place].lower, rows[place].upper) = (50, 0.1, 25_000)
    rows[place].verdict = .inconclusive
    let findings = Findings(results.with(summary: rows))
    #expect(findings.worst?.policy == "baseline")
    let text = ComparisonTable.text(results.with(summary: rows), width: 0, colour: false)
    #expect(text.contains("50.0 [0.10, >99]"))
  }

  @Test("A run of one cell without another policy just leaks")
  func leaks() {
    let verdict = Verdict(Findings(Samples.results("one-cell")))
    #expect(verdict.word == "Leaks")
    #expect(verdict.sentence.hasPrefix("chase@L3/2 takes 3.3"))
  }
}
