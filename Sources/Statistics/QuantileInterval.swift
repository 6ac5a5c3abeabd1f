import Glibc

/// Distribution-free confidence bounds for quantiles and rates.
///
/// All of them assume independent, identically distributed observations. Successive latencies are
/// not: with an autocorrelation of 0.9 a "95 %" interval for p99 covers the truth in about 60 % of
/// runs. Use them over rounds, or say what was assumed.
public enum QuantileInterval {
  /// 1-based ranks that bound a quantile; nil where no finite bound reaches the confidence.
  public struct Ranks: Equatable, Sendable {
    public var lower: Int?
    public var upper: Int?
    /// The probability that the two bounds enclose the quantile; nil unless both exist.
    public var coverage: Double?
  }

  /// The equal-tailed ranks of a quantile, with B ~ Binomial(count, p) and α = 1 − confidence:
  /// the largest l with P(B <= l−1) <= α/2 and the smallest u with P(B >= u) <= α/2.
  ///
  /// Source: David and Nagaraja, "Order Statistics", 7.1.
  public static func ranks(count: Int, partsPerMillion: Int, confidence: Double) -> Ranks {
    let p = Quantile.probability(partsPerMillion)
    let lower = lowerRank(count: count, probability: p, level: (1 - confidence) / 2)
    let upper = upperRank(count: count, probability: p, level: (1 - confidence) / 2)
    guard let lower, let upper else { return Ranks(lower: lower, upper: upper, coverage: nil) }
    let coverage =
      1 - Binomial.cdf(lower - 1, trials: count, probability: p)
      - Binomial.survival(upper - 1, trials: count, probability: p)
    return Ranks(lower: lower, upper: upper, coverage: coverage)
  }

  /// The rank of a one-sided upper confidence bound: the smallest u with P(B >= u) <= α.
  /// Nil when not even the maximum is one; then the quantile is only known to be anywhere above.
  public static func upperRank(count: Int, partsPerMillion: Int, confidence: Double) -> Int? {
    upperRank(
      count: count, probability: Quantile.probability(partsPerMillion), level: 1 - confidence)
  }

  /// The fewest observations whose maximum is an upper confidence bound for the quantile:
  /// n >= ln(1 − confidence) / ln p. The quantile must lie inside (0, 1).
  public static func minimumCount(partsPerMillion: Int, confidence: Double) -> Int {
    let p = Quantile.probability(partsPerMillion)
    precondition(p > 0 && p < 1, "the minimum and maximum of a distribution have no bound")
    return Int((log1p(-confidence) / log(p)).rounded(.up))
  }

  /// The median over rounds, between two order statistics.
  ///
  /// The interval assumes independent rounds and nothing about their distribution; its confidence
  /// is the one it reaches. At 95 % it needs six rounds (2·½⁵ = 0.0625); with fewer it has
  /// no interval. Nil when there are no rounds or a value is not finite.
  public static func medianOverRounds(_ values: [Double], confidence: Double = 0.95) -> Estimate? {
    guard Sample.isUsable(values) else { return nil }
    let sorted = values.sorted()
    let ranks = ranks(count: sorted.count, partsPerMillion: 500_000, confidence: confidence)
    var interval: Interval?
    if let lower = ranks.lower, let upper = ranks.upper, let coverage = ranks.coverage {
      interval = Interval(lower: sorted[lower - 1], upper: sorted[upper - 1], confidence: coverage)
    }
    return Estimate(value: Sample.median(ofSorted: sorted), interval: interval)
  }

  /// The rule of three: when none of `count` observations exceeded a limit, the probability to
  /// exceed it is below 1 − (1 − confidence)^(1/n), about 3/n at 95 %.
  public static func exceedanceBound(count: Int, confidence: Double = 0.95) -> Double {
    precondition(count > 0, "no observation bounds nothing")
    return -expm1(log1p(-confidence) / Double(count))
  }

  /// The rate of an event seen `occurrences` times in `count` trials, for instance deadline misses,
  /// with the exact interval of Clopper and Pearson (conservative: at least the confidence).
  /// Nil when there were no trials.
  public static func rate(occurrences: Int, count: Int, confidence: Double = 0.95) -> Estimate? {
    precondition((0...max(count, 0)).contains(occurrences), "more occurrences than trials")
    guard count > 0 else { return nil }
    let (k, n, tail) = (Double(occurrences), Double(count), (1 - confidence) / 2)
    let lower = occurrences == 0 ? 0 : IncompleteBeta.inverse(tail, a: k, b: n - k + 1)
    let upper = occurrences == count ? 1 : IncompleteBeta.inverse(1 - tail, a: k + 1, b: n - k)
    return Estimate(
      value: k / n, interval: Interval(lower: lower, upper: upper, confidence: confidence))
  }

  /// The largest l with P(B <= l−1) <= level.
  private static func lowerRank(count: Int, probability: Double, level: Double) -> Int? {
    let tooLarge = firstRank(in: 1...count + 1) { rank in
      !Binomial.cdf(rank - 1, trials: count, probability: probability).meets(level: level)
    }
    return tooLarge > 1 ? tooLarge - 1 : nil
  }

  /// The smallest u with P(B >= u) <= level.
  private static func upperRank(count: Int, probability: Double, level: Double) -> Int? {
    let rank = firstRank(in: 1...count + 1) { rank in
      Binomial.survival(rank - 1, trials: count, probability: probability).meets(level: level)
    }
    return rank <= count ? rank : nil
  }

  /// The first rank of the range that fulfils a condition which, once true, stays true.
  private static func firstRank(
    in range: ClosedRange<Int>, where condition: (Int) -> Bool
  ) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if condition(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
