import Results
import Statistics
import SyntheticRuns
import Testing
import Verdicts

@Suite("Two runs of a suite")
struct RunComparisonTests {
  private func compare(
    _ old: SyntheticRun, _ new: SyntheticRun, drift: [DriftRow] = []
  ) -> RunComparison {
    let old = old.results
    var new = new.results
    new.drift = drift
    func facts(_ results: ResultSet) -> Comparability.Run {
      Comparability.Run(provenance: results.provenance, cells: results.cells, topology: [:])
    }
    return RunComparison(
      old: old, new: new, comparability: Comparability(old: facts(old), new: facts(new)))
  }

  private func run(
    seed: UInt64 = 1, spread: Double = 0.01, _ slowdowns: Double...
  ) -> SyntheticRun {
    var run = SyntheticRun()
    (run.seed, run.spread) = (seed, spread)
    run.victims = slowdowns.indices.map { "chase@\($0 + 1)KiB" }
    run.slowdown = { slowdowns[$0] }
    return run
  }

  private func regression(_ percent: Double) -> [Gate] {
    [Gate(.regression, .median, limit: 1 + percent / 100)]
  }

  private func slowdowns(_ comparison: RunComparison) -> [RunComparison.Row] {
    comparison.rows.filter { $0.metric == .slowdownP50 && $0.control == .none }
  }

  @Test("Each pair has its verdict, and the ratio is of new over old")
  func verdicts() throws {
    let comparison = compare(run(2, 2, 1.5), run(seed: 2, 2, 2.4, 1.2))
    let rows = slowdowns(comparison)
    #expect(rows.map(\.verdict) == [.equivalent, .worse, .better])
    #expect(rows.map(\.victim) == ["chase@1KiB", "chase@2KiB", "chase@3KiB"])
    let ratio = try #require(rows[1].ratio)
    #expect(abs(ratio.value - 1.2) < 0.02)
    #expect(try #require(ratio.lower) < 1.2 && 1.2 < (try #require(ratio.upper)))
    #expect(try #require(rows[1].mannWhitney).pValue < 0.001)
    #expect(try #require(rows[1].adjustedPValue) >= (try #require(rows[1].pValue)))
  }

  @Test("A regression that is shown fails, an improvement passes, what is open is inconclusive")
  func gates() {
    let old = run(2, 1.5)
    #expect(compare(old, run(seed: 2, 2, 1.5)).judge(regression(5)).standing == .pass)
    #expect(compare(old, run(seed: 2, 1.2, 1.5)).judge(regression(5)).standing == .pass)
    #expect(compare(old, run(seed: 2, 2.4, 1.5)).judge(regression(5)).standing == .fail)
    #expect(compare(old, run(seed: 2, 2.4, 1.5)).judge(regression(30)).standing == .pass)
    let noisy = compare(run(spread: 0.2, 2, 1.5), run(seed: 2, spread: 0.2, 2, 1.5))
    let judgement = noisy.judge(regression(5))
    #expect(judgement.standing == .inconclusive)
    #expect(judgement.verdicts[0].decisive?.reasons == ["the limit lies inside the interval"])
    // Eight cells in a round of each run, 0.1 s each.
    #expect(judgement.roundNanoseconds == 1_600_000_000)
  }

