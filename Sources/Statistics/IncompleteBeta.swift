/// The regularised incomplete beta function I_x(a, b), which holds the binomial, beta and t
/// distributions in it.
enum IncompleteBeta {
  /// I_x(a, b) for a, b > 0 and x in [0, 1].
  ///
  /// Continued fraction DLMF 8.17.22, taken on the side where it converges fast; about √max(a, b)
  /// steps. Callers that know 1 − x more exactly than the subtraction gives it may pass it.
  static func regularised(_ x: Double, complement: Double? = nil, a: Double, b: Double) -> Double {
    precondition(a > 0 && b > 0 && x >= 0 && x <= 1, "incomplete beta outside its domain")
    let y = complement ?? (1 - x)
    if x == 0 { return 0 }
    if y == 0 { return 1 }
    let weight = Saddlepoint.betaWeight(a, b, x: x, y: y)
    return x < (a + 1) / (a + b + 2)
      ? weight * fraction(x, a: a, b: b) / a
      : 1 - weight * fraction(y, a: b, b: a) / b
  }

  /// The x with I_x(a, b) = probability.
  static func inverse(_ probability: Double, a: Double, b: Double) -> Double {
    increasingRoot(
      in: 0...1,
      of: { regularised($0, a: a, b: b) - probability },
      slope: { Saddlepoint.betaWeight(a, b, x: $0, y: 1 - $0) / ($0 * (1 - $0)) })
  }

  /// The continued fraction 1/(1 + d₁/(1 + d₂/(1 + …))), by the modified Lentz method.
  private static func fraction(_ x: Double, a: Double, b: Double) -> Double {
    var product = LentzProduct(first: 1)
    var m = 0.0
    while true {
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      product.append(numerator: odd, denominator: 1)
      m += 1
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      if product.append(numerator: even, denominator: 1) { return 1 / product.value }
    }
  }
}
