/// Where in the distribution two conditions differ: candidate minus baseline at each decile, and at
/// p99 and p99.9 where both have values enough.
///
/// A ratio of medians says nothing of a tail that grew, and a tail may grow while the median falls.
/// Source: Doksum, "Empirical probability plots and statistical inference for nonlinear models in the
/// two-sample case", Ann. Statist. 2 (1974); deciles after Wilcox 1995.
public struct ShiftFunction: Equatable, Sendable {
  public struct Point: Equatable, Sendable {
    public var partsPerMillion: Int
    public var baseline: Double
    public var candidate: Double
    /// Candidate minus baseline, in the unit of the values.
    public var difference: Estimate
  }

  /// Nine deciles, p99 and p99.9.
  public static let levels = (1...9).map { $0 * 100_000 } + [990_000, 999_000]
  /// With fewer rounds there are too few resamples that differ for a band at 95 %.
  public static let fewestRounds = 6

  /// At the levels that both samples support (`Quantile.supports`), ascending.
  public let points: [Point]

  /// Compares the values of the same rounds, in time order within each.
  ///
  /// The bands come from a hierarchical bootstrap: rounds are drawn with replacement, the same for
  /// both conditions, so that what changed from round to round cancels; then, with a block length, each
  /// drawn round again from blocks of neighbours. Each band is at the confidence by itself, not all at
  /// once: among eleven, one that excludes 0 is weak evidence. The percentile bootstrap is somewhat
  /// short with fewer than about 20 rounds. Assumes independent rounds.
  ///
  /// No band with fewer than six rounds. Nil without values on a side, or when one is not finite.
  ///
  /// - Parameters:
  ///   - baseline: values by round; as many rounds as `candidate` has.
  ///   - blockLength: of the inner draw; rounds are taken whole when `nil`.
  public init?(
    baseline: [[Double]], candidate: [[Double]], confidence: Double = 0.95,
    blockLength: Int? = nil, resamples: Int = 1000, seed: UInt64
  ) {
    precondition(baseline.count == candidate.count, "rounds are compared in pairs")
    precondition(resamples > 0 && blockLength ?? 1 > 0, "a bootstrap needs resamples and blocks")
    guard (baseline + candidate).allSatisfy(Sample.isUsable), !baseline.isEmpty else { return nil }
    let (old, new) = (RoundSamples(baseline), RoundSamples(candidate))
    let levels = Self.levels.filter {
      Quantile.supports(partsPerMillion: $0, count: min(old.count, new.count))
    }
    let before = old.quantiles(levels, draws: old.all)
    let after = new.quantiles(levels, draws: new.all)

    var replicates: [[Double]] = Array(repeating: [], count: levels.count)
    if old.rounds >= Self.fewestRounds {
      var generator = SplitMix64(seed: seed)
      for _ in 0..<resamples {
        let rounds = (0..<old.rounds).map { _ in generator.next(below: old.rounds) }
        let a = old.quantiles(
          levels, draws: old.draws(ofRounds: rounds, blockLength: blockLength, using: &generator))
        let b = new.quantiles(
          levels, draws: new.draws(ofRounds: rounds, blockLength: blockLength, using: &generator))
        for index in levels.indices { replicates[index].append(b[index] - a[index]) }
      }
    }
    points = levels.indices.map { index in
      Point(
        partsPerMillion: levels[index], baseline: before[index], candidate: after[index],
        difference: Estimate(
          value: after[index] - before[index],
          interval: replicates[index].isEmpty
            ? nil
            : Bootstrap.interval(
              replicates[index].sorted(), lower: (1 - confidence) / 2,
              upper: (1 + confidence) / 2, confidence: confidence)))
    }
  }
}
