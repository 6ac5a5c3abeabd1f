/// Quantiles of a sorted sample.
///
/// Probabilities are whole parts per million: 0.29 × 100 is 28.999999999999996 in doubles and gives
/// the wrong rank, 290 000 × 100 / 1 000 000 does not.
public enum Quantile {
  /// One, in parts per million.
  static let one = 1_000_000

  /// The 1-based rank ⌈n·p⌉, at least 1. The count must be positive.
  public static func rank(partsPerMillion: Int, count: Int) -> Int {
    precondition((0...one).contains(partsPerMillion), "a quantile is within 0...1000000 ppm")
    precondition(count > 0, "an empty sample has no ranks")
    return max(1, (count * partsPerMillion + one - 1) / one)
  }

  /// The smallest value that at least ⌈n·p⌉ values do not exceed; always one of the sample.
  ///
  /// This is the quantile that Bulkhead reports. Nil when the sample is empty.
  public static func nearestRank<Value: Comparable>(
    ofSorted values: [Value], partsPerMillion: Int
  ) -> Value? {
    if values.isEmpty { return nil }
    return values[rank(partsPerMillion: partsPerMillion, count: values.count) - 1]
  }

  /// Whether `count` values are enough to show this quantile: at least ten of them are expected to
  /// lie beyond it, on its thinner side.
  ///
  /// With fewer, a "p99.9" is the name of an outlier. The minimum and the maximum never pass.
  public static func supports(partsPerMillion: Int, count: Int) -> Bool {
    precondition((0...one).contains(partsPerMillion), "a quantile is within 0...1000000 ppm")
    return count * min(partsPerMillion, one - partsPerMillion) >= 10 * one
  }

  /// How many values are needed for `exceedances` of them to be expected beyond this quantile.
  ///
  /// Ten are the least with which it is shown at all; with a hundred its rank is known to about 20 %,
  /// and it may be quoted. `nil` for the minimum and the maximum, which no number supports.
  public static func countNeeded(partsPerMillion: Int, exceedances: Int = 100) -> Int? {
    precondition((0...one).contains(partsPerMillion), "a quantile is within 0...1000000 ppm")
    let thinner = min(partsPerMillion, one - partsPerMillion)
    return thinner > 0 ? (exceedances * one + thinner - 1) / thinner : nil
  }

  /// The median: the middle value, or the mean of the two middle ones. Nil when the sample is empty
  /// or a value is not finite.
  public static func median(_ values: [Double]) -> Double? {
    Sample.isUsable(values) ? Sample.median(ofSorted: values.sorted()) : nil
  }

  /// Hyndman and Fan's type 7: linear interpolation at (n − 1)p, the default of numpy and R.
  /// Nil when the sample is empty.
  public static func type7(ofSorted values: [Double], partsPerMillion: Int) -> Double? {
    interpolated(values, position: Double(values.count - 1) * probability(partsPerMillion))
  }

  /// Hyndman and Fan's type 8: nearly median-unbiased for every distribution, and their
  /// recommendation. Nil when the sample is empty.
  public static func type8(ofSorted values: [Double], partsPerMillion: Int) -> Double? {
    let third = 1.0 / 3
    let rank = (Double(values.count) + third) * probability(partsPerMillion) + third
    return interpolated(values, position: rank - 1)
  }

  /// The Harrell-Davis estimate: Σ wᵢ x₍ᵢ₎ with wᵢ = I_{i/n}(a, b) − I_{(i−1)/n}(a, b),
  /// a = (n + 1)p, b = (n + 1)(1 − p).
  ///
  /// Smoother than one order statistic, and for the same reason moved by every outlier near it.
  /// Nil when the sample is empty or the quantile is the minimum or maximum.
  public static func harrellDavis(ofSorted values: [Double], partsPerMillion: Int) -> Double? {
    let p = probability(partsPerMillion)
    guard !values.isEmpty, p > 0, p < 1 else { return nil }
    let n = Double(values.count)
    var sum = 0.0
    var below = 0.0
    for (index, value) in values.enumerated() {
      let upTo = IncompleteBeta.regularised(
        Double(index + 1) / n, a: (n + 1) * p, b: (n + 1) * (1 - p))
      sum += (upTo - below) * value
      below = upTo
    }
    return sum
  }

  static func probability(_ partsPerMillion: Int) -> Double {
    precondition((0...one).contains(partsPerMillion), "a quantile is within 0...1000000 ppm")
    return Double(partsPerMillion) / Double(one)
  }

  /// The value at a 0-based position between the sorted values, clamped to their range.
  private static func interpolated(_ values: [Double], position: Double) -> Double? {
    guard let last = values.indices.last else { return nil }
    let clamped = min(max(position, 0), Double(last))
    let index = min(Int(clamped), max(last - 1, 0))
    let next = min(index + 1, last)
    return values[index] + (clamped - Double(index)) * (values[next] - values[index])
  }
}
