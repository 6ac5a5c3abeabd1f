import Glibc

/// Ratios candidate / baseline of rounds that do not belong together, as of two separate runs.
///
/// Weaker than the paired methods: drift between the two runs ends up in the ratio.
public enum UnpairedRatio {
  /// Welch's comparison of logarithms.
  public struct Welch: Equatable, Sendable {
    /// Ratio of the geometric means, with its interval.
    public var ratio: Estimate
    public var degreesOfFreedom: Double
    public var t: Double
    /// Two-sided p-value of "no difference".
    public var pValue: Double
  }

  /// The ratio of arithmetic means with Fieller's interval, the effect size of Kalibera and Jones
  /// ("Rigorous benchmarking in reasonable time", ISMM 2013).
  ///
  /// With h² = t²s²/n per side: [ȳₒȳₙ ∓ √((ȳₒȳₙ)² − (ȳₙ² − hₙ²)(ȳₒ² − hₒ²))] / (ȳₒ² − hₒ²). Assumes
  /// independent rounds with about normal means. No interval where the baseline's mean cannot be
  /// told from zero (the bounds are then not finite). Nil when a side has fewer than two values, a
  /// value is not finite or the baseline's mean is zero.
  public static func fieller(
    baseline: [Double], candidate: [Double], confidence: Double = 0.95
  ) -> Estimate? {
    guard baseline.count >= 2, candidate.count >= 2 else { return nil }
    let (old, new) = (Sample.mean(baseline), Sample.mean(candidate))
    guard Sample.isUsable([old, new]), old != 0 else { return nil }
    let denominator = old * old - squaredHalfWidth(baseline, confidence: confidence)
    let numerator = new * new - squaredHalfWidth(candidate, confidence: confidence)
    let discriminant = old * old * new * new - numerator * denominator
    var interval: Interval?
    if denominator > 0, discriminant >= 0 {
      let root = discriminant.squareRoot()
      interval = Interval(
        lower: (old * new - root) / denominator, upper: (old * new + root) / denominator,
        confidence: confidence)
    }
    return Estimate(value: new / old, interval: interval)
  }

  /// The ratio of geometric means by Welch's t on the logarithms, with the degrees of freedom of
  /// Welch and Satterthwaite. Assumes independent rounds with about normal logarithms; the spreads
  /// may differ.
  ///
  /// Nil when a side has fewer than two values, a value is not positive and finite, or neither side
  /// varies at all.
  public static func welchLog(
    baseline: [Double], candidate: [Double], confidence: Double = 0.95
  ) -> Welch? {
    guard baseline.count >= 2, candidate.count >= 2 else { return nil }
    guard RatioInterval.haveLogarithms(baseline), RatioInterval.haveLogarithms(candidate) else {
      return nil
    }
    let (old, new) = (baseline.map(log), candidate.map(log))
    let (oldCount, newCount) = (Double(old.count), Double(new.count))
    let (oldError, newError) = (Sample.variance(old) / oldCount, Sample.variance(new) / newCount)
    let squaredError = oldError + newError
    guard squaredError > 0 else { return nil }
    let degreesOfFreedom =
      squaredError * squaredError
      / (oldError * oldError / (oldCount - 1) + newError * newError / (newCount - 1))
    let difference = Sample.mean(new) - Sample.mean(old)
    let t = difference / squaredError.squareRoot()
    let halfWidth =
      StudentT.critical(confidence: confidence, degreesOfFreedom: degreesOfFreedom)
      * squaredError.squareRoot()
    let logRatio = Estimate(
      value: difference,
      interval: Interval(
        lower: difference - halfWidth, upper: difference + halfWidth, confidence: confidence))
    return Welch(
      ratio: logRatio.mapped(exp), degreesOfFreedom: degreesOfFreedom, t: t,
      pValue: 2 * StudentT.survival(abs(t), degreesOfFreedom: degreesOfFreedom))
  }

  private static func squaredHalfWidth(_ values: [Double], confidence: Double) -> Double {
    let n = Double(values.count)
    let critical = StudentT.critical(confidence: confidence, degreesOfFreedom: n - 1)
    return critical * critical * Sample.variance(values) / n
  }
}
