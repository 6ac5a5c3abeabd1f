/// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P(a, x).
enum IncompleteGamma {
  /// P(a, x) for a > 0 and x >= 0.
  static func lower(_ a: Double, _ x: Double) -> Double {
    precondition(a > 0 && x >= 0, "incomplete gamma outside its domain")
    if x == 0 { return 0 }
    return x < a + 1 ? series(a, x) : 1 - fraction(a, x)
  }

  /// Q(a, x) for a > 0 and x >= 0, exact in the far tail where 1 − P would have no digits left.
  static func upper(_ a: Double, _ x: Double) -> Double {
    precondition(a > 0 && x >= 0, "incomplete gamma outside its domain")
    if x == 0 { return 1 }
    return x < a + 1 ? 1 - series(a, x) : fraction(a, x)
  }

  /// The x with P(a, x) = probability, for probability in (0, 1).
  static func inverse(_ probability: Double, _ a: Double) -> Double {
    var bound = a + 1
    while lower(a, bound) < probability { bound *= 2 }
    return increasingRoot(
      in: 0...bound,
      of: { lower(a, $0) - probability },
      slope: { Saddlepoint.gammaWeight(a, x: $0) / $0 })
  }

  /// P by its power series, DLMF 8.11.4.
  private static func series(_ a: Double, _ x: Double) -> Double {
    var term = 1 / a
    var sum = term
    var n = a
    while term > sum * Double.ulpOfOne / 4 {
      n += 1
      term *= x / n
      sum += term
    }
    return sum * Saddlepoint.gammaWeight(a, x: x)
  }

  /// Q by its continued fraction, DLMF 8.9.2 in the contracted form.
  private static func fraction(_ a: Double, _ x: Double) -> Double {
    var product = LentzProduct(first: x + 1 - a)
    var n = 1.0
    while !product.append(numerator: -n * (n - a), denominator: x + 2 * n + 1 - a) { n += 1 }
    return Saddlepoint.gammaWeight(a, x: x) / product.value
  }
}
