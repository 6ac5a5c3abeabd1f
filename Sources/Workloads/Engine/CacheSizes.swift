/// Data cache sizes in bytes by level, as the core of a workload sees them.
///
/// Two sizes for each level, because a cache that others share is smaller to a slow visitor than to a fast one: what is to
/// stay inside it goes by the smaller, what is to reach beyond it by the larger.
public struct CacheSizes: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// What shares of a cache, such as `L3/2`, go by.
  public var within: [Int: Int]
  /// What whole caches and multiples, such as `2*L3`, go by.
  public var beyond: [Int: Int]

  public init(within: [Int: Int], beyond: [Int: Int]) {
    self.within = within
    self.beyond = beyond
  }

  /// Levels with one size each.
  public init(dictionaryLiteral levels: (Int, Int)...) {
    let sizes = Dictionary(levels, uniquingKeysWith: { first, _ in first })
    self.init(within: sizes, beyond: sizes)
  }
}
