import Glibc

/// Between the chance that one run exceeds a time, a block of runs, and an hour of them.
public enum Exceedance {
  /// The chance that at least one of `runs` independent runs exceeds what each exceeds with `perRun`:
  /// 1 − (1 − p)ⁿ, by way of log1p because at p = 1e-15 nothing would be left of 1 − p.
  public static func ofAny(runs: Double, perRun: Double) -> Double {
    -expm1(runs * log1p(-perRun))
  }

  /// The inverse: what one run may exceed when one of `runs` exceeds with `ofAny`.
  public static func perRun(runs: Double, ofAny: Double) -> Double {
    -expm1(log1p(-ofAny) / runs)
  }

  /// The chance that something is exceeded within an hour of so many activations a second: 1e-9 a run at
  /// 1 kHz is 3.6e-3 an hour.
  public static func perHour(perRun: Double, activationsPerSecond: Double) -> Double {
    ofAny(runs: 3600 * activationsPerSecond, perRun: perRun)
  }

  /// The chance of a run to exceed x when its blocks' maxima follow this distribution: 1 − G(x)^{1/b}.
  static func perRun(
    above x: Double, maxima: GeneralisedExtremeValue, blockLength: Int
  ) -> Double {
    perRun(runs: Double(blockLength), ofAny: -expm1(log(maxima.cdf(x))))
  }

  /// What a run exceeds with `perRun` when its blocks' maxima follow this distribution: G(x) = (1 − p)^b.
  static func quantile(
    perRun: Double, maxima: GeneralisedExtremeValue, blockLength: Int
  ) -> Double {
    maxima.quantile(exceedance: ofAny(runs: Double(blockLength), perRun: perRun))
  }
}

/// Whether an estimate is optimistic, judged by runs that it has not seen: with k of n beyond the time that
/// at most a share p should exceed, P(Bin(n, p) >= k).
///
/// Source: Arcaro, Silva, de Oliveira, Almeida, "Reliability test based on a binomial experiment for
/// probabilistic worst-case execution times", RTSS 2020.
public struct HoldOutTest: Equatable, Sendable {
  public let exceedances: Int
  public let runs: Int
  public let exceedance: Double
  public let pValue: Double

  public init(exceedances: Int, runs: Int, exceedance: Double) {
    self.exceedances = exceedances
    self.runs = runs
    self.exceedance = exceedance
    pValue = Binomial.survival(exceedances - 1, trials: runs, probability: exceedance)
  }

  /// Whether the new runs refute the estimate.
  public func isOptimistic(level: Double = 0.05) -> Bool { pValue < level }
}
