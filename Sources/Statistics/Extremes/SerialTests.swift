import Glibc

/// Wald and Wolfowitz's runs test: do values above and below the median follow each other as tosses of
/// a coin would?
///
/// Values equal to the median take no part; there is no correction for continuity. Few runs mean
/// clusters, many mean alternation. Assumes nothing about the distribution. Source: Wald and
/// Wolfowitz, Annals of Mathematical Statistics 11 (1940).
struct RunsTest: Equatable, Sendable {
  let runs: Int
  let above: Int
  let below: Int
  let mean: Double
  let variance: Double
  let z: Double
  let pValue: Double

  /// Nil when a value is not finite, or too few values differ from the median to have a spread.
  init?(_ values: [Double]) {
    guard let median = Quantile.median(values) else { return nil }
    let signs = values.compactMap { $0 == median ? nil : $0 > median }
    above = signs.count { $0 }
    below = signs.count - above
    guard above > 0, below > 0, signs.count > 2 else { return nil }
    runs = 1 + zip(signs, signs.dropFirst()).count { $0 != $1 }
    let (n, product) = (Double(signs.count), 2 * Double(above) * Double(below))
    mean = product / n + 1
    variance = product * (product - n) / (n * n * (n - 1))
    guard variance > 0 else { return nil }
    z = (Double(runs) - mean) / variance.squareRoot()
    pValue = 2 * Normal.survival(z.magnitude)
  }
}

/// The turning point test: of three neighbours in random order the middle one is an extreme two times
/// out of three.
///
/// Sees quick alternation and quick trends; made for values without ties. Source: Bienaymé 1874, in
/// Kendall and Stuart, "The Advanced Theory of Statistics" 3, 45.18.
struct TurningPointTest: Equatable, Sendable {
  let turningPoints: Int
  let mean: Double
  let variance: Double
  let z: Double
  let pValue: Double

  /// Nil for fewer than three values, or one that is not finite.
  init?(_ values: [Double]) {
    guard values.count >= 3, Sample.isUsable(values) else { return nil }
    turningPoints = (1..<values.count - 1).count { index in
      let (before, here, after) = (values[index - 1], values[index], values[index + 1])
      return (here > before && here > after) || (here < before && here < after)
    }
    let n = Double(values.count)
    mean = 2 * (n - 2) / 3
    variance = (16 * n - 29) / 90
    z = (Double(turningPoints) - mean) / variance.squareRoot()
    pValue = 2 * Normal.survival(z.magnitude)
  }
}

/// How much a series resembles itself some places later.
enum Autocorrelation {
  /// ρ₁ ... ρ_lags, each Σ d_{t+k} d_t / Σ d_t² with d the deviations from the mean. Nil when the
  /// series is not longer than the lags, is constant or has a value that is not finite.
  static func coefficients(_ values: [Double], lags: Int) -> [Double]? {
    precondition(lags > 0, "a series resembles itself at lag 0")
    guard values.count > lags, Sample.isUsable(values) else { return nil }
    let deviations = Deviations(values)
    let coefficients = (1...lags).compactMap(deviations.correlation)
    return coefficients.isEmpty ? nil : coefficients
  }
}

/// Ljung and Box's test that no autocorrelation up to some lag differs from zero:
/// Q = n(n + 2) Σ ρ_k² / (n − k), chi-square with as many degrees of freedom as lags.
///
/// Assumes a finite variance. Of squared deviations it sees a spread that changes in clusters while
/// the level stays. Source: Ljung and Box, Biometrika 65 (1978).
struct LjungBoxTest: Equatable, Sendable {
  let q: Double
  let pValue: Double

  /// Nil where there are no autocorrelations.
  init?(_ values: [Double], lags: Int = 10) {
    guard let coefficients = Autocorrelation.coefficients(values, lags: lags) else { return nil }
    let n = Double(values.count)
    let sum = coefficients.enumerated().reduce(0) { sum, next in
      sum + next.element * next.element / (n - Double(next.offset + 1))
    }
    q = n * (n + 2) * sum
    pValue = ChiSquared.survival(q, degreesOfFreedom: Double(lags))
  }
}
