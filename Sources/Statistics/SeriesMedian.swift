/// The median of a series in time order whose neighbours may resemble each other.
///
/// The order-statistic interval for a median supposes independent values. In a series it still holds
/// in the limit when the count is divided by τ = 1 + 2Σρₖ, with ρₖ the autocorrelation of "lies below
/// the median": that indicator, not the value, is what the interval counts. Source: Sen, "Asymptotic
/// normality of sample quantiles for m-dependent processes", Ann. Math. Statist. 39 (1968).
public enum SeriesMedian {
  /// The values that `count` values in this order are worth, from 1 to their count.
  ///
  /// The sum over ρₖ ends with the first pair of neighbouring lags whose sum is not positive (Geyer,
  /// "Practical Markov chain Monte Carlo", Statist. Sci. 7, 1992): what follows is noise. A series
  /// that swings around its median is not credited with more values than it has.
  public static func effectiveCount(_ series: [Double]) -> Double {
    guard let median = Quantile.median(series), series.count > 1 else {
      return Double(series.count)
    }
    let signs = series.map { $0 < median ? -1.0 : $0 > median ? 1.0 : 0.0 }
    func covariance(_ lag: Int) -> Double {
      guard lag < signs.count else { return 0 }
      return zip(signs, signs.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let variance = covariance(0)
    guard variance > 0 else { return Double(series.count) }
    var inflation = -1.0
    for lag in stride(from: 0, to: signs.count, by: 2) {
      let pair = (covariance(lag) + covariance(lag + 1)) / variance
      guard pair > 0 else { break }
      inflation += 2 * pair
    }
    return min(Double(series.count), max(1, Double(series.count) / max(1, inflation)))
  }

  /// The median with the interval of as many independent values as the series is worth; no interval
  /// where those are too few for the confidence. Nil when empty or a value is not finite.
  public static func estimate(_ series: [Double], confidence: Double = 0.95) -> Estimate? {
    guard let median = Quantile.median(series) else { return nil }
    let worth = Int(effectiveCount(series))
    let ranks = QuantileInterval.ranks(
      count: worth, partsPerMillion: 500_000, confidence: confidence)
    guard let lower = ranks.lower, let upper = ranks.upper, let coverage = ranks.coverage else {
      return Estimate(value: median, interval: nil)
    }
    // The ranks of the fewer values, carried to the same places among all: outward, never inward.
    let sorted = series.sorted()
    let scale = Double(sorted.count) / Double(worth)
    let first = Int((Double(lower - 1) * scale).rounded(.down))
    let last = sorted.count - 1 - Int((Double(worth - upper) * scale).rounded(.down))
    return Estimate(
      value: median,
      interval: Interval(lower: sorted[first], upper: sorted[last], confidence: coverage))
  }
}
