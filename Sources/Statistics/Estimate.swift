/// A two-sided confidence interval.
public struct Interval: Equatable, Sendable {
  public var lower: Double
  public var upper: Double
  /// The level that the method reaches. Exact rank methods reach a little more than was asked for.
  public var confidence: Double

  public init(lower: Double, upper: Double, confidence: Double) {
    self.lower = lower
    self.upper = upper
    self.confidence = confidence
  }

  /// The interval carried through an increasing function, for instance from logarithms to ratios.
  func mapped(_ increasing: (Double) -> Double) -> Interval {
    Interval(lower: increasing(lower), upper: increasing(upper), confidence: confidence)
  }
}

/// A point estimate, with an interval where the data can support one.
///
/// Everywhere in this module a missing estimate means that there is no point value, and an estimate
/// without interval means that this many observations cannot reach the confidence asked for. An
/// interval is never widened, narrowed or invented to fill the gap.
public struct Estimate: Equatable, Sendable {
  public var value: Double
  public var interval: Interval?

  public init(value: Double, interval: Interval?) {
    self.value = value
    self.interval = interval
  }

  public var lower: Double? { interval?.lower }
  public var upper: Double? { interval?.upper }
  /// The level that the interval reaches.
  public var confidence: Double? { interval?.confidence }

  /// The estimate carried through an increasing function, for instance from shares to per cent.
  public func mapped(_ increasing: (Double) -> Double) -> Estimate {
    Estimate(value: increasing(value), interval: interval?.mapped(increasing))
  }
}

extension Double {
  /// Whether this tail probability is at most `level`. Rounding in a computed probability must not
  /// reject a level that is met exactly, as 1/32 is with five rounds.
  func meets(level: Double) -> Bool { self <= level * (1 + 1e-12) }
}
