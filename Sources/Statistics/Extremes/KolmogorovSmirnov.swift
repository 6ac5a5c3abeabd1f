import Glibc

/// Kolmogorov and Smirnov's distances between distributions.
enum KolmogorovSmirnov {
  /// The greatest distance between the distribution functions of two samples, and how often two
  /// samples of one distribution are at least as far apart.
  struct TwoSamples: Equatable, Sendable {
    let distance: Double
    let pValue: Double
  }

  /// Up to this product of the sizes the p-value is exact, from the paths between the corners of
  /// the grid; beyond it Kolmogorov's limit is good to three digits.
  private static let exactLimit = 1_000_000

  /// Two samples; ties across them make the p-value conservative. Nil when one is empty or a value
  /// is not finite.
  static func compare(_ x: [Double], _ y: [Double]) -> TwoSamples? {
    guard Sample.isUsable(x), Sample.isUsable(y) else { return nil }
    let gap = gap(x.sorted(), y.sorted())
    let (n, m) = (x.count, y.count)
    let distance = Double(gap) / (Double(n) * Double(m))
    let pValue: Double
    if n <= exactLimit / m {
      pValue = exactSurvival(gap: gap, n, m)
    } else {
      let size = Double(n) * Double(m) / Double(n + m)
      pValue = survival(size.squareRoot() * distance)
    }
    return TwoSamples(distance: distance, pValue: pValue)
  }

  /// The distance of a sorted sample from a distribution function, given its value at each of them.
  static func distance(ofSorted probabilities: [Double]) -> Double {
    let n = Double(probabilities.count)
    return probabilities.enumerated().reduce(0) { farthest, next in
      let rank = Double(next.offset)
      return max(farthest, next.element - rank / n, (rank + 1) / n - next.element)
    }
  }

  /// The distance of two sorted samples in units of 1/(nm), so that it is a whole number.
  private static func gap(_ x: [Double], _ y: [Double]) -> Int {
    var (i, j, widest) = (0, 0, 0)
    while i < x.count, j < y.count {
      let value = min(x[i], y[j])
      while i < x.count, x[i] == value { i += 1 }
      while j < y.count, y[j] == value { j += 1 }
      widest = max(widest, abs(i * y.count - j * x.count))
    }
    return widest
  }

  /// P(the distance is at least gap/(nm)): of all ways through the n × m grid, those that touch the
  /// band's edge. Counting the few that touch, not the many that do not, keeps the digits of a small
  /// p-value. Source: Hodges, "The significance probability of the Smirnov two-sample test",
  /// Arkiv för Matematik 3 (1958).
  private static func exactSurvival(gap: Int, _ n: Int, _ m: Int) -> Double {
    if gap == 0 { return 1 }
    var touched = [Double](repeating: 0, count: m + 1)
    for i in 0...n {
      for j in 0...m {
        if abs(i * m - j * n) >= gap {
          touched[j] = 1
        } else if i + j > 0 {
          let fromLeft = i == 0 ? 0 : touched[j] * Double(i)
          let fromBelow = j == 0 ? 0 : touched[j - 1] * Double(j)
          touched[j] = (fromLeft + fromBelow) / Double(i + j)
        }
      }
    }
    return touched[m]
  }

  /// P(K > λ) of Kolmogorov's limit, 2 Σ (−1)^{k−1} exp(−2k²λ²).
  private static func survival(_ lambda: Double) -> Double {
    // Below this 1 − P is under 1e-12, and the series converges slowly.
    if lambda < 0.2 { return 1 }
    var sum = 0.0
    var sign = 1.0
    for k in 1...100 {
      let term = exp(-2 * Double(k * k) * lambda * lambda)
      sum += sign * term
      if term < 1e-17 * sum { break }
      sign = -sign
    }
    return min(1, max(0, 2 * sum))
  }
}
