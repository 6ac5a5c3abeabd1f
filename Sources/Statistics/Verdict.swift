/// What a ratio says against a practical margin. Lower is better: the ratio is one of times.
public enum Verdict: String, CaseIterable, Sendable {
  /// Faster, beyond doubt and by at least the margin.
  case better
  /// Slower, beyond doubt and by at least the margin.
  case worse
  /// Shown to differ by less than the margin.
  case equivalent
  /// The rounds do not settle it, or settle it on a difference too small to matter.
  case inconclusive

  /// Five percent: smaller differences are seldom worth a decision on a shared machine.
  public static let defaultMargin = 1.05

  /// Judges the ratio corun / solo of paired rounds by its log-ratio t intervals.
  ///
  /// See `RatioInterval.pairedLogRatio` for the assumptions; fewer than two rounds, or a value that
  /// is not positive and finite, make it inconclusive.
  public static func judge(
    solo: [Double], corun: [Double], margin: Double = defaultMargin
  ) -> Verdict {
    let estimate = RatioInterval.pairedLogRatio(solo: solo, corun: corun, confidence: 0.95)
    let narrow = RatioInterval.pairedLogRatio(solo: solo, corun: corun, confidence: 0.90)
    guard let estimate, let narrow else { return .inconclusive }
    return judge(estimate, equivalence: narrow.interval, margin: margin)
  }

  /// Judges a ratio by its 95 % interval, and by its 90 % interval for equivalence.
  ///
  /// In this order: equivalent when the 90 % interval lies inside [1/margin, margin], which is TOST
  /// at 5 %; better when the 95 % interval ends below 1 and the point is at most 1/margin; worse
  /// when it begins above 1 and the point is at least the margin. Everything else is inconclusive,
  /// also a missing interval. The margin must exceed 1.
  public static func judge(
    _ ratio: Estimate, equivalence: Interval?, margin: Double = defaultMargin
  ) -> Verdict {
    precondition(margin > 1, "a margin is a ratio above 1")
    if let equivalence, equivalence.lower >= 1 / margin, equivalence.upper <= margin {
      return .equivalent
    }
    guard let interval = ratio.interval else { return .inconclusive }
    if interval.upper < 1, ratio.value <= 1 / margin { return .better }
    if interval.lower > 1, ratio.value >= margin { return .worse }
    return .inconclusive
  }
}
