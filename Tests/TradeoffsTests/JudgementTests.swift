import Results
import Testing

@testable import Tradeoffs

@Suite("What a policy is said to do, by intervals and margin")
struct JudgementTests {
  private func metric(
    _ value: Double, _ lower: Double?, _ upper: Double?, _ verdict: SummaryRow.Verdict? = nil
  ) -> SummaryRow {
    var row = SummaryRow()
    (row.value, row.lower, row.upper, row.verdict) = (value, lower, upper, verdict)
    return row
  }

  /// A baseline that is slowed three times, and a policy that takes nearly all of it away, unless told otherwise.
  private func verdict(
    slowed: SummaryRow.Verdict? = .worse, beside: SummaryRow.Verdict? = .better,
    change: SummaryRow? = nil, protection: SummaryRow? = nil
  ) -> PolicyJudgement {
    PolicyJudgement.judge(
      slowed: metric(3, 2.9, 3.1, slowed), beside: metric(0.35, 0.3, 0.4, beside),
      change: change ?? metric(0.35, 0.3, 0.4, .better),
      protection: protection ?? metric(0.97, 0.95, 0.99), margin: 0.05)
  }

  @Test("It is effective when a part beyond the margin is surely gone and the slowdown is smaller")
  func effective() {
    #expect(verdict() == PolicyJudgement(.effective))
    #expect(verdict(protection: metric(0.06, 0.05, 0.07)).verdict == .effective)
    #expect(verdict(protection: metric(0.06, 0.04, 0.08)).verdict == .inconclusive)
  }

  @Test("It is harmful when the victim takes surely longer than without it, slowed or not")
  func harmful() {
    for slowed in SummaryRow.Verdict.allCases {
      #expect(verdict(slowed: slowed, beside: .worse).verdict == .harmful)
    }
  }

  @Test("Nothing to protect tells the baseline that is not slowed from the one that may be")
  func nothingToProtect() {
    let shown = verdict(slowed: .equivalent, beside: .equivalent)
    #expect(shown.verdict == .nothingToProtect)
    #expect(shown.reason == "the baseline is shown not to be slowed")
    let open = verdict(slowed: .inconclusive)
    #expect(open.verdict == .nothingToProtect)
    #expect(open.reason == "the baseline is not shown to be slowed")
  }

  @Test("A policy that makes the victim faster alone as beside the aggressor protects nothing")
  func fasterOnly() {
    let result = verdict(
      change: metric(1, 0.99, 1.01, .equivalent), protection: metric(0.4, 0.3, 0.5))
    #expect(result.verdict == .noEffect)
    #expect(result.reason.contains("slowed as much"))
    let open = verdict(
      change: metric(0.9, 0.7, 1.1, .inconclusive), protection: metric(0.4, 0.3, 0.5))
    #expect(open.verdict == .inconclusive)
    #expect(open.reason.contains("only the times are"))
  }

  @Test("No effect has to be shown, not missed")
  func noEffect() {
    let nothing = metric(0.01, -0.02, 0.04)
    let same = metric(1, 0.98, 1.02, .equivalent)
    #expect(verdict(beside: .equivalent, change: same, protection: nothing).verdict == .noEffect)
    let unknown = metric(1, 0.6, 1.7, .inconclusive)
    #expect(
      verdict(beside: .inconclusive, change: unknown, protection: metric(0, -0.5, 0.5)).verdict
        == .inconclusive)
  }

  @Test("Without an interval nothing is said")
  func fewRounds() {
    let result = verdict(protection: metric(0.97, nil, nil))
    #expect(result == PolicyJudgement(.inconclusive, "too few rounds for an interval"))
    var unbounded = metric(0.97, nil, nil)
    unbounded.rounds = 8
    #expect(verdict(protection: unbounded).verdict == .inconclusive)
    #expect(verdict(protection: unbounded).reason.contains("varies too much"))
  }

  @Test(
    "A policy is in force with one reading against it or a tenth, but never with half",
    arguments: [
      (0, 0, false), (10, 0, true), (9, 1, true), (5, 1, true), (8, 2, false), (18, 2, true),
      (1, 1, false), (0, 1, false), (0, 10, false), (90, 10, true), (89, 11, false),
    ] as [(Int64, Int64, Bool)])
  func inForce(held: Int64, violated: Int64, isInForce: Bool) {
    #expect(PolicyJudgement.isInForce(held: held, violated: violated) == isInForce)
  }
}
