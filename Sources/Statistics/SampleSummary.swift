/// What can be said of values that somebody else recorded, without their rounds.
///
/// Made for a million values: they are sorted by digits, and everything else is one pass.
public struct SampleSummary: Equatable, Sendable {
  public struct Level: Equatable, Sendable {
    public var partsPerMillion: Int
    /// By nearest rank. Its interval is that of the order statistics, which supposes independent values.
    public var value: Estimate
  }

  public let count: Int
  public let least: Int64
  public let largest: Largest
  /// The quoted quantiles that the values support.
  public private(set) var levels: [Level] = []
  /// Whether values were put in that a closed loop had left out.
  public let isCorrected: Bool
  /// The autocorrelation of neighbours among the values as they were given; nil where all are equal.
  public let neighbourCorrelation: Double?

  public static let quoted = [500_000, 900_000, 990_000, 999_000, 999_900, 999_990]

  /// Whether the values may be taken as independent: they were all measured, and neighbours do not
  /// resemble each other. Only then do levels have intervals, and the maximum a bound.
  public var isIndependent: Bool {
    guard !isCorrected, let neighbourCorrelation else { return false }
    return neighbourCorrelation.magnitude < 1.96 / Double(count).squareRoot()
  }

  /// Nil without values.
  ///
  /// - Parameters:
  ///   - values: in the order in which they were recorded.
  ///   - expectedInterval: distance of the requests of a closed loop, whose omissions are put back; see `CoordinatedOmission`.
  public init?(_ values: [Int64], expectedInterval: Int64? = nil) {
    let all = expectedInterval.map {
      CoordinatedOmission.corrected(values, expectedInterval: $0)
    }
    let sorted = RadixSort.sorted(all ?? values)
    guard let least = sorted.first, let most = sorted.last else { return nil }
    count = sorted.count
    self.least = least
    largest = Largest(value: most, count: sorted.count, seconds: nil)
    isCorrected = all != nil
    neighbourCorrelation = Self.correlationOfNeighbours(values)
    levels = Self.quoted.filter {
      Quantile.supports(partsPerMillion: $0, count: sorted.count)
    }.map { level in
      let rank = Quantile.rank(partsPerMillion: level, count: sorted.count)
      let interval = isIndependent ? Self.interval(sorted, level) : nil
      return Level(
        partsPerMillion: level,
        value: Estimate(value: Double(sorted[rank - 1]), interval: interval))
    }
  }

  private static func interval(_ sorted: [Int64], _ level: Int) -> Interval? {
    let ranks = QuantileInterval.ranks(
      count: sorted.count, partsPerMillion: level, confidence: 0.95)
    guard let lower = ranks.lower, let upper = ranks.upper, let coverage = ranks.coverage else {
      return nil
    }
    return Interval(
      lower: Double(sorted[lower - 1]), upper: Double(sorted[upper - 1]), confidence: coverage)
  }

  private static func correlationOfNeighbours(_ values: [Int64]) -> Double? {
    let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
    var (products, squares, last) = (0.0, 0.0, 0.0)
    for value in values {
      let deviation = Double(value) - mean
      products += deviation * last
      squares += deviation * deviation
      last = deviation
    }
    return squares > 0 ? products / squares : nil
  }
}
