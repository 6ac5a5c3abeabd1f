import Glibc

/// Which quantiles of a job's time are the job's own, on a machine that interrupts it now and then.
///
/// When interruptions come at a rate λ and independently of the jobs, a job of length J meets none with probability
/// exp(-λJ) (a Poisson process). That share of the jobs is untouched, so quantiles up to it show the job; those beyond show
/// mostly the machine. Regular interruptions, such as a tick, hit more jobs than that as soon as λJ is near 1, never fewer.
public enum InterferenceLimit {
  /// The share of jobs that meet no interruption, from 0 to 1.
  ///
  /// - Parameters:
  ///   - rate: interruptions in a second, at least 0.
  ///   - nanoseconds: length of a job, at least 0.
  public static func untouchedShare(rate: Double, jobNanoseconds nanoseconds: Double) -> Double {
    precondition(rate >= 0 && nanoseconds >= 0)
    return exp(-rate * nanoseconds / 1e9)
  }

  /// The quantiles that people quote, in parts per million.
  public static let quoted = [500_000, 900_000, 990_000, 999_000, 999_900, 999_990]

  /// The highest quoted quantile that is the job's own; nil when not even the median is.
  public static func highestQuantile(rate: Double, jobNanoseconds: Double) -> Int? {
    let share = untouchedShare(rate: rate, jobNanoseconds: jobNanoseconds)
    return quoted.last { Double($0) / 1e6 <= share }
  }

  /// The smallest slowdown that can be told from none, as a share of one: how far the 95 % interval of an A/A comparison
  /// reaches from 1.
  ///
  /// Both samples of each round were measured the same way, so whatever their ratio says is the machine. Nil with fewer than
  /// two rounds, or when a value is not positive and finite.
  public static func smallestSlowdown(_ first: [Double], _ second: [Double]) -> Double? {
    guard
      let interval = RatioInterval.pairedLogRatio(solo: first, corun: second)?.interval
    else { return nil }
    return max(interval.upper, 1 / interval.lower) - 1
  }
}
