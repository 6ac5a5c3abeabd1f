import Glibc

/// The generalised extreme value distribution, the limit of block maxima:
/// G(x) = exp(−(1 + ξ(x − μ)/σ)^{−1/ξ}); Gumbel's exp(−e^{−(x−μ)/σ}) at ξ = 0.
///
/// Source: Coles, "An Introduction to Statistical Modeling of Extreme Values", chapter 3.
struct GeneralisedExtremeValue: TailDistribution {
  var location: Double
  var scale: Double
  var shape: Double

  static let risesWithLevel = false

  /// −ln G(x) has the logarithm −this; nil outside the support.
  private func reduced(_ x: Double) -> Double? {
    unstretched((x - location) / scale, shape: shape)
  }

  func cdf(_ x: Double) -> Double {
    guard let y = reduced(x) else { return shape > 0 ? 0 : 1 }
    return exp(-exp(-y))
  }

  func logDensity(_ x: Double) -> Double {
    guard let y = reduced(x) else { return -.infinity }
    return -log(scale) - (1 + shape) * y - exp(-y)
  }

  func quantile(exceedance probability: Double) -> Double {
    value(atExponential: -log1p(-probability))
  }

  func value(atExponential level: Double) -> Double {
    location + scale * stretched(-log(level), shape: shape)
  }

  var endpoint: Double { shape < 0 ? location - scale / shape : .infinity }

  /// With Hosking's approximation of k = −ξ, good to 9e-4 for τ₃ within ±½: c = 2/(3 + τ₃) − ln 2/ln 3,
  /// k = 7.8590c + 2.9554c². Source: Hosking, Wallis and Wood, Technometrics 27 (1985).
  static func fitting(sorted values: [Double]) -> GeneralisedExtremeValue? {
    guard let moments = LMoments(ofSorted: values) else { return nil }
    let c = 2 / (3 + moments.skewness) - log(2) / log(3)
    let k = 7.8590 * c + 2.9554 * c * c
    // Γ(1 + k) ends at k = −1, where the mean does.
    guard k > -1 else { return nil }
    if k.magnitude < 1e-9 { return gumbel(moments) }
    let gamma = tgamma(1 + k)
    let scale = moments.scale * k / ((1 - exp2(-k)) * gamma)
    return GeneralisedExtremeValue(
      location: moments.location - scale * (1 - gamma) / k, scale: scale, shape: -k)
  }

  /// Gumbel's distribution with these L-moments: σ = λ₂/ln 2, μ = λ₁ − γσ.
  static func gumbel(_ moments: LMoments) -> GeneralisedExtremeValue {
    let scale = moments.scale / log(2)
    return GeneralisedExtremeValue(
      location: moments.location - eulersConstant * scale, scale: scale, shape: 0)
  }

  private static let eulersConstant = 0.577_215_664_901_532_9
}
