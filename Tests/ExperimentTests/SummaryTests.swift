import Experiment
import Foundation
import Results
import Statistics
import Testing
import Verdicts

/// Cells and rounds of a small run, written by hand: a baseline pair and a sliced pair.
private struct Run {
  var cells: [CellRow] = []
  var rounds: [RoundRow] = []
  var windows: [WindowRow] = []

  /// Adds a pair of cells with the medians of its rounds.
  mutating func pair(
    _ id: String, _ policy: String, control: ControlKind = .none, solo: [Double?], corun: [Double?]
  ) {
    for (condition, medians) in [(Condition.solo, solo), (.corun, corun)] {
      var cell = CellRow()
      cell.cellID = "\(id)-\(condition)"
      cell.pairID = id
      cell.condition = condition
      cell.policy = policy
      cell.victim = "chase"
      cell.aggressor = "read"
      cell.control = control
      if policy == "sliced" { cell.windowNanoseconds = 1_000_000 }
      cells.append(cell)
      for (number, median) in medians.enumerated() {
        var round = RoundRow()
        round.cellID = cell.cellID
        round.pairID = id
        round.condition = condition
        round.round = Int64(number)
        round.p50Nanoseconds = median
        rounds.append(round)
      }
    }
  }

  mutating func edit(_ cell: String, _ change: (inout RoundRow) -> Void) {
    for index in rounds.indices where rounds[index].cellID == cell { change(&rounds[index]) }
  }

  var rows: [SummaryRow] {
    Summary(cells: cells, rounds: rounds, windows: windows, margin: 0.05).rows
  }

  func row(_ cell: String, _ metric: String) -> SummaryRow? {
    let found = rows.filter { $0.cellID == cell && $0.metric == metric }
    return found.count == 1 ? found[0] : nil
  }

  func value(_ cell: String, _ metric: String) -> Double? { row(cell, metric)?.value }
}

private func isNear(_ value: Double?, _ expected: Double) -> Bool {
  value.map { abs($0 - expected) <= 1e-9 * max(1, abs(expected)) } ?? false
}

@Suite("Summary")
struct SummaryTests {
  @Test("A slowdown is the geometric mean of the rounds' ratios with Student's interval")
  func slowdown() throws {
    var run = Run()
    run.pair("p", "pinned", solo: [100, 50], corun: [200, 400])
    let row = try #require(run.row("p-corun", "slowdown_p50"))
    #expect(isNear(row.value, 4))  // sqrt(2 * 8)
    // Logarithms ln 4 -+ ln 2: the standard error is ln 2, and t is 12.7062 for one degree of freedom.
    let half = 12.706204736174705 * log(2.0)
    #expect(abs((row.lower ?? 0) - 4 * exp(-half)) < 1e-6)
    #expect(abs((row.upper ?? 0) / (4 * exp(half)) - 1) < 1e-6)
    #expect(row.confidence == 0.95 && row.rounds == 2 && row.unit == "ratio")
    #expect(row.method == "paired log ratio, t")
    #expect(row.verdict == .inconclusive)
    #expect(isNear(run.value("p-corun", "slowdown_p50_hl"), 4))
    #expect(isNear(run.value("p-solo", "job_p50"), 75))
    #expect(isNear(run.value("p-corun", "job_p50"), 300))
  }

  @Test(
    "The verdict says what the interval shows against a margin of 5 %",
    arguments: [
      ([200, 200], .worse), ([100, 100], .equivalent), ([102, 102], .equivalent),
      ([50, 50], .better), ([100, 200], .inconclusive),
    ] as [([Double], SummaryRow.Verdict)])
  func verdicts(corun: [Double], verdict: SummaryRow.Verdict) {
    var run = Run()
    run.pair("p", "pinned", solo: [100, 100], corun: corun)
    #expect(run.row("p-corun", "slowdown_p50")?.verdict == verdict)
  }

