extension Bootstrap {
  /// Blocks below which a resample has too few pieces to vary.
  public static let fewestBlocks = 10

  /// The statistic of a series whose neighbours resemble each other, between the nearest-rank α/2 and
  /// 1 − α/2 quantiles of resamples made of blocks of neighbours.
  ///
  /// Blocks begin anywhere and may overlap; as many are drawn as fill the length of the series, the
  /// last one cut. What is farther apart than a block counts as independent, so the series must be
  /// stationary: a drift is not seen. Source: Künsch, "The jackknife and the bootstrap for general
  /// stationary observations", Ann. Statist. 17 (1989).
  ///
  /// No interval where no block length can be had, or where fewer than ten blocks fill the series.
  /// Nil when the series is empty or a value is not finite.
  ///
  /// - Parameter blockLength: as `SerialDependence.blockLength` says when `nil`.
  public static func movingBlocks(
    _ series: [Double], blockLength: Int? = nil, confidence: Double = 0.95, resamples: Int = 2000,
    seed: UInt64, statistic: ([Double]) -> Double
  ) -> Estimate? {
    precondition(resamples > 0, "a bootstrap needs resamples")
    precondition(blockLength ?? 1 > 0, "a block has a value")
    guard Sample.isUsable(series) else { return nil }
    let value = statistic(series)
    guard let length = blockLength ?? SerialDependence.blockLength(series),
      series.count >= fewestBlocks * length
    else { return Estimate(value: value, interval: nil) }

    var generator = SplitMix64(seed: seed)
    var resample = series
    let replicates = (0..<resamples).map { _ in
      for start in stride(from: 0, to: series.count, by: length) {
        let from = generator.next(below: series.count - length + 1)
        for offset in 0..<min(length, series.count - start) {
          resample[start + offset] = series[from + offset]
        }
      }
      return statistic(resample)
    }
    return Estimate(
      value: value,
      interval: interval(
        replicates.sorted(), lower: (1 - confidence) / 2, upper: (1 + confidence) / 2,
        confidence: confidence))
  }
}
