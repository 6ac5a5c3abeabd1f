import Results
import Statistics
import SyntheticRuns
import Testing
import Verdicts

@Suite("Gates over the cells of a run")
struct GateJudgementTests {
  private func slowdown(_ limit: Double, _ quantile: String = "p50") -> Gate {
    Gate(.slowdown, GateQuantile(parsing: quantile)!, limit: limit)
  }

  private func judge(_ run: SyntheticRun, _ gates: Gate...) -> GateJudgement {
    GateJudgement(gates, of: run.results)
  }

  @Test("A cell that is surely beyond the limit fails the gate, and the finding names it")
  func fails() throws {
    var run = SyntheticRun()
    run.victims = ["chase@16KiB", "chase@1MiB"]
    run.slowdown = { $0 == 1 ? 1.5 : 1 }
    let judgement = judge(run, slowdown(1.2))
    #expect(judgement.standing == .fail)
    #expect(judgement.family == 2)
    let decisive = try #require(judgement.verdicts[0].decisive)
    #expect(decisive.subject == "chase@1MiB beside write@64MiB under baseline")
    #expect(try #require(decisive.estimate?.lower) > 1.2)
    #expect(judgement.verdicts[0].findings.map(\.standing) == [.pass, .fail])
  }

  @Test("A gate passes when every whole interval is within, and an improvement is a pass")
  func passes() {
    var run = SyntheticRun()
    run.aggressors = ["write@64MiB", "copy@64MiB"]
    run.slowdown = { $0 == 0 ? 0.6 : 1.1 }
    let judgement = judge(run, slowdown(1.2))
    #expect(judgement.standing == .pass)
    #expect(
      judgement.verdicts[0].decisive?.subject == "chase@16KiB beside copy@64MiB under baseline")
    #expect(
      judgement.verdicts[0].findings.allSatisfy { $0.reasons.isEmpty && $0.moreRounds == nil })
  }

  @Test(
    "A limit inside the interval is inconclusive, and says how many more rounds would settle it")
  func inconclusive() throws {
    var run = SyntheticRun()
    (run.rounds, run.spread) = (5, 0.1)
    run.slowdown = { _ in 1.17 }
    let finding = judge(run, slowdown(1.2)).verdicts[0].findings[0]
    #expect(finding.standing == .inconclusive)
    #expect(finding.reasons == ["the limit lies inside the interval"])
    #expect(try #require(finding.moreRounds) > 5)
    let judgement = judge(run, slowdown(1.2))
    #expect(judgement.roundNanoseconds == 600_000_000)
  }

  @Test("Controls are not judged as cells, and one that fails takes the verdict away")
  func controls() {
    var run = SyntheticRun()
    run.slowdown = { _ in 1.5 }
    run.controls[.positive] = 1.1
    // What was seen stands without the positive control.
    #expect(judge(run, slowdown(1.2)).standing == .fail)
    #expect(judge(run, slowdown(2)).standing == .inconclusive)
    run.controls = [.negative: 1.3, .positive: 6]
    let judgement = judge(run, slowdown(1.2))
    #expect(judgement.standing == .inconclusive)
    #expect(judgement.verdicts[0].findings.count == 1)
    #expect(judgement.verdicts[0].findings[0].reasons[0].contains("negative control failed"))
    run.controls = [:]
    #expect(judge(run, slowdown(1.2)).standing == .fail)
  }

  @Test("Rounds in doubt count, but what only they show is not shown")
  func doubt() {
    var run = SyntheticRun()
    run.slowdown = { _ in 1.5 }
    run.flaggedRounds = [1, 2]
    #expect(judge(run, slowdown(1.2)).standing == .fail)
    run.flaggedRounds = Set(0..<9)
    let finding = judge(run, slowdown(1.2)).verdicts[0].findings[0]
    #expect(finding.standing == .inconclusive)
    #expect(finding.doubtfulRounds == 9)
    #expect(finding.reasons == ["9 of 10 rounds are in doubt, and without them it is not settled"])
    run.slowdown = { _ in 1 }
    #expect(judge(run, slowdown(1.2)).standing == .inconclusive)
  }

  @Test("A quantile that a round cannot carry is inconclusive and says what it needs")
  func unsupported() {
    var run = SyntheticRun()
    run.samples = 5000
    #expect(judge(run, slowdown(1.5, "p99")).standing == .pass)
    let finding = judge(run, slowdown(1.5, "p99.9")).verdicts[0].findings[0]
    #expect(finding.standing == .inconclusive)
    #expect(finding.reasons == ["p99.9 needs 10000 jobs in every round, and the least had 5000"])
  }

  @Test("Job times are judged by the median over rounds and the interval of its ranks")
  func jobs() throws {
    var run = SyntheticRun()
    let over = { (limit: Double) in
      Gate(.job, GateQuantile(partsPerMillion: 999_000), limit: limit)
    }
    #expect(judge(run, over(15_000)).standing == .fail)
    #expect(judge(run, over(30_000)).standing == .pass)
    #expect(judge(run, over(20_000)).standing == .inconclusive)
    run.rounds = 5
    let finding = judge(run, over(15_000)).verdicts[0].findings[0]
    #expect(finding.standing == .inconclusive)
    #expect(finding.reasons == ["too few rounds for an interval"])
    #expect(finding.moreRounds == 1)
  }

  @Test("Only the policies that are asked for are judged; without a cell nothing passes")
  func policies() {
    var run = SyntheticRun()
    run.policies = ["baseline", "gang"]
    run.slowdown = { $0 == 0 ? 1.5 : 1 }
    let gates = [slowdown(1.2)]
    #expect(GateJudgement(gates, of: run.results).standing == .fail)
    #expect(GateJudgement(gates, of: run.results, policies: ["gang"]).standing == .pass)
    #expect(GateJudgement(gates, of: run.results, policies: ["flush"]).standing == .inconclusive)
  }

  @Test("A partial run, an aggressor that stresses nothing and a cell without rounds pass nothing")
  func obstacles() {
    let run = SyntheticRun()
    var results = run.results
    var proof = VerificationRow()
    (proof.label, proof.verdict) = ("write@64MiB", .notExercised)
    results.verification = [proof]
    let finding = GateJudgement([slowdown(1.2)], of: results).verdicts[0].findings[0]
    #expect(finding.standing == .inconclusive)
    #expect(finding.reasons == ["write@64MiB is shown not to stress its channel here"])
    for (isPartial, rounds, reason) in [
      (true, results.rounds, "the run did not reach its end"),
      (false, [], "no round was measured"),
    ] {
      let set = ResultSet(
        directory: "", isPartial: isPartial, cells: results.cells, rounds: rounds,
        summary: results.summary, windows: [], histogram: [], events: [],
        provenance: run.provenance)
      let finding = GateJudgement([slowdown(1.2)], of: set).verdicts[0].findings[0]
      #expect(finding.standing == .inconclusive)
      #expect(finding.reasons == [reason])
    }
  }

  @Test("A machine that changed in mid-run judges no slowdown, and stolen time judges no tail")
  func noise() {
    var run = SyntheticRun()
    run.slowdown = { _ in 1.5 }
    // 16 ms of three cores in 100 ms are more than a twentieth.
    run.stealMilliseconds = 16
    let judgement = judge(run, slowdown(1.2), slowdown(1.2, "p99"))
    #expect(judgement.verdicts.map(\.standing) == [.fail, .inconclusive])
    run.stealMilliseconds = 1
    let results = run.results
    #expect(GateJudgement([slowdown(1.2, "p99")], of: results).standing == .fail)
    let summary = results.summary.map { row in
      var row = row
      row.flags = SummaryRow.driftFlag
      return row
    }
    let drifted = ResultSet(
      directory: "", isPartial: false, cells: results.cells, rounds: results.rounds,
      summary: summary, windows: [], histogram: [], events: [], provenance: run.provenance)
    let gates = [slowdown(1.2), Gate(.job, .median, limit: 1000)]
    let findings = GateJudgement(gates, of: drifted).verdicts.map { $0.findings[0] }
    #expect(findings.map(\.standing) == [.inconclusive, .fail])
    #expect(
      findings[0].reasons == ["the machine changed in mid-run, unevenly for alone and beside"])
  }

  @Test("Among many cells at the limit itself, seldom does even one fail: at most 5 % of the runs")
  func family() {
    let runs = 150
    let alarms = (0..<runs).count { number in
      var run = SyntheticRun()
      run.seed = UInt64(number + 1)
      run.victims = (1...6).map { "chase@\($0)KiB" }
      run.aggressors = ["write@64MiB", "copy@64MiB"]
      run.controls = [:]
      run.slowdown = { _ in 1.2 }
      return judge(run, slowdown(1.2)).standing == .fail
    }
    // Family-wise 2.5 % of 150 are 4; 5 % and three standard errors are 15. Unadjusted it would be a quarter of them.
    #expect(alarms <= 15)
    #expect(alarms > 0)
  }

  @Test("Several gates of one call are one family")
  func severalGates() {
    var run = SyntheticRun()
    run.aggressors = ["write@64MiB", "copy@64MiB"]
    let judgement = judge(run, slowdown(1.2), slowdown(1.5, "p99"))
    #expect(judgement.family == 4)
    #expect(judgement.verdicts.map(\.standing) == [.pass, .pass])
  }
}