  @Test("Rounds that lack a value are left out of the ratio, not guessed")
  func unpairedRounds() throws {
    var run = Run()
    run.pair("p", "pinned", solo: [100, nil, 100], corun: [300, 500, nil])
    let row = try #require(run.row("p-corun", "slowdown_p50"))
    #expect(isNear(row.value, 3) && row.rounds == 1)
    #expect(row.lower == nil && row.upper == nil, "one round has no interval")
    #expect(row.verdict == .inconclusive)
  }

  @Test("Where no round has a value the row is there, empty and without a verdict")
  func missing() throws {
    var run = Run()
    run.pair("p", "pinned", solo: [100, 100], corun: [200, 200])
    for metric in ["slowdown_p90", "slowdown_p99", "aggressor_mb_per_s"] {
      let row = try #require(run.row("p-corun", metric))
      #expect(row.value == nil && row.lower == nil && row.verdict == nil && row.rounds == 0)
    }
  }

  @Test("A cell that was never run has no rows")
  func neverRun() {
    var run = Run()
    run.pair("p", "pinned", solo: [], corun: [])
    #expect(run.rows.isEmpty)
  }

  @Test("Against the baseline: protection, ratio, cost and the throughput lost")
  func againstBaseline() {
    var run = Run()
    run.pair("b", "baseline", solo: [100, 100], corun: [200, 200])
    run.pair("s", "sliced", solo: [110, 110], corun: [150, 125])
    run.edit("b-solo") { $0.victimThroughputPerSecond = 1000 }
    run.edit("s-solo") { $0.victimThroughputPerSecond = $0.round == 0 ? 500 : 400 }
    // (200-150)/(200-100) and (200-125)/(200-100).
    #expect(isNear(run.value("s-corun", "protection"), 0.625))
    #expect(isNear(run.value("s-corun", "versus_baseline_p50"), sqrt(0.75 * 0.625)))
    #expect(isNear(run.value("s-solo", "cost_p50"), 1.1))
    #expect(run.row("s-solo", "cost_p50")?.verdict == .worse)
    #expect(isNear(run.value("s-solo", "throughput_lost_pct"), 55))
    // The baseline is not compared with itself.
    for metric in ["protection", "versus_baseline_p50", "cost_p50", "throughput_lost_pct"] {
      #expect(run.row("b-solo", metric) == nil && run.row("b-corun", metric) == nil)
    }
  }

  @Test("A policy that makes matters worse has negative protection")
  func negativeProtection() {
    var run = Run()
    run.pair("b", "baseline", solo: [100, 100], corun: [200, 200])
    run.pair("q", "pinned", solo: [100, 100], corun: [250, 250])
    #expect(isNear(run.value("q-corun", "protection"), -0.5))
  }

  @Test("Where the baseline shows no slowdown there is nothing to protect from")
  func noProtection() throws {
    var run = Run()
    run.pair("b", "baseline", solo: [100, 100], corun: [100, 100])
    run.pair("q", "pinned", solo: [100, 100], corun: [100, 100])
    let row = try #require(run.row("q-corun", "protection"))
    #expect(row.value == nil && row.rounds == 0)
  }

