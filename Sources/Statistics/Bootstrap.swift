/// Bootstrap intervals: the spread of a statistic over resamples drawn with replacement.
///
/// Draws come from SplitMix64, one per element and in order, so that a seed fixes the result. Both
/// methods assume independent values; below about ten of them both are too narrow. Source: Efron
/// and Tibshirani, "An Introduction to the Bootstrap", 13.3 and 14.3.
public enum Bootstrap {
  /// The statistic of the sample, between the nearest-rank α/2 and 1 − α/2 quantiles of its
  /// resamples. Nil when the sample is empty.
  public static func percentile(
    _ values: [Double], confidence: Double = 0.95, resamples: Int = 2000, seed: UInt64,
    statistic: ([Double]) -> Double
  ) -> Estimate? {
    precondition(resamples > 0, "a bootstrap needs resamples")
    if values.isEmpty { return nil }
    let replicates = sortedReplicates(values, resamples, seed: seed, statistic)
    return Estimate(
      value: statistic(values),
      interval: interval(
        replicates, lower: (1 - confidence) / 2, upper: (1 + confidence) / 2,
        confidence: confidence))
  }

  /// The same, corrected for bias and for a spread that changes with the value (BCa): the quantiles
  /// are taken at Φ(z₀ + (z₀ + z)/(1 − a(z₀ + z))), with z₀ from the share of replicates below the
  /// statistic and the acceleration a from the jackknife.
  ///
  /// No interval when the replicates all lie on one side of the statistic or leaving out a value
  /// never changes it. Nil when there are fewer than two values.
  public static func biasCorrected(
    _ values: [Double], confidence: Double = 0.95, resamples: Int = 10_000, seed: UInt64,
    statistic: ([Double]) -> Double
  ) -> Estimate? {
    precondition(resamples > 0, "a bootstrap needs resamples")
    guard values.count >= 2 else { return nil }
    let value = statistic(values)
    let replicates = sortedReplicates(values, resamples, seed: seed, statistic)
    let below = Double(replicates.count { $0 < value })
    let equal = Double(replicates.count { $0 == value })
    let bias = Normal.quantile((below + equal / 2) / Double(resamples))
    guard bias.isFinite, let acceleration = acceleration(values, statistic) else {
      return Estimate(value: value, interval: nil)
    }
    func adjusted(_ probability: Double) -> Double {
      let z = bias + Normal.quantile(probability)
      return Normal.cdf(bias + z / (1 - acceleration * z))
    }
    return Estimate(
      value: value,
      interval: interval(
        replicates, lower: adjusted((1 - confidence) / 2), upper: adjusted((1 + confidence) / 2),
        confidence: confidence))
  }

  private static func sortedReplicates(
    _ values: [Double], _ resamples: Int, seed: UInt64, _ statistic: ([Double]) -> Double
  ) -> [Double] {
    var generator = SplitMix64(seed: seed)
    var resample = values
    let replicates = (0..<resamples).map { _ in
      for index in resample.indices {
        resample[index] = values[generator.next(below: values.count)]
      }
      return statistic(resample)
    }
    return replicates.sorted()
  }

  static func interval(
    _ replicates: [Double], lower: Double, upper: Double, confidence: Double
  ) -> Interval {
    func value(at probability: Double) -> Double {
      let partsPerMillion = Int((probability * Double(Quantile.one)).rounded())
      let rank = Quantile.rank(partsPerMillion: partsPerMillion, count: replicates.count)
      return replicates[rank - 1]
    }
    return Interval(lower: value(at: lower), upper: value(at: upper), confidence: confidence)
  }

  /// Σd³ / 6(Σd²)^1.5 over the jackknife deviations d; nil when they all vanish.
  private static func acceleration(
    _ values: [Double], _ statistic: ([Double]) -> Double
  ) -> Double? {
    let jackknife = values.indices.map { index in
      var others = values
      others.remove(at: index)
      return statistic(others)
    }
    let mean = Sample.mean(jackknife)
    let squares = jackknife.reduce(0) { $0 + (mean - $1) * (mean - $1) }
    let cubes = jackknife.reduce(0) { $0 + (mean - $1) * (mean - $1) * (mean - $1) }
    return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : nil
  }
}
