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

/// A continued fraction b₀ + a₁/(b₁ + a₂/(b₂ + …)) evaluated forwards (Lentz, with Thompson and
/// Barnett's guard against vanishing denominators).
struct LentzProduct {
  private(set) var value: Double
  private var upper: Double
  private var lower = 0.0

  init(first: Double) {
    value = Self.nonZero(first)
    upper = value
  }

  /// Appends one level; true once it no longer changes the value.
  @discardableResult
  mutating func append(numerator: Double, denominator: Double) -> Bool {
    lower = 1 / Self.nonZero(denominator + numerator * lower)
    upper = Self.nonZero(denominator + numerator / upper)
    let factor = upper * lower
    value *= factor
    return abs(factor - 1) < 4 * Double.ulpOfOne
  }

  private static func nonZero(_ x: Double) -> Double {
    abs(x) < 1e-300 ? 1e-300 : x
  }
}

/// The root of an increasing function that changes sign within `bracket`: Newton's method, with a
/// bisection wherever a Newton step would leave the bracket or shrink it too slowly.
func increasingRoot(
  in bracket: ClosedRange<Double>, of function: (Double) -> Double, slope: (Double) -> Double
) -> Double {
  var (low, high) = (bracket.lowerBound, bracket.upperBound)
  var x = low + (high - low) / 2
  var previousStep = high - low
  // Bisection alone needs at most 1100 halvings to reach the smallest Double.
  for _ in 0..<1200 {
    let value = function(x)
    if value == 0 { return x }
    if value < 0 { low = x } else { high = x }
    let newton = x - value / slope(x)
    let useNewton = newton > low && newton < high && abs(newton - x) < abs(previousStep) / 2
    let next = useNewton ? newton : low + (high - low) / 2
    previousStep = next - x
    if abs(previousStep) <= Double.ulpOfOne * abs(next) { return next }
    x = next
  }
  return x
}
