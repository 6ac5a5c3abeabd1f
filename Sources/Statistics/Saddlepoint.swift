import Glibc

/// The two terms of Loader's saddle-point expansion for binomial and Poisson weights.
///
/// The textbook form exp(lnΓ(n+1) − lnΓ(k+1) − …) subtracts numbers near 10^6 for n = 100 000 and
/// loses nine digits; these terms are small by themselves. Source: C. Loader, "Fast and accurate
/// computation of binomial probabilities", 2000.
enum Saddlepoint {
  /// What Stirling's formula leaves out: ln Γ(x+1) − [½ ln 2πx + x ln x − x], for x > 0.
  static func stirlingError(_ x: Double) -> Double {
    // The series needs a large argument. Γ(x+2) = (x+1)Γ(x+1) leads from each x to the next.
    var correction = 0.0
    var x = x
    while x < 16 {
      correction += (x + 0.5) * log1p(1 / x) - 1
      x += 1
    }
    let square = x * x
    let tail = 1 / 1260.0 - (1 / 1680.0 - (1 / 1188.0) / square) / square
    return correction + (1 / 12.0 - (1 / 360.0 - tail / square) / square) / x
  }

  /// The deviance x ln(x/μ) + μ − x, for x and μ > 0, without cancellation where x is near μ.
  static func deviance(_ x: Double, _ mean: Double) -> Double {
    let difference = x - mean
    guard abs(difference) < 0.1 * (x + mean) else {
      return x * log(x / mean) + mean - x
    }
    // ln(x/μ) = 2 artanh(v) with v = (x−μ)/(x+μ), of which the first term cancels by hand.
    let v = difference / (x + mean)
    var power = 2 * x * v
    var sum = difference * v
    var order = 1.0
    while true {
      power *= v * v
      order += 2
      let next = sum + power / order
      if next == sum { return sum }
      sum = next
    }
  }

  /// x^a y^b / B(a, b) where x + y = 1: the weight before both forms of the incomplete beta.
  static func betaWeight(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
    let n = a + b
    let exponent =
      stirlingError(n) - stirlingError(a) - stirlingError(b)
      - deviance(a, n * x) - deviance(b, n * y)
    return exp(exponent) * (a * b / (2 * Double.pi * n)).squareRoot()
  }

  /// x^a e^−x / Γ(a): the weight before both forms of the incomplete gamma.
  static func gammaWeight(_ a: Double, x: Double) -> Double {
    exp(-stirlingError(a) - deviance(a, x)) * (a / (2 * Double.pi)).squareRoot()
  }
}
