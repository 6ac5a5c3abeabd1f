import Glibc

/// The ratio of two estimates that were made apart, from nothing but the estimates and their intervals.
///
/// By the method of variance estimates recovery (Zou and Donner, "Construction of confidence limits about effect measures",
/// Statistics in Medicine 27, 2008) on logarithms, where intervals of ratios are about symmetric: each limit is as far from
/// the difference as the two errors in that direction add up to, √(a² + b²).
public enum MoverRatio {
  /// `candidate` over `baseline`.
  ///
  /// No interval where one of the two has none, or at another level. `nil` when a value is not positive and finite.
  public static func estimate(baseline: Estimate, candidate: Estimate) -> Estimate? {
    guard let old = logarithms(baseline), let new = logarithms(candidate) else { return nil }
    let difference = new.value - old.value
    guard let oldInterval = old.interval, let newInterval = new.interval,
      oldInterval.confidence == newInterval.confidence
    else { return Estimate(value: exp(difference), interval: nil) }
    let below = hypot(new.value - newInterval.lower, oldInterval.upper - old.value)
    let above = hypot(newInterval.upper - new.value, old.value - oldInterval.lower)
    return Estimate(
      value: difference,
      interval: Interval(
        lower: difference - below, upper: difference + above, confidence: newInterval.confidence)
    ).mapped(exp)
  }

  private static func logarithms(_ estimate: Estimate) -> Estimate? {
    let bounds = [estimate.lower, estimate.upper].compactMap(\.self)
    guard ([estimate.value] + bounds).allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    return estimate.mapped(log)
  }
}
