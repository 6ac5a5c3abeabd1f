import Results
import Statistics

/// What the arms of a verification say: a pure function of the rounds' times per access.
struct Judgement: Equatable {
  let verdict: VerificationRow.Verdict
  /// Why, where the numbers alone do not say it.
  let detail: String
  let ratio: Estimate
  let control: Estimate

  static let confidence = 0.99

  /// Judges by intervals of 99 %: the claim is shown when the whole interval of subject over reference lies above the
  /// threshold and above the control's, and the control itself stays below the threshold. 99 % because an open verdict is looked
  /// at again after more rounds, up to three times.
  ///
  /// - Returns: `nil` when a round has a time that is not positive, or there are none.
  init?(subject: [Double], reference: [Double], control: [Double], atLeast threshold: Double) {
    guard
      let ratio = RatioInterval.pairedLogRatio(
        solo: reference, corun: subject, confidence: Self.confidence),
      let null = RatioInterval.pairedLogRatio(
        solo: reference, corun: control, confidence: Self.confidence)
    else { return nil }
    self.ratio = ratio
    self.control = null
    guard let low = ratio.lower, let high = ratio.upper, let nullHigh = null.upper else {
      verdict = .inconclusive
      detail = "too few rounds for an interval"
      return
    }
    if null.value >= threshold {
      verdict = .inconclusive
      detail = "the negative control shows the effect too"
    } else if high < threshold {
      verdict = .notExercised
      detail = "the effect is smaller than the claim"
    } else if low < threshold {
      verdict = .inconclusive
      detail = "the interval holds the threshold"
    } else if low <= nullHigh {
      verdict = .inconclusive
      detail = "the interval overlaps that of the negative control"
    } else {
      verdict = .exercised
      detail = ""
    }
  }
}
