import Glibc

/// A distribution of extremes: what the largest of many, or the excess over a high threshold, tends to.
///
/// The shape ξ says how the tail ends: above 0 it falls like a power and has no end, at 0 like an
/// exponential, below 0 it has an end. (Hosking's k and scipy's c are −ξ.)
protocol TailDistribution: Equatable, Sendable {
  /// ξ.
  var shape: Double { get }
  /// σ, in the unit of the values; positive.
  var scale: Double { get }
  /// P(X <= x).
  func cdf(_ x: Double) -> Double
  /// ln of the density; −∞ where there is none.
  func logDensity(_ x: Double) -> Double
  /// The x with P(X > x) = probability, for a probability within (0, 1).
  func quantile(exceedance probability: Double) -> Double
  /// The x where −ln P(X <= x), or for excesses ln 1/P(X > x), is `level`: with exponential levels it is
  /// a draw.
  func value(atExponential level: Double) -> Double
  /// Whether larger exponential levels give larger values.
  static var risesWithLevel: Bool { get }
  /// Where the tail ends; infinite for ξ >= 0.
  var endpoint: Double { get }
  /// By L-moments of sorted values; nil where they have none or no distribution of the family fits.
  static func fitting(sorted values: [Double]) -> Self?
}

extension TailDistribution {
  func logLikelihood(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + logDensity($1) }
  }

  /// A random sample of the distribution, sorted.
  ///
  /// Rényi's representation gives the order statistics of exponential values as sums of independent
  /// ones, Σ_{j<=i} E_j/(n − j + 1), so that nothing needs sorting.
  func sortedSample(_ count: Int, _ generator: inout SplitMix64) -> [Double] {
    var level = 0.0
    let values = (0..<count).map { index in
      level += -log1p(-generator.nextUnit()) / Double(count - index)
      // A draw of exactly 0 would be a level with an infinite logarithm.
      return value(atExponential: max(level, 1e-300))
    }
    return Self.risesWithLevel ? values : values.reversed()
  }
}

/// (e^{ξL} − 1)/ξ, which is L at ξ = 0: what both families stretch their exponential levels with.
func stretched(_ level: Double, shape: Double) -> Double {
  shape.magnitude < 1e-12 ? level : expm1(shape * level) / shape
}

/// ln(1 + ξz)/ξ, the inverse of `stretched`; nil where 1 + ξz is not positive.
func unstretched(_ z: Double, shape: Double) -> Double? {
  if shape.magnitude < 1e-12 { return z }
  let argument = shape * z
  return argument > -1 ? log1p(argument) / shape : nil
}
