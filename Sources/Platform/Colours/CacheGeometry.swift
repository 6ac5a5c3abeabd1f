/// The shape of one cache, and what it says of page colours.
///
/// Two pages have the same colour in a cache when their lines want the same sets of it. A partition that only has pages of some
/// colours leaves the sets of the others alone (Liedtke, Härtig and Hohmuth, RTAS 1997).
public struct CacheGeometry: Sendable, Hashable {
  public let level: Int
  public let sets: Int
  public let ways: Int
  public let lineBytes: Int

  public init(level: Int, sets: Int, ways: Int, lineBytes: Int) {
    self.level = level
    self.sets = sets
    self.ways = ways
    self.lineBytes = lineBytes
  }

  public var bytes: Int { sets * ways * lineBytes }

  /// How many groups of sets a page can fall into: 1 where every page covers all sets, as in an L1 of 32 KiB with 8 ways.
  public func colours(pageBytes: Int = 4096) -> Int {
    max(1, sets * lineBytes / pageBytes)
  }

  /// The colour of the page frame of this number, where the set is chosen by address bits as they are. Whether it is must be
  /// found out: some processors add up higher bits, and a guest's frames are not the machine's.
  public func colour(ofFrame frame: UInt64, pageBytes: Int = 4096) -> Int {
    Int(frame % UInt64(colours(pageBytes: pageBytes)))
  }

  /// Why no colours of this cache can be dealt out, or `nil` where they can.
  public func obstacle(pageBytes: Int = 4096) -> String? {
    if colours(pageBytes: pageBytes) < 2 {
      return "L\(level) has one colour: every page covers all of its \(sets) sets"
    }
    // Two hashes, in fact: one picks the slice and one the set in it (Maurice et al., RAID 2015). The slices are as many as
    // cores, and a page has lines in all of them.
    if level > 2 {
      return "L\(level) spreads every page over slices by an undocumented hash of the address"
    }
    return nil
  }
}
