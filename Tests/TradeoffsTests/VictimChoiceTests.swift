import Results
import Statistics
import Testing

@testable import Tradeoffs

/// A row of one policy; effective ones with a protection and a price that are known to a point.
private func row(
  _ policy: String, _ verdict: PolicyRow.Verdict, protection: Double? = nil, lost: Double = 10,
  beside aggressor: String = "write", victim: String = "chase", reason: String = ""
) -> PolicyRow {
  var row = PolicyRow()
  row.policy = policy
  row.victim = victim
  row.aggressor = aggressor
  row.verdict = verdict
  row.reason = reason
  if let protection {
    (row.protection, row.protectionLow, row.protectionHigh) =
      (protection, protection - 0.01, protection + 0.01)
    (row.lostPercent, row.lostLowPercent, row.lostHighPercent) = (lost, lost - 1, lost + 1)
  }
  row.evidenceHeld = 10
  return row
}

private func baseline(
  _ verdict: SummaryRow.Verdict = .worse, beside aggressor: String = "write",
  victim: String = "chase"
) -> PolicyRow {
  var row = row("baseline", .reference, beside: aggressor, victim: victim)
  row.slowdownVerdict = verdict
  return row
}

@Suite("The policy for a victim")
struct VictimChoiceTests {
  private func choice(_ rows: [PolicyRow]) throws -> VictimChoice {
    let all = VictimChoice.all([rows])
    try #require(all.count == 1)
    return all[0]
  }

  @Test("The best is the one that protects most; the rest stand in order, the unavailable last")
  func order() throws {
    let rows = [
      row("cat", .unavailable, reason: "no resctrl"), row("gang", .effective, protection: 0.97),
      row("harm", .harmful, protection: -0.4), baseline(),
      row("half", .effective, protection: 0.5, lost: 2),
      row("open", .inconclusive, protection: 0.3), row("liar", .notInForce),
      row("none", .noEffect, protection: 0),
    ]
    let expected = ["gang", "half", "baseline", "open", "none", "harm", "liar", "cat"]
    var generator = SplitMix64(seed: 0x5EED_0004)
    for _ in 0..<20 {
      var shuffled = rows
      generator.shuffle(&shuffled)
      let choice = try choice(shuffled)
      #expect(choice.standings.map(\.policy) == expected)
      #expect(choice.outcome == .best(["gang"]))
      #expect(choice.standings.filter(\.isOnFront).map(\.policy) == ["gang", "half"])
      #expect(choice.isSettled)
    }
  }

  @Test("A policy counts by its worst aggressor, and has to protect from every one that slows")
  func worst() throws {
    let rows = ["write", "read"].flatMap { aggressor in
      [
        baseline(beside: aggressor),
        row(
          "a", .effective, protection: aggressor == "read" ? 0.4 : 1, lost: 5, beside: aggressor),
        row("b", .effective, protection: 0.6, lost: 50, beside: aggressor),
        row(
          "c", aggressor == "read" ? .noEffect : .effective, protection: 0.9, beside: aggressor),
      ]
    }
    let choice = try choice(rows)
    #expect(choice.threats == 2)
    #expect(choice.outcome == .best(["b"]))
    #expect(choice.standing(of: "a")?.rank == 2)
    #expect(choice.standing(of: "a")?.worst?.aggressor == "read")
    #expect(choice.standing(of: "c")?.verdict == .noEffect)
    #expect(choice.standing(of: "c")?.rank == nil)
  }

  @Test("Where an aggressor does not slow the victim there is nothing that a policy could fail at")
  func harmlessAggressor() throws {
    let choice = try choice([
      baseline(), baseline(.equivalent, beside: "alu"),
      row("gang", .effective, protection: 0.9), row("gang", .nothingToProtect, beside: "alu"),
    ])
    #expect(choice.threats == 1)
    #expect(choice.outcome == .best(["gang"]))
  }

  @Test("Harm beside any aggressor, or a policy that was not there, is no choice")
  func disqualified() throws {
    for verdict in [PolicyRow.Verdict.harmful, .notInForce, .notMeasured, .unavailable] {
      let choice = try choice([
        baseline(), baseline(.equivalent, beside: "alu"),
        row("gang", .effective, protection: 0.9),
        row("gang", verdict, beside: "alu", reason: "why"),
      ])
      #expect(choice.outcome == .noneShown)
      #expect(choice.standing(of: "gang")?.verdict == verdict)
      #expect(choice.standing(of: "gang")?.reason == "beside alu: why")
      #expect(!choice.isSettled)
    }
  }

  @Test("What is not slowed needs none, if that is shown")
  func noneNeeded() throws {
    let policy = row("gang", .nothingToProtect)
    #expect(try choice([baseline(.equivalent), policy]).outcome == .noneNeeded)
    #expect(try choice([baseline(.better), policy]).outcome == .noneNeeded)
    #expect(try choice([baseline(.inconclusive), policy]).outcome == .slowdownNotShown)
    #expect(
      try choice([
        baseline(.equivalent), policy, baseline(.inconclusive, beside: "read"),
        row("gang", .nothingToProtect, beside: "read"),
      ]).outcome == .slowdownNotShown)
  }

  @Test("Taking more than all of the slowdown away is not to protect more")
  func moreThanAll() throws {
    let choice = try choice([
      baseline(), row("fast", .effective, protection: 1.8, lost: 50),
      row("lean", .effective, protection: 0.99, lost: 3),
    ])
    #expect(choice.outcome == .best(["lean"]))
  }

  @Test("What is not told apart is named together")
  func tie() throws {
    let choice = try choice([
      baseline(), row("b", .effective, protection: 0.98, lost: 51),
      row("a", .effective, protection: 0.97, lost: 52),
    ])
    #expect(choice.outcome == .best(["b", "a"]) || choice.outcome == .best(["a", "b"]))
    #expect(choice.standings.prefix(2).map(\.rank) == [1, 1])
  }

  @Test("Of several runs a policy has to hold in every one")
  func severalRuns() throws {
    let good = [baseline(), row("gang", .effective, protection: 0.97)]
    let bad = [baseline(), row("gang", .inconclusive, protection: 0.5)]
    let without = [baseline(), row("pinned", .noEffect, protection: 0)]
    #expect(VictimChoice.all([good, good])[0].outcome == .best(["gang"]))
    #expect(VictimChoice.all([good, bad])[0].outcome == .noneShown)
    let choice = VictimChoice.all([good, without])[0]
    #expect(choice.outcome == .noneShown)
    #expect(choice.standing(of: "gang")?.verdict == .notMeasured)
    #expect(choice.standing(of: "gang")?.reason == "not measured beside every aggressor")
  }

  @Test("Every victim has its own choice, and its rank in its rows")
  func victims() throws {
    let rows = [
      baseline(victim: "a"), row("gang", .effective, protection: 0.9, victim: "a"),
      baseline(victim: "b"), row("gang", .noEffect, protection: 0, victim: "b"),
    ]
    #expect(VictimChoice.all([rows]).map(\.victim) == ["a", "b"])
    let ranked = VictimChoice.ranked(rows)
    #expect(ranked.map(\.rank) == [nil, 1, nil, nil])
    #expect(ranked.map(\.isOnFront) == [false, true, false, false])
  }
}
