/// How releases kept their plan, in the five numbers that are all called jitter elsewhere.
///
/// Each is empty where the releases do not support it. Quantiles are by nearest rank, and shown from
/// ten values beyond them; they describe these releases, whose neighbours resemble each other, and
/// carry no interval. The rates of missed and overrun releases have Clopper and Pearson's, as if
/// releases failed independently of each other: where failures come in bursts it is too short.
public struct Jitter: Equatable, Sendable {
  /// One planned release and what came of it; nanoseconds on one clock.
  public struct Release: Equatable, Sendable {
    public var plannedNanoseconds: Int64
    /// Nil when it never came.
    public var actualNanoseconds: Int64?
    /// Whether it was still running when it should have been over.
    public var isOverrun: Bool

    public init(plannedNanoseconds: Int64, actualNanoseconds: Int64?, isOverrun: Bool = false) {
      self.plannedNanoseconds = plannedNanoseconds
      self.actualNanoseconds = actualNanoseconds
      self.isOverrun = isOverrun
    }

    var errorNanoseconds: Int64? { actualNanoseconds.map { $0 - plannedNanoseconds } }
  }

  /// 1. Release jitter: actual minus planned instant of each release that came.
  public let startError: Distribution
  /// 2. Peak to peak: the largest start error minus the smallest. It grows with n, as a maximum does.
  public let peakToPeakNanoseconds: Int64?
  /// 3. How much later than usual one release in a thousand is: p99.9 − p50 of the start error.
  public let tailNanoseconds: Int64?
  /// 4. Period jitter: by how much the distance of two neighbouring releases differs from the planned.
  public let period: Distribution
  /// 5. Releases that never came, and that were not over in time, with what share of the planned ones
  /// they are.
  public let missed: Count
  public let overruns: Count

  public var planned: Int { missed.of }

  /// - Parameters:
  ///   - series: releases in the order of the plan, those of each thread by themselves: only neighbours in the same
  ///     series have a period.
  ///   - seconds: how long was watched.
  public init(series: [[Release]], seconds: Double? = nil) {
    let errors = series.joined().compactMap(\.errorNanoseconds)
    let startError = Distribution(errors, seconds: seconds)
    self.startError = startError
    peakToPeakNanoseconds = startError.count > 1 ? startError.range : nil
    tailNanoseconds = startError.quantile(999_000).flatMap { tail in
      startError.quantile(500_000).map { tail - $0 }
    }
    let periods = series.flatMap { releases in
      zip(releases, releases.dropFirst()).compactMap { first, second -> Int64? in
        guard let a = first.errorNanoseconds, let b = second.errorNanoseconds else { return nil }
        // (actual − actual) − (planned − planned), the other way round.
        return Int64((b - a).magnitude)
      }
    }
    period = Distribution(periods, seconds: seconds)
    let planned = series.reduce(0) { $0 + $1.count }
    missed = Count(series.joined().count { $0.actualNanoseconds == nil }, of: planned)
    overruns = Count(series.joined().count(where: \.isOverrun), of: planned)
  }
}

extension Jitter {
  /// Values in nanoseconds, of which only what they support can be asked.
  public struct Distribution: Equatable, Sendable {
    private let sorted: [Int64]
    private let seconds: Double?

    init(_ values: [Int64], seconds: Double?) {
      sorted = RadixSort.sorted(values)
      self.seconds = seconds
    }

    public var count: Int { sorted.count }

    /// By nearest rank; nil with fewer than ten values beyond it.
    public func quantile(_ partsPerMillion: Int) -> Int64? {
      guard Quantile.supports(partsPerMillion: partsPerMillion, count: count) else { return nil }
      return Quantile.nearestRank(ofSorted: sorted, partsPerMillion: partsPerMillion)
    }

    /// Nil without values.
    public var largest: Largest? {
      sorted.last.map { Largest(value: $0, count: count, seconds: seconds) }
    }

    var range: Int64? { sorted.last.flatMap { last in sorted.first.map { last - $0 } } }
  }

  /// Some of the planned releases.
  public struct Count: Equatable, Sendable {
    public let count: Int
    public let of: Int

    init(_ count: Int, of all: Int) {
      self.count = count
      of = all
    }

    /// As a share, with the exact interval of Clopper and Pearson; nil when nothing was planned.
    public func share(confidence: Double = 0.95) -> Estimate? {
      QuantileInterval.rate(occurrences: count, count: of, confidence: confidence)
    }
  }
}
