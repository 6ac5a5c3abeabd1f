import Foundation
import Results
import Testing
import Verdicts

@testable import Experiment

@Suite("Runs that are asked for a precision")
struct StoppingTests {
  private static let suite = """
    precision: 2%
    budget: 5m
    policies: [baseline, pinned]
    victims: [chase@L2/2]
    aggressors: [write@2*L3]

    """

  @Test("A suite's precision and budget are read, and the plan begins with the pilot")
  func suite() throws {
    let suite = try Suite.parse(Self.suite)
    #expect(suite.precision == PrecisionGoal(fraction: 0.02, budgetNanoseconds: 300_000_000_000))
    let plan = try plan(Self.suite)
    #expect(plan.rounds == 8 && plan.order.count == 8 && plan.precision == suite.precision)
    let text = PlanText.text(plan, machine: try paperMachine())
    #expect(text.contains("a pilot of 8 rounds and what they show to be needed for 2 %"))
    #expect(text.contains("the whole run at most 300 s") || text.contains("at most 5 min 0 s"))
  }

  @Test("More rounds are the same ones and further ones", arguments: UInt64(1)...10)
  func prefix(seed: UInt64) throws {
    let pilot = try plan(Self.suite, seed: seed)
    let longer = pilot.extended(to: 30)
    #expect(longer.rounds == 30 && longer.order.count == 30 && longer.soloFirst.count == 30)
    #expect(Array(longer.order.prefix(8)) == pilot.order)
    #expect(Array(longer.soloFirst.prefix(8)) == pilot.soloFirst)
    #expect(longer.pairs == pilot.pairs)
    #expect(Set(longer.order.map { $0.sorted() }).count == 1)
    #expect(pilot.extended(to: 8) == pilot)
  }

  @Test("There is one look")
  func oneLook() {
    var stopping = Stopping(
      PrecisionGoal(fraction: 0.02), runStarted: 0, roundsStarted: 0, reservedNanoseconds: 0)
    let first = stopping.decide(by: [], rounds: 8, now: 80)
    #expect(first?.rounds == 8)
    #expect(stopping.decide(by: [], rounds: 8, now: 90) == nil)
  }

  @Test("The time of the proofs and of the run's end is part of the budget")
  func spent() throws {
    var row = SummaryRow()
    row.metric = "slowdown_p50"
    row.rounds = 8
    (row.value, row.lower, row.upper) = (1, 0.5, 2)
    let goal = PrecisionGoal(fraction: 0.02, budgetNanoseconds: 1000)
    var stopping = Stopping(goal, runStarted: 0, roundsStarted: 200, reservedNanoseconds: 100)
    // 8 rounds took 80; 600 are left of 1000 - 280 - 100 with 10 a round.
    let decided = stopping.decide(by: [row], rounds: 8, now: 280)
    let look = try #require(decided)
    #expect(look.rounds == 8 + 62 && look.end == .budget)
    let rows = stopping.rows([row], rounds: 70, isInterrupted: false, now: 900)
    #expect(rows.map(\.end) == [.budget] && rows[0].roundSeconds == 10e-9)
    #expect(
      stopping.rows([row], rounds: 70, isInterrupted: true, now: 900).map(\.end) == [.interrupted])
  }
}
