import Glibc

/// The standard normal distribution.
enum Normal {
  static func cdf(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

  /// P(X > x), from erfc so that the far tail keeps its digits.
  static func survival(_ x: Double) -> Double { cdf(-x) }

  /// The x with P(X <= x) = probability; infinite at 0 and 1.
  static func quantile(_ probability: Double) -> Double {
    precondition(probability >= 0 && probability <= 1, "a probability is between 0 and 1")
    if probability > 0.5 { return -quantile(1 - probability) }
    if probability == 0 { return -.infinity }
    // Abramowitz and Stegun 26.2.23 is within 4.5e-4; each Halley step triples its digits.
    let t = (-2 * log(probability)).squareRoot()
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
    let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var x = numerator / denominator - t
    for _ in 0..<3 {
      let newton = (cdf(x) - probability) * (2 * Double.pi).squareRoot() * exp(x * x / 2)
      x -= newton / (1 + x * newton / 2)
    }
    return x
  }
}

/// Student's t distribution; the degrees of freedom may be fractional (Welch).
enum StudentT {
  static func cdf(_ t: Double, degreesOfFreedom: Double) -> Double {
    survival(-t, degreesOfFreedom: degreesOfFreedom)
  }

  /// P(T > t) = ½ I_x(ν/2, ½) with x = ν / (ν + t²), for t >= 0.
  static func survival(_ t: Double, degreesOfFreedom: Double) -> Double {
    if t.isInfinite { return t > 0 ? 0 : 1 }
    let sum = degreesOfFreedom + t * t
    let tail =
      0.5
      * IncompleteBeta.regularised(
        degreesOfFreedom / sum, complement: t * t / sum, a: degreesOfFreedom / 2, b: 0.5)
    return t >= 0 ? tail : 1 - tail
  }

  /// The t with P(T <= t) = probability, for probability in (0, 1).
  static func quantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
    precondition(
      probability > 0 && probability < 1, "a t quantile needs a probability inside (0, 1)")
    return probability < 0.5
      ? -quantile(tail: probability, degreesOfFreedom: degreesOfFreedom)
      : quantile(tail: 1 - probability, degreesOfFreedom: degreesOfFreedom)
  }

  /// The t >= 0 with P(T > t) = tail, for tail in (0, ½].
  private static func quantile(tail: Double, degreesOfFreedom: Double) -> Double {
    // Of x and 1 − x, solve for the smaller one: the other has lost the digits that matter.
    if tail < 0.25 {
      let x = IncompleteBeta.inverse(2 * tail, a: degreesOfFreedom / 2, b: 0.5)
      return (degreesOfFreedom * (1 - x) / x).squareRoot()
    }
    let y = IncompleteBeta.inverse(1 - 2 * tail, a: 0.5, b: degreesOfFreedom / 2)
    return (degreesOfFreedom * y / (1 - y)).squareRoot()
  }

  /// The factor of a two-sided interval: the quantile at (1 + confidence) / 2.
  static func critical(confidence: Double, degreesOfFreedom: Double) -> Double {
    precondition(confidence > 0 && confidence < 1, "a confidence is between 0 and 1")
    return quantile((1 + confidence) / 2, degreesOfFreedom: degreesOfFreedom)
  }
}

/// The chi-square distribution.
enum ChiSquared {
  static func cdf(_ x: Double, degreesOfFreedom: Double) -> Double {
    IncompleteGamma.lower(degreesOfFreedom / 2, x / 2)
  }

  static func survival(_ x: Double, degreesOfFreedom: Double) -> Double {
    IncompleteGamma.upper(degreesOfFreedom / 2, x / 2)
  }

  static func quantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
    2 * IncompleteGamma.inverse(probability, degreesOfFreedom / 2)
  }
}

/// The number of successes in `trials` independent trials.
enum Binomial {
  /// P(B <= k) = I_{1−p}(n − k, k + 1).
  static func cdf(_ k: Int, trials: Int, probability: Double) -> Double {
    if k < 0 { return 0 }
    if k >= trials { return 1 }
    return IncompleteBeta.regularised(
      1 - probability, complement: probability, a: Double(trials - k), b: Double(k + 1))
  }

  /// P(B > k) = I_p(k + 1, n − k).
  static func survival(_ k: Int, trials: Int, probability: Double) -> Double {
    if k < 0 { return 1 }
    if k >= trials { return 0 }
    return IncompleteBeta.regularised(probability, a: Double(k + 1), b: Double(trials - k))
  }
}
