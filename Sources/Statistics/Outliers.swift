/// Values that stand out of a sample, by rules that the outliers themselves cannot bend.
///
/// Nothing here removes a value: a rule says which ones to flag. Every function returns nil when the sample is empty or a
/// value is not finite.
public enum Outliers {
  /// The median and the median absolute deviation from it.
  public struct Spread: Equatable, Sendable {
    public var median: Double
    /// Unscaled: the median of |x - median|. Zero when more than half of the values are equal, as with a coarse clock.
    public var medianAbsoluteDeviation: Double

    /// Makes the deviation comparable with the standard deviation of a normal distribution: 1 / Φ⁻¹(3/4).
    public static let normalScale = 1.4826

    /// How many scaled deviations a value lies from the median; nil where the deviation is zero, because then no distance
    /// can be expressed in it.
    public func deviations(of value: Double) -> Double? {
      medianAbsoluteDeviation > 0
        ? (value - median) / (medianAbsoluteDeviation * Self.normalScale) : nil
    }
  }

  public static func spread(_ values: [Double]) -> Spread? {
    guard let median = Quantile.median(values),
      let deviation = Quantile.median(values.map { ($0 - median).magnitude })
    else { return nil }
    return Spread(median: median, medianAbsoluteDeviation: deviation)
  }

  /// Which values lie more than `limit` scaled deviations from the median, to either side.
  ///
  /// With a deviation of zero Tukey's outer fences decide instead: they too are zero apart then only if three quarters of
  /// the values are equal, and whatever differs from those does stand out.
  public static func flags(_ values: [Double], beyond limit: Double) -> [Bool]? {
    guard let spread = spread(values), let fences = TukeyFences(values) else { return nil }
    return values.map { value in
      spread.deviations(of: value).map { $0.magnitude > limit }
        ?? (value < fences.severeLow || value > fences.severeHigh)
    }
  }
}

/// Tukey's fences: 1.5 and 3 interquartile ranges beyond the quartiles (of type 7, as in R and numpy).
public struct TukeyFences: Equatable, Sendable {
  public var lowerQuartile: Double
  public var upperQuartile: Double

  /// Nil when the sample is empty or a value is not finite.
  public init?(_ values: [Double]) {
    guard Sample.isUsable(values) else { return nil }
    let sorted = values.sorted()
    guard let lower = Quantile.type7(ofSorted: sorted, partsPerMillion: 250_000),
      let upper = Quantile.type7(ofSorted: sorted, partsPerMillion: 750_000)
    else { return nil }
    lowerQuartile = lower
    upperQuartile = upper
  }

  private var range: Double { upperQuartile - lowerQuartile }
  public var severeLow: Double { lowerQuartile - 3 * range }
  public var mildLow: Double { lowerQuartile - 1.5 * range }
  public var mildHigh: Double { upperQuartile + 1.5 * range }
  public var severeHigh: Double { upperQuartile + 3 * range }
}
