/// How far back a series in time order remembers.
public enum SerialDependence {
  /// ρₖ = Σ(xᵢ − x̄)(xᵢ₊ₖ − x̄) / Σ(xᵢ − x̄)²; nil when all values are equal, one is not finite or there
  /// are no more than `lag`.
  public static func autocorrelation(_ series: [Double], lag: Int) -> Double? {
    precondition(lag >= 0, "a lag is not negative")
    guard Sample.isUsable(series), lag < series.count else { return nil }
    return Deviations(series).correlation(lag)
  }

  /// The first lag at which the autocorrelation cannot be told from none: |ρₖ| < 1.96/√n, the bound
  /// of a series without memory (Bartlett 1946).
  ///
  /// Nil when none of the first n/4 lags is: the series is too short for its memory, or it drifts.
  /// Also when all values are equal or one is not finite.
  public static func firstInsignificantLag(_ series: [Double]) -> Int? {
    guard Sample.isUsable(series) else { return nil }
    let deviations = Deviations(series)
    let bound = 1.96 / Double(series.count).squareRoot()
    for lag in stride(from: 1, through: series.count / 4, by: 1) {
      guard let correlation = deviations.correlation(lag) else { return nil }
      if correlation.magnitude < bound { return lag }
    }
    return nil
  }

  /// How long the blocks of a bootstrap are to be, so that they keep what neighbours have in common:
  /// twice the first lag without correlation. Nil where there is no such lag.
  public static func blockLength(_ series: [Double]) -> Int? {
    firstInsignificantLag(series).map { 2 * $0 }
  }
}

/// A series less its mean, and what it has in common with itself some places later.
struct Deviations {
  private let values: [Double]
  private let squares: Double

  init(_ series: [Double]) {
    let mean = Sample.mean(series)
    values = series.map { $0 - mean }
    squares = values.reduce(0) { $0 + $1 * $1 }
  }

  func correlation(_ lag: Int) -> Double? {
    guard squares > 0 else { return nil }
    var sum = 0.0
    for index in 0..<values.count - lag { sum += values[index] * values[index + lag] }
    return sum / squares
  }
}