@Suite("Gates on start errors")
struct WindowGateTests {
  private func results(
    policy: String = "gang", rounds: Int = 10, perRound: Int = 1000,
    error: (Int, Int) -> Int64?
  ) -> ResultSet {
    var cell = CellRow()
    (cell.cellID, cell.pairID, cell.condition) = ("c1", "p0", .corun)
    (cell.policy, cell.windowNanoseconds) = (policy, 1_000_000)
    var windows: [WindowRow] = []
    for round in 0..<rounds {
      for number in 0..<perRound {
        var row = WindowRow()
        (row.pairID, row.round, row.window) = ("p0", Int64(round), Int64(number))
        row.startErrorNanoseconds = error(round, number)
        windows.append(row)
      }
    }
    return ResultSet(
      directory: "", isPartial: false, cells: [cell], rounds: [], summary: [], windows: windows,
      histogram: [], events: [], provenance: SyntheticRun().provenance)
  }

  private func judge(_ results: ResultSet, _ quantile: String, limit: Double) -> GateFinding {
    GateJudgement(
      [Gate(.start, GateQuantile(parsing: quantile)!, limit: limit)], of: results
    ).verdicts[0].findings[0]
  }

  @Test("All windows of a policy are judged together, round by round")
  func byPolicy() {
    let run = results { round, number in Int64(number * 10 + round) }
    let finding = judge(run, "p99", limit: 9800)
    #expect(finding.subject == "windows under gang")
    #expect(finding.rounds == 10)
    #expect(finding.standing == .fail)
    #expect(judge(run, "p99", limit: 10_000).standing == .pass)
    #expect(judge(run, "p99", limit: 9895).standing == .inconclusive)
    let gate = Gate(.start, .median, limit: 1)
    let other = GateJudgement([gate], of: run, policies: ["flush"])
    #expect(other.verdicts[0].findings.isEmpty)
    #expect(GateJudgement([gate], of: run, policies: ["gang"]).verdicts[0].findings.count == 1)
  }

  @Test("A quantile that a round cannot carry is taken of several rounds together")
  func blocks() {
    let run = results(rounds: 20, perRound: 500) { _, number in Int64(number) }
    #expect(judge(run, "p99", limit: 600).rounds == 10)
    #expect(judge(run, "p99", limit: 600).standing == .pass)
    let rare = judge(run, "p99.99", limit: 600)
    #expect(rare.standing == .inconclusive)
    #expect(rare.reasons == ["p99.99 needs 100000 windows, and there are 10000"])
  }

  @Test("A window that never started is later than every limit")
  func missed() {
    let run = results { _, number in number < 20 ? nil : 100 }
    #expect(judge(run, "p90", limit: 1000).standing == .pass)
    #expect(judge(run, "p99", limit: 1e15).standing == .fail)
  }
}
