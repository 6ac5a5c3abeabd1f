import Glibc

/// The test of Kwiatkowski, Phillips, Schmidt and Shin that a series keeps its level:
/// η = Σ Sₜ² / (n² s²), with Sₜ the partial sums of the deviations from the mean and s² their long-run
/// variance (Newey and West's, with Bartlett weights up to some lag).
///
/// Under the hypothesis η tends to ∫ of a squared Brownian bridge, the law of Cramér and von Mises'
/// statistic, which gives the p-value: the published 0.463 is its 5 % point. Source: Journal of
/// Econometrics 54 (1992).
struct StationarityTest: Equatable, Sendable {
  let statistic: Double
  let pValue: Double

  /// - Parameter lags: of the long-run variance; ⌊4 (n/100)^¼⌋ when nil, for series with little
  ///   dependence.
  /// - Returns: Nil when the series is not longer than the lags, is constant or not finite.
  init?(_ values: [Double], lags: Int? = nil) {
    let n = Double(values.count)
    let lags = lags ?? Int(4 * pow(n / 100, 0.25))
    guard values.count > max(lags, 1), Sample.isUsable(values) else { return nil }
    let mean = Sample.mean(values)
    let deviations = values.map { $0 - mean }
    var variance = deviations.reduce(0) { $0 + $1 * $1 }
    for lag in 0..<lags {
      let products = zip(deviations.dropFirst(lag + 1), deviations).reduce(0) { $0 + $1.0 * $1.1 }
      variance += 2 * products * (1 - Double(lag + 1) / Double(lags + 1))
    }
    guard variance > 0 else { return nil }
    var (sum, squares) = (0.0, 0.0)
    for deviation in deviations {
      sum += deviation
      squares += sum * sum
    }
    statistic = squares / (n * variance)
    pValue = Self.survival(statistic)
  }

  /// P(ω² > x) of the Cramér-von Mises law: its distribution function is
  /// Σ_j c_j √(4j+1) e^{−q} K_¼(q) / (π√x) with q = (4j+1)²/(16x) and c_j = Γ(j+½)/(√π j!).
  /// Source: Anderson and Darling, Annals of Mathematical Statistics 23 (1952), (4.35).
  static func survival(_ x: Double) -> Double {
    if x <= 0 { return 1 }
    var below = 0.0
    var coefficient = 1.0
    for j in 0..<200 {
      let odd = Double(4 * j + 1)
      let q = odd * odd / (16 * x)
      let term = coefficient * odd.squareRoot() * scaledBessel(q) * exp(-2 * q)
      below += term
      if term <= 1e-16 * below { break }
      coefficient *= (Double(j) + 0.5) / Double(j + 1)
    }
    return min(1, max(0, 1 - below / (.pi * x.squareRoot())))
  }

  /// e^z K_¼(z) = ∫₀^∞ exp(−z (cosh t − 1)) cosh(t/4) dt (DLMF 10.32.9); the trapezoidal rule converges
  /// faster than any power here, because the integrand is even and vanishes with all derivatives.
  private static func scaledBessel(_ z: Double) -> Double {
    // Where the exponent reaches 745 a Double has underflowed.
    let end = acosh(1 + 745 / z)
    let steps = 400
    let width = end / Double(steps)
    var sum = 0.5
    for step in 1...steps {
      let t = Double(step) * width
      sum += exp(-z * (cosh(t) - 1)) * cosh(t / 4)
    }
    return sum * width
  }
}