  @Test("Without a baseline nothing is compared with it")
  func noBaseline() {
    var run = Run()
    run.pair("q", "pinned", solo: [100], corun: [100])
    let metrics = Set(run.rows.map(\.metric))
    #expect(
      metrics.isDisjoint(with: [
        "protection", "versus_baseline_p50", "cost_p50", "throughput_lost_pct",
      ]))
  }

  @Test("Slices: windows are counted over both conditions, with their errors, overruns and leak")
  func windows() {
    var run = Run()
    run.pair("s", "sliced", solo: [100, 100], corun: [100, 100])
    run.edit("s-solo") { $0.firstJobP50Nanoseconds = 100 }
    run.edit("s-corun") { $0.firstJobP50Nanoseconds = 130 }
    for number in 1...1000 {
      var window = WindowRow()
      window.pairID = "s"
      window.cellID = number % 2 == 0 ? "s-solo" : "s-corun"
      window.round = Int64(number % 2)
      window.plannedStartNanoseconds = Int64(number / 2) * 2_000_000
      window.plannedEndNanoseconds = window.plannedStartNanoseconds + 1_000_000
      window.startErrorNanoseconds = Int64(number)
      window.status = number > 995 ? .late : .onTime
      if number <= 3 { window.overrunNanoseconds = 40 * Int64(number) }
      window.leakNanoseconds = 2
      run.windows.append(window)
    }
    for _ in 0..<7 {
      var window = WindowRow()
      window.pairID = "s"
      window.status = .missed
      run.windows.append(window)
    }
    var other = WindowRow()
    other.pairID = "another"
    other.startErrorNanoseconds = 1_000_000
    run.windows.append(other)

    let expected: [(String, Double)] = [
      ("windows", 1007), ("windows_late", 5), ("windows_missed", 7), ("overruns", 3),
      ("windows_missed_pct", 700.0 / 1007), ("overruns_pct", 300.0 / 1007),
      ("start_error_p50", 500), ("start_error_p99", 990), ("start_error_max", 1000),
      ("jitter_peak_to_peak", 999), ("period_jitter_p50", 2), ("period_jitter_max", 2),
      ("overrun_max", 120), ("leak_total", 2000), ("residue_p50", 1.3),
    ]
    for (metric, value) in expected {
      #expect(isNear(run.value("s-corun", metric), value), "\(metric)")
      #expect(run.row("s-solo", metric) == nil)
    }
    let missed = QuantileInterval.rate(occurrences: 7, count: 1007)
    #expect(isNear(run.row("s-corun", "windows_missed_pct")?.upper, missed!.upper! * 100))
    #expect(run.row("s-corun", "jitter_p999_p50")?.value == nil, "a thousand are too few for p99.9")
    #expect(run.row("s-corun", "start_error_max")?.method == "largest of 1000 in 2.0 s")
  }

  @Test("A quantile that so few windows cannot support is left empty")
  func fewWindows() throws {
    var run = Run()
    run.pair("s", "sliced", solo: [100], corun: [100])
    run.windows = (0..<19).map { number in
      var window = WindowRow()
      window.pairID = "s"
      window.startErrorNanoseconds = Int64(number)
      return window
    }
    #expect(try #require(run.row("s-corun", "start_error_p50")).value == nil)
    #expect(run.value("s-corun", "start_error_max") == 18)
  }

  @Test("What is not sliced has no windows")
  func unsliced() {
    var run = Run()
    run.pair("q", "pinned", solo: [100], corun: [100])
    #expect(run.row("q-corun", "windows") == nil && run.row("q-corun", "residue_p50") == nil)
  }

  @Test("The kind of control stands in every row of its cells", arguments: ControlKind.allCases)
  func controls(kind: ControlKind) {
    var run = Run()
    run.pair("q", "pinned", control: kind, solo: [100], corun: [100])
    #expect(!run.rows.isEmpty && run.rows.allSatisfy { $0.control == kind })
  }

  @Test("Labels that a reader must see: a policy not in force, an aggressor that did not run")
  func flags() {
    var run = Run()
    run.pair("q", "pinned", solo: [100, 100], corun: [100, 100])
    run.edit("q-corun") {
      if $0.round == 1 {
        $0.evidence = .violated
        $0.flags = "steal aggressor_did_not_run"
      }
    }
    #expect(run.row("q-corun", "slowdown_p50")?.flags == "evidence_violated aggressor_did_not_run")
    #expect(run.row("q-solo", "job_p50")?.flags == "")
  }

  @Test(
    "Cells of a workload whose proof failed, stayed open or could not be made carry a flag",
    arguments: [
      (VerificationRow.Verdict.exercised, ""), (.notExercised, "channel_not_exercised"),
      (.inconclusive, "channel_inconclusive"), (.unavailable, "channel_unverified"),
    ])
  func proofs(verdict: VerificationRow.Verdict, flag: String) {
    var run = Run()
    run.pair("p0", "baseline", solo: [1, 1, 1], corun: [2, 2, 2])
    var proof = VerificationRow()
    proof.label = "read"
    proof.verdict = verdict
    let rows = Summary(
      cells: run.cells, rounds: run.rounds, windows: [], verification: [proof], margin: 0.05
    ).rows
    #expect(!rows.isEmpty)
    for row in rows { #expect(row.flags == flag) }
  }

  @Test("A slowdown without its flagged rounds stands beside the one with them")
  func unflagged() throws {
    var run = Run()
    let corun: [Double?] = [200, 202, 198, 900, 201, 199, 700]
    run.pair("p", "pinned", solo: Array(repeating: 100, count: 7), corun: corun)
    #expect(run.row("p-corun", "slowdown_p50_unflagged") == nil)
    run.edit("p-corun") { if $0.round == 3 { $0.flags = "steal steal_noisy" } }
    run.edit("p-solo") { if $0.round == 6 { $0.flags = "sentinel" } }
    let whole = try #require(run.row("p-corun", "slowdown_p50"))
    let kept = try #require(run.row("p-corun", "slowdown_p50_unflagged"))
    #expect(whole.rounds == 7 && kept.rounds == 5)
    #expect(abs(try #require(kept.value) - 2) < 0.01 && whole.value! > 2.8)
    #expect(kept.verdict == .worse)
  }

  @Test("A pilot that chose the rounds gives Stein's interval; too few rounds for it, Student's")
  func twoStage() throws {
    var run = Run()
    // The pilot scatters more than what follows: its t of few degrees of freedom must show.
    let corun: [Double?] = (0..<30).map { $0 < 8 ? ($0 % 2 == 0 ? 190 : 210) : 200 }
    run.pair("p", "pinned", solo: Array(repeating: 100, count: 30), corun: corun)
    run.pair("q", "gang", solo: [100, 100, 100], corun: [200, 201, 202])
    let goal = PrecisionGoal(fraction: 0.02)
    let rows = Summary(
      cells: run.cells, rounds: run.rounds, windows: [], precision: goal, margin: 0.05
    ).rows
    func row(_ cell: String, _ metric: String) throws -> SummaryRow {
      try #require(rows.first { $0.cellID == cell && $0.metric == metric })
    }
    let stein = try row("p-corun", "slowdown_p50")
    let student = try #require(run.row("p-corun", "slowdown_p50"))
    #expect(stein.value == student.value)
    #expect(stein.method.contains("Stein's two stages (t of 8 pilot rounds)"))
    #expect(stein.upper! / stein.lower! > student.upper! / student.lower!)
    #expect(try row("q-corun", "slowdown_p50").method == "paired log ratio, t")
  }

  @Test("A change of the machine takes the verdict from a comparison that it splits unevenly")
  func splitByDrift() throws {
    var run = Run()
    run.pair("p", "baseline", solo: Array(repeating: 100, count: 20), corun: slowed(200, 20))
    run.pair("q", "pinned", solo: Array(repeating: 100, count: 10), corun: slowed(100, 10))
    func rows(_ change: String) -> [SummaryRow] {
      var sentinel = DriftRow()
      sentinel.changeRounds = change
      return Summary(
        cells: run.cells, rounds: run.rounds, windows: [], drift: DriftScreen(rows: [sentinel]),
        margin: 0.05
      ).rows
    }
    func row(_ change: String, _ metric: String) throws -> SummaryRow {
      try #require(rows(change).first { $0.cellID == "q-corun" && $0.metric == metric })
    }
    // At round 10 the policy's rounds end: all of them are from before the change.
    for metric in ["versus_baseline_p50", "slowdown_versus_baseline"] {
      #expect(try row("", metric).verdict == .better)
      let split = try row("10", metric)
      #expect(split.verdict == .inconclusive && split.flags == "drift_splits_conditions")
      #expect(split.value == (try row("", metric)).value, "the numbers stay")
    }
    // The conditions of one pair have the same rounds: nothing splits them.
    for row in rows("5 10 15") where row.metric == "slowdown_p50" {
      #expect(row.verdict != .inconclusive && row.flags == "")
    }
  }

  private func slowed(_ median: Double, _ count: Int) -> [Double?] {
    (0..<count).map { median * (1 + 0.001 * Double($0 % 3)) }
  }
}
