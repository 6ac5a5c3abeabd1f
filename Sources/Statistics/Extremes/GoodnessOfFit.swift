import Glibc

/// How far a sample lies from a distribution that was fitted to it.
///
/// The published tables do not hold for a fitted distribution, nor for one whose support was fitted: compare
/// with samples of it that were fitted anew (`TailBootstrap`).
enum GoodnessOfFit {
  /// Anderson and Darling's A² = −n − Σ (2i−1)(ln Fᵢ + ln(1 − F_{n+1−i}))/n, which weighs the tails.
  ///
  /// - Parameter probabilities: F at each of the sorted values.
  static func andersonDarling(ofSorted probabilities: [Double]) -> Double {
    let n = probabilities.count
    // A fit by L-moments may end before the largest value; its logarithm must stay finite.
    let clamped = probabilities.map { min(max($0, 1e-300), 1 - 1e-16) }
    let sum = clamped.indices.reduce(0.0) { sum, index in
      sum + Double(2 * index + 1) * (log(clamped[index]) + log1p(-clamped[n - 1 - index]))
    }
    return -Double(n) - sum / Double(n)
  }

  /// How far the largest value stands out, (x_n − λ₁)/λ₂: A² gives it a weight of 1/n, and a rare mode far
  /// above the others would pass.
  static func prominence(ofSorted values: [Double]) -> Double? {
    guard let moments = LMoments(ofSorted: values), let largest = values.last else { return nil }
    return (largest - moments.location) / moments.scale
  }
}
