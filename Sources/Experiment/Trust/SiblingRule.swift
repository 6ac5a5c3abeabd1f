public import Statistics

/// Whether two PUs are hardware threads of one core, judged by what they do to each other's arithmetic.
///
/// Siblings share the execution units: work that keeps one of them busy takes about twice as long beside the same work, on
/// both PUs. A hypervisor may move its virtual CPUs, so that two of them are siblings for some tenths of a second and then
/// not; moments far apart are needed, and both answers may be wrong.
public enum SiblingVerdict: String, Sendable, CaseIterable {
  case yes, no, inconclusive
}

/// What was seen of one pair of PUs.
public struct SiblingFinding: Sendable, Equatable {
  public let first: Int
  public let second: Int
  /// Of each moment, how much longer the work took together than alone: the smaller of the two PUs' ratios, because what
  /// slows only one of them is not the other.
  public let slowdowns: [Double]

  public init(first: Int, second: Int, slowdowns: [Double]) {
    self.first = first
    self.second = second
    self.slowdowns = slowdowns
  }

  /// Sharing a multiplier costs up to half; an all-core clock, a tick or a lower turbo bin costs less than this.
  static let sharedFrom = 1.3
  /// Below this there is nothing to explain.
  static let apartUpTo = 1.1

  /// The median over the moments, with the interval of its ranks.
  public var slowdown: Estimate? { QuantileInterval.medianOverRounds(slowdowns) }

  /// Moments in which the two slowed each other as siblings do.
  public var sharedMoments: Int { slowdowns.count { $0 >= Self.sharedFrom } }

  /// Yes when the whole interval of the median is at least 1.3; no when all of it is below 1.1 and at most one moment in ten
  /// looked shared; else inconclusive, as with episodes, with few moments and under noise.
  public var verdict: SiblingVerdict {
    guard let interval = slowdown?.interval else { return .inconclusive }
    if interval.lower >= Self.sharedFrom { return .yes }
    if interval.upper < Self.apartUpTo, sharedMoments * 10 <= slowdowns.count { return .no }
    return .inconclusive
  }
}
