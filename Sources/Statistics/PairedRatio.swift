/// The ratio of two means when every round gives a value of both, as of a part and the whole that it is a part of.
public enum PairedRatio {
  /// The mean of the numerators over the mean of the denominators, with Fieller's interval for values that belong together.
  ///
  /// The interval holds every ratio θ that the rounds do not reject by Student's t: those where n̄ − θd̄ is not told from
  /// zero, (n̄ − θd̄)² ≤ t²(s²ₙ − 2θsₙd + θ²s²d)/R. No round is left out, whatever its sign: ratios formed round by round need
  /// a denominator that is surely not zero in each of them, and to drop the others pulls the result to one side.
  /// Source: Fieller, "Some problems in interval estimation", J. R. Statist. Soc. B 16 (1954).
  ///
  /// Assumes independent rounds with about normal values. No interval with fewer than two rounds, or where the mean of the
  /// denominators is not told from zero: the set of such θ has no bounds then. Nil without rounds, when a value is not finite,
  /// or when the denominators have no mean to divide by. The two arrays must have equal length.
  public static func fieller(
    _ numerators: [Double], over denominators: [Double], confidence: Double = 0.95
  ) -> Estimate? {
    precondition(
      numerators.count == denominators.count, "a paired ratio needs both values of every round")
    guard Sample.isUsable(numerators), Sample.isUsable(denominators) else { return nil }
    let (above, below) = (Sample.mean(numerators), Sample.mean(denominators))
    guard below != 0 else { return nil }
    let value = above / below
    let rounds = Double(numerators.count)
    guard rounds >= 2 else { return Estimate(value: value, interval: nil) }
    let critical = StudentT.critical(confidence: confidence, degreesOfFreedom: rounds - 1)
    let scale = critical * critical / rounds
    let covariance =
      zip(numerators, denominators).reduce(0) { $0 + ($1.0 - above) * ($1.1 - below) }
      / (rounds - 1)
    // The quadratic aθ² − 2bθ + c ≤ 0; bounded, and not empty, when a > 0.
    let a = below * below - scale * Sample.variance(denominators)
    let b = above * below - scale * covariance
    let c = above * above - scale * Sample.variance(numerators)
    guard a > 0 else { return Estimate(value: value, interval: nil) }
    let root = max(0, b * b - a * c).squareRoot()
    return Estimate(
      value: value,
      interval: Interval(lower: (b - root) / a, upper: (b + root) / a, confidence: confidence))
  }
}
