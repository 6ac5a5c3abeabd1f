/// Ranks of pooled values; tied values share the mean of their ranks.
struct MidRanks {
  let values: [Double]
  /// Sizes of the groups of equal values, singles included.
  let groups: [Int]

  init(_ values: [Double]) {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var groups: [Int] = []
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      // Positions start+1 ... end, so their mean is half the sum of the two.
      for position in start..<end { ranks[order[position]] = Double(start + 1 + end) / 2 }
      groups.append(end - start)
      start = end
    }
    self.values = ranks
    self.groups = groups
  }
}

/// The Mann-Whitney test of two unpaired samples, and the effect sizes that belong to it.
///
/// It asks whether a value of x tends to lie above one of y. Assumes independent rounds.
public struct MannWhitney: Equatable, Sendable {
  /// Pairs with x > y, and half of those with x = y.
  public let u: Double
  /// Vargha and Delaney's A₁₂ = U/(nm): the chance that a round of x exceeds one of y.
  public let a12: Double
  /// Two-sided p-value from the exact distribution of U; nil with ties or more than 20 on a side.
  public let exactPValue: Double?
  /// Two-sided p-value from the normal approximation, corrected for ties and continuity.
  public let asymptoticPValue: Double

  /// Nil when a sample is empty or a value is not finite.
  public init?(_ x: [Double], _ y: [Double]) {
    guard Sample.isUsable(x), Sample.isUsable(y) else { return nil }
    let ranks = MidRanks(x + y)
    let (n, m) = (Double(x.count), Double(y.count))
    u = ranks.values.prefix(x.count).reduce(0, +) - n * (n + 1) / 2
    a12 = u / (n * m)
    let farther = max(u, n * m - u)
    let hasTies = ranks.groups.contains { $0 > 1 }
    if hasTies || max(x.count, y.count) > 20 {
      exactPValue = nil
    } else {
      // P(U >= farther) = P(U <= nm − farther) by symmetry.
      let distribution = NullDistribution.mannWhitney(x.count, y.count)
      exactPValue = min(1, 2 * distribution[Int(n * m - farther)])
    }
    let all = n + m
    let ties = ranks.groups.reduce(0.0) { sum, size in
      let t = Double(size)
      return sum + t * (t * t - 1)
    }
    let variance = n * m / 12 * (all + 1 - (all > 1 ? ties / (all * (all - 1)) : 0))
    let distance = farther - n * m / 2 - 0.5
    asymptoticPValue =
      variance > 0 ? min(1, 2 * Normal.survival(distance / variance.squareRoot())) : 1
  }

  /// The exact p-value where there is one, else the asymptotic.
  public var pValue: Double { exactPValue ?? asymptoticPValue }

  /// Cliff's δ = P(x > y) − P(x < y) = 2A₁₂ − 1, from −1 to 1. By custom |δ| < 0.147 is negligible,
  /// < 0.33 small, < 0.474 medium, else large (Romano et al. 2006).
  public var cliffsDelta: Double { 2 * a12 - 1 }
}

/// The Brunner-Munzel test of two unpaired samples: like Mann-Whitney, but the spreads may differ.
///
/// Source: Brunner and Munzel, Biometrical Journal 42 (2000).
public struct BrunnerMunzel: Equatable, Sendable {
  /// Positive where y tends to exceed x.
  public let statistic: Double
  public let degreesOfFreedom: Double
  /// Two-sided, from Student's t with Satterthwaite's degrees of freedom.
  public let pValue: Double

  /// Nil when a sample has fewer than two values or one that is not finite, and when the statistic
  /// does not exist, because the samples do not overlap or all values are equal: then take
  /// `MannWhitney`.
  public init?(_ x: [Double], _ y: [Double]) {
    guard x.count >= 2, y.count >= 2, Sample.isUsable(x + y) else { return nil }
    let (n, m) = (Double(x.count), Double(y.count))
    let pooled = MidRanks(x + y).values
    // A value's pooled rank less its own rank counts the values of the other sample below it.
    let belowX = zip(pooled.prefix(x.count), MidRanks(x).values).map { $0 - $1 }
    let belowY = zip(pooled.dropFirst(x.count), MidRanks(y).values).map { $0 - $1 }
    let (partX, partY) = (n * Sample.variance(belowX), m * Sample.variance(belowY))
    guard partX + partY > 0 else { return nil }
    let meanX = Sample.mean(Array(pooled.prefix(x.count)))
    let meanY = Sample.mean(Array(pooled.dropFirst(x.count)))
    statistic = n * m * (meanY - meanX) / ((n + m) * (partX + partY).squareRoot())
    degreesOfFreedom =
      (partX + partY) * (partX + partY) / (partX * partX / (n - 1) + partY * partY / (m - 1))
    pValue = 2 * StudentT.survival(abs(statistic), degreesOfFreedom: degreesOfFreedom)
  }
}

/// Wilcoxon's signed-rank test of paired differences: are they symmetric about zero?
///
/// Assumes independent rounds. Zero differences are left out, as Wilcoxon did.
public struct Wilcoxon: Equatable, Sendable {
  /// The smaller of the rank sums of the positive and of the negative differences.
  public let statistic: Double
  /// Two-sided p-value over all sign patterns; exact with ties too, given the tied ranks.
  public let exactPValue: Double

  /// Nil when no difference is left or one is not finite. Cost grows with the cube of the count:
  /// meant for rounds.
  public init?(differences: [Double]) {
    let differences = differences.filter { $0 != 0 }
    guard Sample.isUsable(differences) else { return nil }
    let ranks = MidRanks(differences.map(abs)).values
    let positive = zip(ranks, differences).reduce(0) { $0 + ($1.1 > 0 ? $1.0 : 0) }
    statistic = min(positive, ranks.reduce(0, +) - positive)
    // Shared ranks end in .5, so twice a rank is always whole.
    let distribution = NullDistribution.signedRank(scores: ranks.map { Int(2 * $0) })
    exactPValue = min(1, 2 * distribution[Int(2 * statistic)])
  }
}
