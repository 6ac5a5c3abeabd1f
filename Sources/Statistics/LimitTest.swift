import Glibc

/// Whether a quantity, of which every round gives a value, is shown to lie beyond a limit or within it.
///
/// The unit is the round. Three forms: the geometric mean of paired ratios, the ratio of two independent runs, and the median
/// over rounds of what is no ratio.
public struct LimitTest: Equatable, Sendable {
  /// The quantity, with the interval that belongs to `pValue`.
  public let estimate: Estimate
  /// Two-sided p-value of "the quantity is at most the limit": at most 0.05 when, and only when, the 95 % interval lies above
  /// the limit. 1 where the rounds are too few to say.
  public let pValue: Double
  private let spread: Spread

  /// What the forecast of `roundsNeeded` rests on.
  private enum Spread: Equatable {
    /// Distance of the mean from the limit over the standard deviation of a round.
    case standardized(Double)
    /// Share of the rounds above the limit.
    case share(Double)
    /// The rounds do not tell: too few, or all the same.
    case unknown
  }

  // MARK: The three forms

  /// The geometric mean of the ratios corun / solo against a limit, by the t distribution of their logarithms.
  ///
  /// See `RatioInterval.pairedLogRatio`. Nil without rounds, or when a value is not positive and finite. The limit is positive.
  public static func pairedRatio(
    solo: [Double], corun: [Double], limit: Double
  ) -> LimitTest? {
    precondition(limit > 0, "a limit of a ratio is positive")
    guard let logs = RatioInterval.logRatios(solo: solo, corun: corun) else { return nil }
    let estimate = RatioInterval.meanInterval(logs, confidence: confidence).mapped(exp)
    guard logs.count >= 2 else {
      return LimitTest(estimate: estimate, pValue: 1, spread: .unknown)
    }
    let deviation = significant(Sample.variance(logs).squareRoot())
    let distance = significant(Sample.mean(logs) - log(limit))
    return LimitTest(
      estimate: estimate,
      pValue: pValue(
        distance: distance, error: deviation / Double(logs.count).squareRoot(),
        degreesOfFreedom: Double(logs.count - 1)),
      spread: deviation > 0 ? .standardized(distance / deviation) : .unknown)
  }

  /// The ratio candidate / baseline of the geometric means of two independent runs against a limit, by Welch's t.
  ///
  /// See `UnpairedRatio.welchLog`. Nil when a side has no values or one that is not positive and finite.
  public static func unpairedRatio(
    baseline: [Double], candidate: [Double], limit: Double
  ) -> LimitTest? {
    precondition(limit > 0, "a limit of a ratio is positive")
    guard !baseline.isEmpty, !candidate.isEmpty, RatioInterval.haveLogarithms(baseline),
      RatioInterval.haveLogarithms(candidate)
    else { return nil }
    let (old, new) = (baseline.map(log), candidate.map(log))
    let difference = Sample.mean(new) - Sample.mean(old)
    guard
      let welch = UnpairedRatio.welchLog(
        baseline: baseline, candidate: candidate, confidence: confidence)
    else {
      let isExact = old.count >= 2 && new.count >= 2
      let value = exp(difference)
      // Two runs whose rounds agree to the last bit leave no doubt.
      return LimitTest(
        estimate: Estimate(
          value: value,
          interval: isExact
            ? Interval(lower: value, upper: value, confidence: confidence) : nil),
        pValue: isExact && significant(difference - log(limit)) > 0 ? 0 : 1,
        spread: .unknown)
    }
    let error = welch.t == 0 ? standardError(old, new) : difference / welch.t
    let distance = significant(difference - log(limit))
    // As if both runs had the rounds of the shorter one: to settle it, both need more.
    let rounds = Double(min(old.count, new.count))
    return LimitTest(
      estimate: welch.ratio,
      pValue: pValue(
        distance: distance, error: error, degreesOfFreedom: welch.degreesOfFreedom),
      spread: .standardized(distance / (error * rounds.squareRoot())))
  }

  /// The median over rounds against a limit, by the sign test.
  ///
  /// See `QuantileInterval.medianOverRounds`. Nil without rounds, or when a value is not finite.
  public static func median(_ values: [Double], limit: Double) -> LimitTest? {
    guard let estimate = QuantileInterval.medianOverRounds(values, confidence: confidence) else {
      return nil
    }
    let above = values.count { $0 > limit }
    // P(B >= above) under a fair coin: a value at the limit is within it.
    let tail = Binomial.survival(above - 1, trials: values.count, probability: 0.5)
    return LimitTest(
      estimate: estimate, pValue: min(1, 2 * tail),
      spread: .share(Double(above) / Double(values.count)))
  }

  // MARK: What would settle it

  /// Rounds in all with which the interval would leave the limit four times out of five, if value and spread stay as they are.
  ///
  /// - Parameters:
  ///   - family: number of tests among which this one is made; a value above the limit has to be beyond doubt in all of them.
  ///   - most: more than so many rounds are no advice.
  /// - Returns: Nil when the rounds do not tell, or so many would not do: the value is at the limit.
  public func roundsNeeded(family: Int = 1, most: Int = 10_000) -> Int? {
    let tests = Double(max(1, family))
    switch spread {
    case .unknown: return nil
    case .standardized(let effect):
      let level = (1 - Self.confidence) / (effect > 0 ? tests : 1)
      func isEnough(_ rounds: Int) -> Bool {
        let freedom = Double(rounds - 1)
        let wanted =
          StudentT.critical(confidence: 1 - level, degreesOfFreedom: freedom)
          + StudentT.critical(confidence: 2 * Self.power - 1, degreesOfFreedom: freedom)
        return abs(effect) * Double(rounds).squareRoot() >= wanted
      }
      return Self.least(in: 2...most, where: isEnough)
    case .share(let share):
      let level = (1 - Self.confidence) / (share > 0.5 ? tests : 1)
      let critical = -Normal.quantile(level / 2)
      let distance = abs(share - 0.5)
      guard distance > 0 else { return nil }
      let deviation = (share * (1 - share)).squareRoot()
      // Even if all rounds agree, the sign test needs 2·½ⁿ below the level.
      let least = (1 - log2(level)).rounded(.up)
      let root = (critical / 2 - Normal.quantile(1 - Self.power) * deviation) / distance
      let rounds = deviation > 0 ? max((root * root).rounded(.up), least) : least
      return rounds <= Double(most) ? Int(rounds) : nil
    }
  }

  /// The level of the intervals, and of a single test.
  public static let confidence = 0.95
  private static let power = 0.8

  /// Zero for what rounding leaves of equal logarithms: rounds of a coarse clock may all have the very ratio of the limit.
  private static func significant(_ difference: Double) -> Double {
    difference.magnitude < rounding ? 0 : difference
  }

  /// The relative error that a ratio may have by rounding alone.
  public static let rounding = 1e-12

  private static func pValue(
    distance: Double, error: Double, degreesOfFreedom: Double
  ) -> Double {
    guard error > 0 else { return distance > 0 ? 0 : 1 }
    return min(1, 2 * StudentT.survival(distance / error, degreesOfFreedom: degreesOfFreedom))
  }

  private static func standardError(_ a: [Double], _ b: [Double]) -> Double {
    (Sample.variance(a) / Double(a.count) + Sample.variance(b) / Double(b.count)).squareRoot()
  }

  /// The least number that fulfils a condition which, once true, stays true.
  private static func least(in range: ClosedRange<Int>, where condition: (Int) -> Bool) -> Int? {
    guard condition(range.upperBound) else { return nil }
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if condition(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
