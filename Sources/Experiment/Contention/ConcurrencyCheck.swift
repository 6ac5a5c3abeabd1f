import Statistics

/// Whether pairs may be measured at the same time: only where that provably does not change what is measured.
///
/// Pairs are measured alone and beside the others of their turn, in turn within one pass, and the medians are compared as
/// a ratio. Absence of proof is not proof: undecided means one pair at a time.
struct ConcurrencyCheck: Sendable {
  enum Verdict: String, Sendable {
    /// Beside the others a hand-over takes as long as alone, within the margin.
    case unchanged
    /// It takes longer, or less.
    case changed
    case undecided
  }

  /// A ratio from 1/1.02 to 1.02 is no change.
  static let margin = 1.02
  /// Of each interval. The data are looked at several times, hence more than 95 %.
  static let confidence = 0.99
  /// Passes after which the data are looked at.
  static let looks = [24, 48, 96]

  /// Ratios beside / alone of the medians, one for each pass, by the probe pair.
  private(set) var ratios: [PUPair: [Double]] = [:]
  private(set) var passes = 0

  /// Adds what one pass brought. A pair that was in different modes in the two phases is told by its ratio; the medians of
  /// the ratios don't mind a few.
  mutating func add(_ pass: [PUPair: (alone: Double, beside: Double)]) {
    passes += 1
    for (pair, medians) in pass where medians.alone > 0 {
      ratios[pair, default: []].append(medians.beside / medians.alone)
    }
  }

  /// The ratio of every probe pair with its interval.
  var estimates: [PUPair: Estimate] {
    ratios.compactMapValues { SeriesMedian.estimate($0, confidence: Self.confidence) }
  }

  var verdict: Verdict {
    let estimates = estimates
    guard !estimates.isEmpty else { return .undecided }
    let bounds = 1 / Self.margin...Self.margin
    if estimates.values.contains(where: { estimate in
      guard let lower = estimate.lower, let upper = estimate.upper else { return false }
      return lower > bounds.upperBound || upper < bounds.lowerBound
    }) {
      return .changed
    }
    let isShown = estimates.values.allSatisfy { estimate in
      guard let lower = estimate.lower, let upper = estimate.upper else { return false }
      return bounds.contains(lower) && bounds.contains(upper)
    }
    return isShown ? .unchanged : .undecided
  }

  /// The pair whose ratio lies farthest from 1.
  var farthest: (pair: PUPair, estimate: Estimate)? {
    estimates.max { abs($0.value.value - 1) < abs($1.value.value - 1) }
      .map { (pair: $0.key, estimate: $0.value) }
  }
}
