/// Hodges and Lehmann's estimates of location and shift, with the intervals that invert the
/// matching rank test. Source: Hollander, Wolfe, Chicken, "Nonparametric Statistical Methods", 3.2
/// and 4.2.
public enum HodgesLehmann {
  /// The centre of a symmetric distribution: the median of the Walsh averages (xᵢ + xⱼ)/2, i <= j.
  ///
  /// With M averages in order and q the largest k with P(W⁺ <= k) <= α/2, the interval is
  /// [w₍q+1₎, w₍M−q₎]. Exact without ties, conservative with them. No interval with fewer than six
  /// values at 95 %; nil without values or where one is not finite. The cost grows with the cube of
  /// the count: meant for rounds.
  public static func location(_ values: [Double], confidence: Double = 0.95) -> Estimate? {
    guard Sample.isUsable(values) else { return nil }
    var averages: [Double] = []
    averages.reserveCapacity(values.count * (values.count + 1) / 2)
    for (index, value) in values.enumerated() {
      for other in values[index...] { averages.append((value + other) / 2) }
    }
    return estimate(
      averages, under: NullDistribution.signedRank(scores: 1...values.count),
      confidence: confidence)
  }

  /// How far x lies above y: the median of all differences xᵢ − yⱼ.
  ///
  /// The interval inverts the exact Mann-Whitney test in the same way; it supposes that the two
  /// distributions differ by a shift only. No interval where the sizes cannot reach the confidence
  /// (3 against 3 at 95 %); nil when a sample is empty or a value is not finite.
  public static func shift(
    _ x: [Double], over y: [Double], confidence: Double = 0.95
  ) -> Estimate? {
    guard Sample.isUsable(x), Sample.isUsable(y) else { return nil }
    let differences = x.flatMap { value in y.map { value - $0 } }
    return estimate(
      differences, under: NullDistribution.mannWhitney(x.count, y.count), confidence: confidence)
  }

  private static func estimate(
    _ values: [Double], under distribution: [Double], confidence: Double
  ) -> Estimate {
    let sorted = values.sorted()
    let interval = NullDistribution.trim(distribution, confidence: confidence).map { trimmed in
      Interval(
        lower: sorted[trimmed - 1], upper: sorted[sorted.count - trimmed],
        confidence: 1 - 2 * distribution[trimmed - 1])
    }
    return Estimate(value: Sample.median(ofSorted: sorted), interval: interval)
  }
}
