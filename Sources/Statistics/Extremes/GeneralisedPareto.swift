import Glibc

/// The generalised Pareto distribution, the limit of excesses over a high threshold:
/// P(X > x) = (1 + ξx/σ)^{−1/ξ}; exponential, e^{−x/σ}, at ξ = 0; uniform on [0, σ] at ξ = −1.
///
/// Source: Hosking and Wallis, "Parameter and quantile estimation for the generalized Pareto
/// distribution", Technometrics 29 (1987).
struct GeneralisedPareto: TailDistribution {
  var scale: Double
  var shape: Double

  static let risesWithLevel = true

  func cdf(_ x: Double) -> Double { -expm1(-level(x)) }

  /// ln 1/P(X > x); infinite from the endpoint on.
  private func level(_ x: Double) -> Double {
    x <= 0 ? 0 : unstretched(x / scale, shape: shape) ?? .infinity
  }

  func logDensity(_ x: Double) -> Double {
    let level = level(x)
    return x < 0 || level == .infinity ? -.infinity : -log(scale) - (1 + shape) * level
  }

  func quantile(exceedance probability: Double) -> Double {
    value(atExponential: -log(probability))
  }

  func value(atExponential level: Double) -> Double { scale * stretched(level, shape: shape) }

  var endpoint: Double { shape < 0 ? -scale / shape : .infinity }

  /// k = λ₁/λ₂ − 2 and σ = (1 + k)λ₁, the threshold being known; ξ = −k.
  static func fitting(sorted values: [Double]) -> GeneralisedPareto? {
    guard let moments = LMoments(ofSorted: values), values[0] >= 0 else { return nil }
    let k = moments.location / moments.scale - 2
    guard k > -1 else { return nil }
    return GeneralisedPareto(scale: (1 + k) * moments.location, shape: -k)
  }

  /// The exponential distribution with this mean.
  static func exponential(mean: Double) -> GeneralisedPareto {
    GeneralisedPareto(scale: mean, shape: 0)
  }
}

/// del Castillo and Abella's test for an exponential tail: the coefficient of variation of its excesses
/// is 1, with √n(CV − 1) standard normal.
///
/// It accepts too easily: with 120 excesses of ξ = 0.2 nearly half the time. An exponential curve is then
/// below the truth, so that no curve here rests on it. Source: Abella, Padilla, del Castillo, Cazorla,
/// "Measurement-based worst-case execution time estimation using the coefficient of variation", ACM TODAES
/// 22 (2017).
struct VariationTest: Equatable, Sendable {
  enum Verdict: String, Sendable {
    case exponential = "exponential_ok"
    case heavier = "heavier_than_exponential"
    case lighter = "lighter_than_exponential"
  }

  let variation: Double
  let lower: Double
  let upper: Double

  /// Nil for fewer than two excesses or a mean that is not positive.
  init?(_ excesses: [Double], confidence: Double = 0.95) {
    guard excesses.count >= 2, Sample.isUsable(excesses) else { return nil }
    let mean = Sample.mean(excesses)
    guard mean > 0 else { return nil }
    variation = Sample.variance(excesses).squareRoot() / mean
    let half = Normal.quantile((1 + confidence) / 2) / Double(excesses.count).squareRoot()
    (lower, upper) = (1 - half, 1 + half)
  }

  var verdict: Verdict {
    variation > upper ? .heavier : variation < lower ? .lighter : .exponential
  }
}
