import Glibc

/// How many times longer a victim takes beside an aggressor than alone: the ratio corun / solo.
///
/// One value per round and condition (a round's median, or its p99), both from the same round. The
/// round is the unit, never the raw sample: samples within a round depend on each other. Ratios are
/// averaged as logarithms, because the arithmetic mean of 2 and ½ is not "no change".
///
/// Every method returns nil when there are no rounds or a value is not positive and finite, since
/// such a value has no logarithm; and an estimate without interval when the rounds are too few for
/// the confidence. The two arrays must have equal length.
public enum RatioInterval {
  /// The geometric mean of the ratios, exp(ȳ ± t·s/√R) with y = ln(corun/solo).
  ///
  /// Assumes independent rounds with about normal log ratios. One round has no interval.
  public static func pairedLogRatio(
    solo: [Double], corun: [Double], confidence: Double = 0.95
  ) -> Estimate? {
    logRatios(solo: solo, corun: corun).map { logs in
      meanInterval(logs, confidence: confidence).mapped(exp)
    }
  }

  /// The same for rounds whose number the first `pilotCount` of them chose: with the wider of Stein's
  /// interval and Student's. Nil where the pilot is not complete. See `SteinTwoStage`.
  public static func twoStageLogRatio(
    solo: [Double], corun: [Double], pilotCount: Int, confidence: Double = 0.95
  ) -> Estimate? {
    guard let logs = logRatios(solo: solo, corun: corun), logs.count >= pilotCount,
      let stein = SteinTwoStage(pilot: Array(logs.prefix(pilotCount)), confidence: confidence)
    else { return nil }
    return stein.mean(of: logs)?.mapped(exp)
  }

  /// The robust twin: the pseudo-median of the log ratios with its exact signed-rank interval.
  ///
  /// Assumes independent rounds with symmetric log ratios; a single wild round cannot move it far.
  /// No interval with fewer than six rounds at 95 %. See `HodgesLehmann.location`.
  public static func hodgesLehmann(
    solo: [Double], corun: [Double], confidence: Double = 0.95
  ) -> Estimate? {
    logRatios(solo: solo, corun: corun).flatMap { logs in
      HodgesLehmann.location(logs, confidence: confidence)?.mapped(exp)
    }
  }

  /// The median ratio between two order statistics: the interval that inverts the sign test.
  ///
  /// Assumes independent rounds and nothing else; the widest of the three. No interval with fewer
  /// than six rounds at 95 %. See `QuantileInterval.medianOverRounds`.
  public static func median(
    solo: [Double], corun: [Double], confidence: Double = 0.95
  ) -> Estimate? {
    logRatios(solo: solo, corun: corun).flatMap { logs in
      QuantileInterval.medianOverRounds(logs, confidence: confidence)?.mapped(exp)
    }
  }

  /// The median ratio with a seeded percentile bootstrap of the log ratios.
  ///
  /// Makes no assumption on their shape, but is too narrow for fewer than about ten rounds; prefer
  /// the exact intervals. See `Bootstrap.percentile`.
  public static func bootstrapMedian(
    solo: [Double], corun: [Double], confidence: Double = 0.95, resamples: Int = 2000, seed: UInt64
  ) -> Estimate? {
    logRatios(solo: solo, corun: corun).flatMap { logs in
      Bootstrap.percentile(logs, confidence: confidence, resamples: resamples, seed: seed) {
        Sample.median(ofSorted: $0.sorted())
      }?.mapped(exp)
    }
  }

  /// ln(corun / solo) per round; nil when there are no rounds or a value has no logarithm.
  static func logRatios(solo: [Double], corun: [Double]) -> [Double]? {
    precondition(solo.count == corun.count, "a paired ratio needs both values of every round")
    guard !solo.isEmpty, haveLogarithms(solo), haveLogarithms(corun) else { return nil }
    return zip(solo, corun).map { log($1 / $0) }
  }

  static func haveLogarithms(_ values: [Double]) -> Bool {
    values.allSatisfy { $0 > 0 && $0.isFinite }
  }

  /// The mean with Student's interval x̄ ± t·s/√n; no interval for a single value.
  static func meanInterval(_ values: [Double], confidence: Double) -> Estimate {
    let mean = Sample.mean(values)
    guard values.count >= 2 else { return Estimate(value: mean, interval: nil) }
    let n = Double(values.count)
    let critical = StudentT.critical(confidence: confidence, degreesOfFreedom: n - 1)
    let halfWidth = critical * (Sample.variance(values) / n).squareRoot()
    return Estimate(
      value: mean,
      interval: Interval(lower: mean - halfWidth, upper: mean + halfWidth, confidence: confidence))
  }
}
