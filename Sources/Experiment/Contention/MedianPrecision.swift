import Statistics

/// How well a median is known, and what stands in the way of knowing it better.
struct MedianPrecision: Sendable, Equatable {
  /// The half-width of the median's interval that is enough.
  static let targetPercent = 1.0
  static let confidence = 0.95

  /// Percent of the median; `nil` where the passes cannot support an interval.
  let halfWidthPercent: Double?
  /// Independent passes that the passes are worth.
  let effectivePasses: Double
  /// Why the target was not reached; empty when it was.
  let reason: String

  var isReached: Bool { reason.isEmpty }

  /// - Parameters:
  ///   - passes: one value for each pass, in the order of time.
  ///   - modes: groups that the whole series falls into; the passes are those of one of them.
  init(_ passes: [Double], modes: Int = 1) {
    effectivePasses = SeriesMedian.effectiveCount(passes)
    let estimate = SeriesMedian.estimate(passes, confidence: Self.confidence)
    guard let estimate, let lower = estimate.lower, let upper = estimate.upper else {
      halfWidthPercent = nil
      reason = "too few passes"
      return
    }
    let halfWidth = 50 * (upper - lower) / estimate.value
    halfWidthPercent = halfWidth
    if halfWidth <= Self.targetPercent {
      reason = ""
    } else if modes > 1 {
      reason = "the passes fall into \(modes) modes"
    } else if effectivePasses < Double(passes.count) / 3 {
      reason = "the value wanders: \(passes.count) passes are worth \(Int(effectivePasses))"
    } else {
      reason = "the passes differ too much for their number"
    }
  }
}
