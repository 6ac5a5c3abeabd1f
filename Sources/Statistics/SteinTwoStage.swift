/// How many rounds a mean needs to be known to a half-width that was named beforehand.
///
/// Stein's two stages: a pilot of n₀ values gives their standard deviation s; with
/// N = max(n₀, ⌈(t·s/ε)²⌉) values in all, t of n₀ − 1 degrees of freedom, the interval
/// x̄ ± t·s/√N of all N has a half-width of ε at most and covers the mean with the confidence asked
/// for. That holds exactly for independent normal values, although N was chosen after a look at the
/// pilot: the look was at s, and s tells nothing about x̄. Nothing else may decide N but s and what
/// has nothing to do with the values, such as a limit of time.
///
/// Source: Stein, "A two-sample test for a linear hypothesis whose power is independent of the
/// variance", Ann. Math. Statist. 16 (1945).
public struct SteinTwoStage: Equatable, Sendable {
  /// Values of the pilot, n₀.
  public let pilotCount: Int
  /// Standard deviation of the pilot.
  public let deviation: Double
  /// Student's t of n₀ − 1 degrees of freedom at the confidence.
  public let critical: Double
  public let confidence: Double

  /// Nil with fewer than two values, or where one is not finite.
  public init?(pilot: [Double], confidence: Double = 0.95) {
    guard pilot.count >= 2, Sample.isUsable(pilot) else { return nil }
    pilotCount = pilot.count
    deviation = Sample.variance(pilot).squareRoot()
    critical = StudentT.critical(
      confidence: confidence, degreesOfFreedom: Double(pilot.count - 1))
    self.confidence = confidence
  }

  /// All values that a half-width needs, the pilot's included; `Int.max` where no number is enough.
  ///
  /// - Parameter halfWidth: above 0.
  public func count(halfWidth: Double) -> Int {
    max(
      pilotCount,
      Self.count(
        narrowing: self.halfWidth(count: pilotCount), of: pilotCount, to: halfWidth))
  }

  /// The values with which an interval of `count` values is as narrow as asked for, if the scatter
  /// stays: a half-width shrinks with the root of the count. At least 1; `Int.max` where no number is
  /// enough.
  public static func count(narrowing reached: Double, of count: Int, to asked: Double) -> Int {
    precondition(asked > 0, "a half-width is positive")
    let root = reached / asked
    // What is met but for rounding is met.
    let needed = (Double(count) * root * root * (1 - 1e-12)).rounded(.up)
    return needed < 9e15 ? max(1, Int(needed)) : .max
  }

  /// The half-width that so many values reach, the pilot's included.
  public func halfWidth(count: Int) -> Double {
    precondition(count >= pilotCount, "the pilot is part of the values")
    return critical * deviation / Double(count).squareRoot()
  }

  /// The mean of all values, with the wider of Stein's interval and Student's of all of them.
  ///
  /// Stein's alone supposes that the spread stays what it was in the pilot. On a shared machine it
  /// may not: where the rounds after it scatter more, Student's interval says so.
  ///
  /// - Parameter values: all of them, the first `pilotCount` being the pilot.
  public func mean(of values: [Double]) -> Estimate? {
    guard values.count >= pilotCount, Sample.isUsable(values) else { return nil }
    let student = RatioInterval.meanInterval(values, confidence: confidence)
    let half = halfWidth(count: values.count)
    let lower = min(student.value - half, student.lower ?? .infinity)
    let upper = max(student.value + half, student.upper ?? -.infinity)
    return Estimate(
      value: student.value,
      interval: Interval(lower: lower, upper: upper, confidence: confidence))
  }
}
