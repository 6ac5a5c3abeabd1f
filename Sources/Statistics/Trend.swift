/// Mann and Kendall's test of a trend: do later values tend to lie above, or below, earlier ones?
///
/// S counts the pairs that rise less those that fall. Without a trend, and with independent values,
/// it has mean 0 and the variance n(n−1)(2n+5)/18, less t(t−1)(2t+5)/18 for every group of t equal
/// values. Values that hang together (autocorrelation) reject too often: a rejection says "not a
/// series of independent draws from one distribution", not necessarily "a slope".
///
/// Source: Mann, Econometrica 13 (1945); Kendall, "Rank Correlation Methods", 4.
public struct MannKendall: Equatable, Sendable {
  /// Pairs that rise less pairs that fall.
  public let s: Int
  /// Variance of S without a trend, corrected for ties.
  public let variance: Double
  /// Standardised S, moved towards 0 by the continuity correction of 1; 0 when S is.
  public let z: Double
  /// Two-sided, from the normal approximation, which is good from about ten values.
  public let pValue: Double

  /// Nil with fewer than three values, or where one is not finite. Takes n log n steps, so that it
  /// may be asked about samples, too.
  public init?(_ values: [Double]) {
    guard values.count >= 3, Sample.isUsable(values) else { return nil }
    func pairs(_ count: Int) -> Int { count * (count - 1) / 2 }
    func part(_ count: Int) -> Double {
      let n = Double(count)
      return n * (n - 1) * (2 * n + 5) / 18
    }
    let ties = MidRanks(values).groups
    let falling = Inversions.count(values)
    s = pairs(values.count) - ties.reduce(0) { $0 + pairs($1) } - 2 * falling
    variance = part(values.count) - ties.reduce(0) { $0 + part($1) }
    z = s == 0 ? 0 : Double(s - s.signum()) / variance.squareRoot()
    pValue = min(1, 2 * Normal.survival(abs(z)))
  }
}

/// Theil and Sen's slope: the median of the slopes between every two points.
///
/// Up to 29 % of the points may be wild without carrying it away. The interval inverts Kendall's
/// test, for the slopes that leave no trend behind: with N slopes in order and q the largest k with
/// P(falling pairs <= k) <= α/2, it is [w₍q+1₎, w₍N−q₎]. Exact without ties, conservative with
/// them; assumes independent errors.
///
/// Source: Sen, J. Am. Stat. Assoc. 63 (1968); Hollander, Wolfe, Chicken, "Nonparametric Statistical
/// Methods", 9.2 and 9.3.
public enum TheilSen {
  /// The slope per unit of `times`, or per step when there are none.
  ///
  /// No interval with fewer than five points at 95 %, or when two times are equal. Nil when no two
  /// times differ, where a value is not finite, or the two arrays differ in length. Time and memory
  /// grow with the square of the count: meant for rounds.
  public static func slope(
    _ values: [Double], at times: [Double]? = nil, confidence: Double = 0.95
  ) -> Estimate? {
    let times = times ?? values.indices.map(Double.init)
    guard Sample.isUsable(values), Sample.isUsable(times), values.count == times.count else {
      return nil
    }
    var slopes: [Double] = []
    slopes.reserveCapacity(values.count * (values.count - 1) / 2)
    for later in values.indices.dropFirst() {
      for earlier in 0..<later where times[later] != times[earlier] {
        slopes.append((values[later] - values[earlier]) / (times[later] - times[earlier]))
      }
    }
    guard !slopes.isEmpty else { return nil }
    slopes.sort()
    let areAllComparable = slopes.count == values.count * (values.count - 1) / 2
    return Estimate(
      value: Sample.median(ofSorted: slopes),
      interval: areAllComparable
        ? interval(ofSorted: slopes, points: values.count, confidence: confidence) : nil)
  }

  /// Above this many points the exact distribution costs more than it gains.
  private static let mostExact = 100

  private static func interval(
    ofSorted slopes: [Double], points: Int, confidence: Double
  ) -> Interval? {
    guard points > mostExact else {
      let distribution = NullDistribution.kendall(points)
      return NullDistribution.trim(distribution, confidence: confidence).map { trimmed in
        Interval(
          lower: slopes[trimmed - 1], upper: slopes[slopes.count - trimmed],
          confidence: 1 - 2 * distribution[trimmed - 1])
      }
    }
    let n = Double(points)
    let deviation = (n * (n - 1) * (2 * n + 5) / 18).squareRoot()
    let width = Normal.quantile((1 + confidence) / 2) * deviation
    let trimmed = max(1, Int((Double(slopes.count) - width) / 2))
    return Interval(
      lower: slopes[trimmed - 1], upper: slopes[slopes.count - trimmed], confidence: confidence)
  }
}

/// Pairs of a series that stand in falling order.
private enum Inversions {
  /// Merge sort, counting: when a value of the right half goes first, it falls short of all that
  /// are left of the left half.
  static func count(_ values: [Double]) -> Int {
    var from = values
    var to = values
    var count = 0
    var width = 1
    while width < values.count {
      for start in stride(from: 0, to: values.count, by: 2 * width) {
        let middle = min(start + width, values.count)
        let end = min(start + 2 * width, values.count)
        var (left, right) = (start, middle)
        for place in start..<end {
          if left < middle, right == end || from[left] <= from[right] {
            to[place] = from[left]
            left += 1
          } else {
            to[place] = from[right]
            right += 1
            count += middle - left
          }
        }
      }
      swap(&from, &to)
      width *= 2
    }
    return count
  }
}
