/// Divides the ways of one cache among partitions that share none of them. Pure.
public enum WaySplit {
  /// What there is to divide.
  public struct Cache: Sendable, Equatable {
    /// All ways, `cbm_mask`.
    public var all: CapacityMask
    /// The fewest ways in a mask; AMD says 0 and means that an empty one is allowed.
    public var leastWays: Int
    /// Whether a mask may have gaps.
    public var isSparse: Bool
    /// Ways that belong to groups of others, which no mask may contain.
    public var reserved: CapacityMask
    /// Ways that devices fill, too: left out where enough others remain.
    public var sharedWithHardware: CapacityMask

    public init(
      all: CapacityMask, leastWays: Int, isSparse: Bool = false,
      reserved: CapacityMask = CapacityMask(0), sharedWithHardware: CapacityMask = CapacityMask(0)
    ) {
      self.all = all
      self.leastWays = leastWays
      self.isSparse = isSparse
      self.reserved = reserved
      self.sharedWithHardware = sharedWithHardware
    }
  }

  /// There are too few ways.
  public struct NoRoom: Error, Equatable, CustomStringConvertible {
    public let description: String
  }

  /// A mask for each share, in their order; disjoint, and contiguous unless the cache takes gaps.
  ///
  /// - Parameter shares: of the ways that are divided, each above 0, together at most 1.
  public static func masks(_ shares: [Double], of cache: Cache) throws(NoRoom) -> [CapacityMask] {
    let free = cache.all.subtracting(cache.reserved)
    for candidates in [free.subtracting(cache.sharedWithHardware), free] {
      // With gaps the first row of ways must still be `leastWays` long (cbm_validate, fs/resctrl/ctrlmondata.c).
      let takesGaps = cache.isSparse && cache.leastWays <= 1
      let runs = takesGaps ? [candidates.ways] : candidates.runs.map { Array($0) }
      if let masks = divide(runs, shares, least: max(1, cache.leastWays)) { return masks }
    }
    let reserved =
      cache.reserved.bits == 0 ? "" : ", \(cache.reserved.ways.count) of them others' own"
    throw NoRoom(
      description:
        "\(shares.count) masks of at least \(max(1, cache.leastWays)) neighbouring ways do not fit"
        + " into \(cache.all.ways.count) ways\(reserved)")
  }

  /// From the longest row of ways when it is long enough for all; else a row for each.
  private static func divide(
    _ runs: [[Int]], _ shares: [Double], least: Int
  ) -> [CapacityMask]? {
    let longest = runs.sorted { $0.count > $1.count }
    if let run = longest.first, run.count >= least * shares.count {
      var rest = run[...]
      return counts(shares, of: run.count, least: least).map { count in
        defer { rest = rest.dropFirst(count) }
        return CapacityMask(rest.prefix(count))
      }
    }
    guard longest.filter({ $0.count >= least }).count >= shares.count else { return nil }
    // The larger the share, the longer the row.
    let order = shares.indices.sorted { (shares[$0], $1) > (shares[$1], $0) }
    var masks = shares.map { _ in CapacityMask(0) }
    for (run, index) in zip(longest, order) { masks[index] = CapacityMask(run) }
    return masks
  }

  /// How many ways each share gets; all of them are given when the shares sum to 1.
  ///
  /// Boundaries are rounded, not sizes, so that rounding cannot hand out more than there is.
  private static func counts(_ shares: [Double], of ways: Int, least: Int) -> [Int] {
    var sum = 0.0
    var taken = 0
    return shares.indices.map { index in
      sum += shares[index]
      let following = shares.count - index - 1
      let end = (min(1, sum) * Double(ways)).rounded()
      let count = min(max(Int(end) - taken, least), ways - taken - following * least)
      taken += count
      return count
    }
  }
}
