/// The first four sample L-moments: location, scale and shape from linear combinations of order
/// statistics, which one wild value cannot dominate as it does a variance or a skewness.
///
/// Unbiased, by way of the probability-weighted moments b_r. Source: Hosking, "L-moments: analysis and
/// estimation of distributions using linear combinations of order statistics", J. R. Stat. Soc. B 52
/// (1990).
struct LMoments: Equatable, Sendable {
  let weighted: [Double]
  let location: Double
  let scale: Double
  /// The L-skewness τ₃ = λ₃/λ₂, within (−1, 1).
  let skewness: Double
  /// The L-kurtosis τ₄ = λ₄/λ₂.
  let kurtosis: Double

  /// Nil for fewer than four values, a value that is not finite, or values that are all equal.
  init?(_ values: [Double]) {
    guard Sample.isUsable(values) else { return nil }
    self.init(ofSorted: values.sorted())
  }

  /// The same of values that are in order and finite.
  init?(ofSorted values: [Double]) {
    guard values.count >= 4 else { return nil }
    let n = Double(values.count)
    var (b0, b1, b2, b3) = (0.0, 0.0, 0.0, 0.0)
    for index in values.indices {
      let (i, value) = (Double(index), values[index])
      b0 += value
      b1 += value * i
      b2 += value * i * (i - 1)
      b3 += value * i * (i - 1) * (i - 2)
    }
    b0 /= n
    b1 /= n * (n - 1)
    b2 /= n * (n - 1) * (n - 2)
    b3 /= n * (n - 1) * (n - 2) * (n - 3)
    weighted = [b0, b1, b2, b3]
    location = b0
    scale = 2 * b1 - b0
    guard scale > 0, values[0] < values[values.count - 1] else { return nil }
    skewness = (6 * b2 - 6 * b1 + b0) / scale
    kurtosis = (20 * b3 - 30 * b2 + 12 * b1 - b0) / scale
  }
}
