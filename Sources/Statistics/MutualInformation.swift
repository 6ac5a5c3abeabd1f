import Glibc

/// What an output says about a symbol: I(S; T) = Σ p(s, t) log₂(p(s, t) / (p(s) p(t))), from counts.
///
/// The estimate from counts is never below zero and, where nothing leaks, on average above it by
/// about df/(2N ln 2), df = (rows − 1)(columns − 1). Independence makes G = 2N ln 2 · I follow the
/// chi-square distribution with df degrees of freedom (Wilks); with fewer than about five expected
/// in a cell that is only roughly so, which `ShuffleTest` does not need. Observations are assumed
/// independent of each other.
public enum MutualInformation {
  /// The plug-in estimate.
  public static func estimate(_ counts: JointCounts) -> Information {
    let total = Double(counts.total)
    guard total > 0 else { return Information(bits: 0) }
    let (sent, seen) = (counts.symbolTotals, counts.outputTotals)
    var bits = 0.0
    for symbol in 0..<counts.symbols {
      for output in 0..<counts.outputs where counts[symbol, output] > 0 {
        let joint = Double(counts[symbol, output])
        bits +=
          joint / total * log2(joint * total / (Double(sent[symbol]) * Double(seen[output])))
      }
    }
    return Information(bits: bits)
  }

  /// By how much the estimate is too large on average, to first order: df/(2N ln 2). Source: Miller,
  /// "Note on the bias of information estimates", 1955.
  public static func bias(_ counts: JointCounts) -> Information {
    scaled(Double(counts.degreesOfFreedom), counts.total)
  }

  /// The estimate less its bias (Miller and Madow). Around zero, and below it half of the time, where
  /// nothing leaks.
  public static func corrected(_ counts: JointCounts) -> Information {
    Information(bits: estimate(counts).bits - bias(counts).bits)
  }

  /// P(an estimate at least as large | independence), by the chi-square distribution; 1 for a table
  /// with one row or column.
  public static func pValue(_ counts: JointCounts) -> Double {
    let freedom = Double(counts.degreesOfFreedom)
    guard freedom > 0 else { return 1 }
    let statistic = 2 * Double(counts.total) * log(2) * estimate(counts).bits
    return ChiSquared.survival(max(0, statistic), degreesOfFreedom: freedom)
  }

  /// What the estimate exceeds with probability 1 − `confidence` where nothing leaks:
  /// χ²(confidence, df) / (2N ln 2). Nil for a table with one row or column.
  public static func zeroLeakBound(
    _ counts: JointCounts, confidence: Double = 0.95
  ) -> Information? {
    let freedom = Double(counts.degreesOfFreedom)
    guard freedom > 0 else { return nil }
    return scaled(ChiSquared.quantile(confidence, degreesOfFreedom: freedom), counts.total)
  }

  /// The smallest true information that an estimate from so many observations would exceed `bound`
  /// for with probability `power`: what may leak and stay unseen is below it.
  ///
  /// Near independence G follows the noncentral chi-square distribution with noncentrality
  /// 2N ln 2 · I (Kullback, "Information Theory and Statistics", 6.4).
  public static func detectionLimit(
    bound: Information, degreesOfFreedom: Int, observations: Int, power: Double = 0.95
  ) -> Information {
    precondition(degreesOfFreedom > 0 && observations > 0, "a limit needs a table with counts")
    let limit = max(0, 2 * Double(observations) * log(2) * bound.bits)
    let freedom = Double(degreesOfFreedom)
    func missed(_ noncentrality: Double) -> Double {
      NoncentralChiSquared.cdf(limit, degreesOfFreedom: freedom, noncentrality: noncentrality)
    }
    var (low, high) = (0.0, 1.0)
    while missed(high) > 1 - power { (low, high) = (high, high * 2) }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if missed(middle) > 1 - power { low = middle } else { high = middle }
    }
    return scaled(high, observations)
  }

  /// What a value of G stands for.
  private static func scaled(_ statistic: Double, _ observations: Int) -> Information {
    Information(bits: observations > 0 ? statistic / (2 * Double(observations) * log(2)) : 0)
  }
}

/// The chi-square distribution around another mean.
enum NoncentralChiSquared {
  /// P(X <= x): chi-square distributions with 2j more degrees of freedom, weighted by a Poisson
  /// distribution of mean λ/2 over j (Abramowitz and Stegun 26.4.25).
  static func cdf(_ x: Double, degreesOfFreedom: Double, noncentrality: Double) -> Double {
    if x <= 0 { return 0 }
    let mean = noncentrality / 2
    let centre = mean.rounded(.down)
    // Nothing that matters lies ten standard deviations from the mean.
    let reach = (10 * (mean + 1).squareRoot() + 10).rounded(.up)
    var sum = 0.0
    var j = max(0, centre - reach)
    while j <= centre + reach {
      let weight = mean > 0 ? exp(j * log(mean) - mean - lgamma(j + 1)) : (j == 0 ? 1 : 0)
      sum += weight * ChiSquared.cdf(x, degreesOfFreedom: degreesOfFreedom + 2 * j)
      j += 1
    }
    return min(1, sum)
  }
}