  @Test("A change of the machine within one of the runs leaves that pair without a verdict")
  func drift() {
    var changed = DriftRow()
    (changed.series, changed.pairID, changed.changeRounds) = (.soloP50, "p0", "5")
    var comparison = compare(run(2, 2), run(seed: 2, 2.4, 2.4), drift: [changed])
    #expect(slowdowns(comparison).map(\.verdict) == [.inconclusive, .worse])
    #expect(slowdowns(comparison).map(\.isDrifted) == [true, false])
    #expect(comparison.judge(regression(5)).standing == .fail, "by the other pair")
    // The victim's core is everybody's.
    (changed.series, changed.pairID) = (.sentinelVictim, "")
    comparison = compare(run(2, 2), run(seed: 2, 2.4, 2.4), drift: [changed])
    #expect(slowdowns(comparison).map(\.verdict) == [.inconclusive, .inconclusive])
    let judgement = comparison.judge(regression(5))
    #expect(judgement.standing == .inconclusive)
    #expect(
      judgement.verdicts[0].decisive?.reasons == ["the machine changed within one of the two runs"])
    // The last of ten rounds is a tenth, and no uneven share.
    changed.changeRounds = "9"
    comparison = compare(run(2, 2), run(seed: 2, 2.4, 2.4), drift: [changed])
    #expect(slowdowns(comparison).map(\.verdict) == [.worse, .worse])
  }

  @Test("A control that the new run lost is nobody's regression, and policies can be chosen")
  func choice() {
    var bare = run(seed: 2, 2)
    bare.controls = [:]
    let comparison = compare(run(2), bare)
    #expect(comparison.onlyOld.count == 2)
    #expect(comparison.judge(regression(5)).standing == .pass)
    let worse = compare(run(2), run(seed: 2, 3))
    #expect(worse.judge(regression(5)).standing == .fail)
    #expect(worse.judge(regression(5), policies: ["baseline"]).standing == .fail)
    #expect(worse.judge(regression(5), policies: ["gang"]).verdicts[0].findings.isEmpty)
  }

  @Test("A pair that the new run lost keeps the gate from passing; one that it gained does not")
  func missing() {
    let (small, large) = (run(2), run(seed: 2, 2, 2))
    let gained = compare(small, large)
    #expect(gained.onlyNew == ["chase@2KiB beside write@64MiB under baseline"])
    #expect(gained.judge(regression(5)).standing == .pass)
    let lost = compare(large, small)
    #expect(lost.onlyOld == ["chase@2KiB beside write@64MiB under baseline"])
    let judgement = lost.judge(regression(5))
    #expect(judgement.standing == .inconclusive)
    #expect(judgement.verdicts[0].decisive?.reasons == ["the new run has no rounds of it"])
  }

  @Test("Absolute times are judged only where the machines agree")
  func absolute() {
    let old = run(2)
    var new = run(seed: 2, 2)
    new.soloNanoseconds = 20_000
    let solo = compare(old, new).rows.first { $0.metric == .soloP50 }
    #expect(solo?.verdict == .worse)
    #expect(slowdowns(compare(old, new)).map(\.verdict) == [.equivalent])
    let results = (old.results, new.results)
    var facts = [results.0, results.1].map {
      Comparability.Run(provenance: $0.provenance, cells: $0.cells, topology: [:])
    }
    facts[1].provenance.kernel = "6.18"
    let comparison = RunComparison(
      old: results.0, new: results.1,
      comparability: Comparability(old: facts[0], new: facts[1]))
    let row = comparison.rows.first { $0.metric == .soloP50 }
    #expect(row?.verdict == nil && row?.ratio != nil)
  }

  @Test("What only rounds in doubt show is not shown")
  func doubt() {
    var new = run(seed: 2, 2.4)
    new.flaggedRounds = Set(0..<9)
    let comparison = compare(run(2), new)
    #expect(slowdowns(comparison).map(\.verdict) == [.inconclusive])
    #expect(comparison.judge(regression(5)).standing == .inconclusive)
    new.flaggedRounds = [3]
    #expect(slowdowns(compare(run(2), new)).map(\.verdict) == [.worse])
  }

  @Test("Of two runs of the same machine, seldom does one look worse than the other in any pair")
  func falseAlarms() {
    let runs = 80
    let alarms = (0..<runs).count { number in
      func noisy(_ seed: Int) -> SyntheticRun {
        var run = SyntheticRun()
        (run.seed, run.spread, run.controls) = (UInt64(seed), 0.1, [:])
        run.victims = (1...5).map { "chase@\($0)KiB" }
        run.samples = 500
        return run
      }
      let comparison = compare(noisy(2 * number + 1), noisy(2 * number + 2))
      return comparison.rows.contains { $0.verdict == .worse || $0.verdict == .better }
    }
    // Family-wise 5 % of 80 are 4, and three standard errors more are 10.
    #expect(alarms <= 10)
  }
}
