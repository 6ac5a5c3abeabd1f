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
