public import Results
import Statistics

/// What the 2x2 of one policy says, by intervals and margin.
///
/// Of the four numbers it takes: *slowed*, the baseline's slowdown; *beside*, the victim's time beside the aggressor under the
/// policy over the same under the baseline; *change*, the slowdown under the policy over the baseline's; *protection*, the
/// part of the baseline's slowdown that is gone. In this order, with a margin m (0.05):
///
/// - `harmful`: *beside* is `worse`: its 95 % interval begins above 1 and it is at least 1 + m.
/// - `nothing to protect`: *slowed* is not `worse`; the reason says whether the baseline is shown not to be slowed.
/// - `effective`: the interval of *protection* begins at m or above, and that of *change* ends below 1. Both, because a policy
///   that only makes the victim faster, alone as beside the aggressor, protects it from nothing.
/// - `no effect`: *beside* or *change* is `equivalent`: its 90 % interval lies inside the margin.
/// - `inconclusive`: everything else, also a missing interval.
public struct PolicyJudgement: Sendable, Equatable {
  public var verdict: PolicyRow.Verdict
  public var reason: String

  init(_ verdict: PolicyRow.Verdict, _ reason: String = "") {
    self.verdict = verdict
    self.reason = reason
  }

  /// - Parameters:
  ///   - slowed: `slowdown_p50` of the baseline.
  ///   - beside: `versus_baseline_p50` of the policy.
  ///   - change: `slowdown_versus_baseline` of the policy.
  ///   - protection: `protection` of the policy.
  ///   - margin: as a fraction, above 0.
  public static func judge(
    slowed: SummaryRow?, beside: SummaryRow?, change: SummaryRow?, protection: SummaryRow?,
    margin: Double
  ) -> PolicyJudgement {
    if beside?.verdict == .worse {
      return PolicyJudgement(
        .harmful, "the victim takes longer beside the aggressor than without it")
    }
    switch slowed?.verdict {
    case .worse: break
    case .equivalent, .better:
      return PolicyJudgement(.nothingToProtect, "the baseline is shown not to be slowed")
    case .inconclusive, nil:
      return PolicyJudgement(.nothingToProtect, "the baseline is not shown to be slowed")
    }
    guard let low = protection?.lower, let end = change?.upper else {
      return PolicyJudgement(
        .inconclusive,
        protection?.value == nil || (protection?.rounds ?? 0) < 2
          ? "too few rounds for an interval"
          : "the baseline's slowdown varies too much to tell a share of it")
    }
    if low >= margin, end < 1 { return PolicyJudgement(.effective) }
    if beside?.verdict == .equivalent { return PolicyJudgement(.noEffect) }
    if change?.verdict == .equivalent {
      return PolicyJudgement(.noEffect, "other times than without it, but slowed as much")
    }
    return PolicyJudgement(
      .inconclusive,
      low >= margin
        ? "the slowdown is not shown to be smaller, only the times are"
        : "its protection is not told from none")
  }

  /// Up to this share of the readings may speak against a policy that counts as in force, and one reading in any case: on a
  /// machine that is shared, a window now and then ends late by no fault of the policy. Nothing is left out for it; the
  /// rounds stay in the intervals.
  public static let toleratedViolations = 0.1

  /// Whether the readings leave the numbers to the policy; half of them against it never do, nor does no reading at all.
  public static func isInForce(held: Int64, violated: Int64) -> Bool {
    let tolerated = max(1, toleratedViolations * Double(held + violated))
    return held > 0 && (violated == 0 || violated < held && Double(violated) <= tolerated)
  }
}
