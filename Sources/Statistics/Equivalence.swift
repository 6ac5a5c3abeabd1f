import Glibc

/// Two one-sided t tests of equivalence (TOST) on paired log ratios.
///
/// "No significant difference" can mean too few rounds; this test has to show that the ratio
/// x / y lies within [1/margin, margin]. Source: Schuirmann, J. Pharmacokinet. Biopharm. 15 (1987).
public struct Equivalence: Equatable, Sendable {
  /// p-value against "the ratio is at most 1/margin".
  public let lowerPValue: Double
  /// p-value against "the ratio is at least margin".
  public let upperPValue: Double
  /// The geometric mean ratio with its interval at 1 − 2α, which lies inside the margin when
  /// the test at α succeeds, and only then.
  public let ratio: Estimate
  public let isEquivalent: Bool

  /// Both have to be rejected, so the larger one is the p-value of equivalence.
  public var pValue: Double { max(lowerPValue, upperPValue) }

  /// Nil when there are fewer than two rounds or a value is not positive and finite. Assumes
  /// independent rounds with about normal log ratios; margin must exceed 1.
  public init?(_ x: [Double], over y: [Double], margin: Double = 1.05, alpha: Double = 0.05) {
    precondition(margin > 1, "an equivalence margin is a ratio above 1")
    guard let logs = RatioInterval.logRatios(solo: y, corun: x), logs.count >= 2 else { return nil }
    let mean = Sample.mean(logs)
    let error = (Sample.variance(logs) / Double(logs.count)).squareRoot()
    // Rounds that agree to the last bit leave no doubt: an infinite t, of the right sign.
    func survival(_ distance: Double) -> Double {
      let t = error > 0 ? distance / error : distance > 0 ? .infinity : -.infinity
      return StudentT.survival(t, degreesOfFreedom: Double(logs.count - 1))
    }
    lowerPValue = survival(mean + log(margin))
    upperPValue = survival(log(margin) - mean)
    ratio = RatioInterval.meanInterval(logs, confidence: 1 - 2 * alpha).mapped(exp)
    isEquivalent = max(lowerPValue, upperPValue) <= alpha
  }
}
