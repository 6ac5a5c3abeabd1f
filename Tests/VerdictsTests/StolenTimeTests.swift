import Results
import Statistics
import Testing

@testable import Verdicts

@Suite("Stolen time")
struct StolenTimeTests {
  /// One pair on four CPUs, each condition 60 ms a round; the steal of each round alone and beside.
  private struct Run {
    var cells: [CellRow] = []
    var rounds: [RoundRow] = []

    init(solo: [Double?], corun: [Double?]) {
      for (condition, stolen) in [(Condition.solo, solo), (.corun, corun)] {
        var cell = CellRow()
        cell.cellID = condition.rawValue
        cell.pairID = "p0"
        cell.victimCPUs = "1"
        cell.aggressorCPUs = "2-3,5"
        cells.append(cell)
        for (number, milliseconds) in stolen.enumerated() {
          var round = RoundRow()
          round.cellID = cell.cellID
          round.pairID = "p0"
          round.round = Int64(number)
          round.durationNanoseconds = 60_000_000
          round.stealMilliseconds = milliseconds
          rounds.append(round)
        }
      }
    }

    var stolen: StolenTime { StolenTime(cells: cells, rounds: rounds) }
  }

  private static func row(_ metric: String, flags: String = "") -> SummaryRow {
    var row = SummaryRow()
    row.pairID = "p0"
    row.metric = metric
    (row.value, row.lower, row.upper, row.confidence) = (2, 1, 3, 0.95)
    row.verdict = .worse
    row.flags = flags
    return row
  }

  @Test("The share is of the time of all the CPUs, each counted once")
  func share() throws {
    let stolen = Run(solo: [0, 12], corun: [0, 0]).stolen
    // 12 ms of 4 CPUs in 4 times 60 ms.
    #expect(abs(try #require(stolen.share) - 12.0 / 960) < 1e-12)
    #expect(stolen.grade == .noisy)
    // The solo cell alone lost 2.5 %.
    #expect(stolen.grade(ofPair: "p0") == .noisy && stolen.grade(ofPair: "p1") == nil)
  }

  @Test("Rounds from 1 % on carry a flag, and none is dropped")
  func rounds() {
    let run = Run(solo: [0, 2, 10, nil], corun: [0, 0, 0, 20])
    var rounds = run.rounds
    rounds[2].flags = "sentinel"
    let flagged = run.stolen.flagging(rounds)
    #expect(flagged.count == rounds.count)
    #expect(
      flagged.map(\.flags) == ["", "", "sentinel steal_noisy", "", "", "", "", "steal_noisy"])
    #expect(run.stolen.flagging(flagged) == flagged, "a flag is put on once")
  }

  @Test("From 5 % on the tails go, and say why; medians and what was the largest stay")
  func tails() {
    let stolen = Run(solo: [0, 0], corun: [20, 10]).stolen
    #expect(stolen.grade(ofPair: "p0") == .refuseTails)
    for metric in [
      "job_p99", "slowdown_p99", "slowdown_p999", "start_error_p99", "jitter_p999_p50",
    ] {
      let row = stolen.judging([Self.row(metric)])[0]
      #expect(row.value == nil && row.lower == nil && row.upper == nil && row.verdict == nil)
      #expect(row.flags == "steal_noisy steal_refuses_tails")
    }
    for metric in ["job_p50", "slowdown_p50", "slowdown_p90", "start_error_max"] {
      let row = stolen.judging([Self.row(metric, flags: "sentinel")])[0]
      #expect(row.value == 2 && row.verdict == .worse && row.flags == "sentinel steal_noisy")
    }
  }

  @Test("Below 5 % the tails stay, below 1 % without a flag; and unknown is not none")
  func kept() {
    let row = Self.row("slowdown_p99")
    let noisy = Run(solo: [0, 0], corun: [10, 10]).stolen.judging([row])[0]
    #expect(noisy.value == 2 && noisy.flags == "steal_noisy")
    #expect(Run(solo: [1, 1], corun: [0, 0]).stolen.judging([row]) == [row])
    let unknown = Run(solo: [nil], corun: [nil]).stolen
    #expect(unknown.share == nil && unknown.grade == nil && unknown.judging([row]) == [row])
  }

  @Test("Lists of CPUs are counted as taskset reads them")
  func lists() {
    #expect(CPUList.count(["0-2,5", "2-3"]) == 5)
    #expect(CPUList.count([""]) == 0)
    #expect(CPUList.count(["7"]) == 1)
  }
}
