/// A part of a cache's colours, from `lower` to `upper` of 0...1: half the cache is `0..<0.5`, the other half `0.5..<1`.
public struct ColourShare: Sendable, Hashable, CustomStringConvertible {
  public let lower: Double
  public let upper: Double

  /// - Precondition: `0 <= lower < upper <= 1`.
  public init(lower: Double, upper: Double) {
    precondition(0 <= lower && lower < upper && upper <= 1)
    self.lower = lower
    self.upper = upper
  }

  /// The share's colours among so many. Shares that meet at a number have no colour in common, and together all between.
  public func colours(of count: Int) -> Range<Int> {
    Int((lower * Double(count)).rounded())..<Int((upper * Double(count)).rounded())
  }

  /// How much of the cache it is.
  public var size: Double { upper - lower }

  /// For instance `colours 0-50 %`.
  public var description: String {
    "colours \(Int((lower * 100).rounded()))-\(Int((upper * 100).rounded())) %"
  }
}
