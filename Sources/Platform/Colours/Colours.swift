import CPlatform
import Glibc

/// The page colours of one cache as they were found on this machine: for each, some pages that are known to have it.
///
/// What has a colour is decided by timing, not by address: the pages known for a colour displace a page of that colour, and no other.
/// Address bits are believed for huge pages that pass the same test, which is quicker.
public final class Colours: @unchecked Sendable {
  // Sendable because nothing of it changes, and the pages are only read. A forked process finds them too, on the same frames:
  // nobody ever writes to them.

  public let cache: CacheGeometry
  /// How many there are; numbered from 0, and the numbers mean nothing elsewhere.
  public var count: Int { known.count }
  /// What came of the test of whether addresses name colours here; `nil` where there were neither numbers of frames nor huge pages.
  /// Whether the colours are those that addresses name.
  public let areNamedByAddress: Bool
  public let naming: AddressNaming?

  private let pool: PagePool
  private let probe: PageProbe
  private let known: [[UInt]]

  /// CPU time of the search, and time altogether: on a busy core the two differ.
  private static let limitNanoseconds: (busy: Int64, total: Int64) = (1_000_000_000, 6_000_000_000)

  /// Finds the colours of a cache, from the core that the calling thread is pinned to, in a fraction of a second on a quiet machine.
  ///
  /// - Throws: `ColoursUnavailable` where there are none or timing cannot tell them, `SystemError` when there is no memory.
  public static func find(in cache: CacheGeometry) throws -> Colours {
    if let obstacle = cache.obstacle() { throw ColoursUnavailable(reason: obstacle) }
    let pageBytes = sysconf(CInt(_SC_PAGESIZE))
    guard pageBytes == PagePool.pageBytes else {
      throw ColoursUnavailable(
        reason:
          "pages have \(pageBytes) bytes here, and colours are of pages of \(PagePool.pageBytes)")
    }
    // Of each colour four times as many pages as a set has ways.
    let pool = try PagePool(bytes: 4 * cache.bytes, huge: true)
    pool.lock()
    let addresses = pool.addresses
    let probe = try PageProbe(cache: cache, pool: addresses)
    let displaces = { (page: Int, others: [Int]) in
      probe.displaces(addresses[page], by: others.map { addresses[$0] })
    }
    let names = pool.frames().map { $0.map { cache.colour(ofFrame: $0) } }
    let naming = names.map {
      AddressNaming(
        names: $0, pagesInFrame: PagePool.hugePageBytes / PagePool.pageBytes, cache: cache,
        displaces: displaces)
    }
    // A colour by its name is only found where every name has its pages.
    if let names, naming!.holds {
      let groups = (0..<cache.colours()).map { colour in
        names.indices.filter { names[$0] == colour }
      }
      let known = Self.confirmed(groups, ways: cache.ways, displaces)
      if known.count == groups.count {
        return Colours(
          cache: cache, naming: naming, areNamedByAddress: true, pool: pool, probe: probe,
          known: known.map { $0.map { addresses[$0] } })
      }
    }
    let busyEnd = threadNanoseconds() + limitNanoseconds.busy
    let end = monotonicNanoseconds() + limitNanoseconds.total
    let groups = try ColourSearch(
      colours: cache.colours(), ways: cache.ways, displaces: displaces,
      isTimeUp: { threadNanoseconds() > busyEnd || monotonicNanoseconds() > end }
    ).groups(of: pool.pages)
    return Colours(
      cache: cache, naming: naming, areNamedByAddress: false, pool: pool, probe: probe,
      known: Self.confirmed(groups, ways: cache.ways, displaces).map {
        $0.map { addresses[$0] }
      })
  }

  /// CPU time of the calling thread.
  private static func threadNanoseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  private init(
    cache: CacheGeometry, naming: AddressNaming?, areNamedByAddress: Bool, pool: PagePool,
    probe: PageProbe, known: [[UInt]]
  ) {
    self.cache = cache
    self.areNamedByAddress = areNamedByAddress
    self.naming = naming
    self.pool = pool
    self.probe = probe
    self.known = known
  }

  /// Of each group, as many pages as fill its sets half as often again: of those that its first ones displace once more and those
  /// of another group do not. What else ran on the core during the search may have put a page where it does not belong.
  private static func confirmed(
    _ groups: [[Int]], ways: Int, _ displaces: @escaping (Int, [Int]) -> Bool
  ) -> [[Int]] {
    groups.indices.compactMap { index in
      let group = groups[index]
      let elsewhere = Array(groups[(index + 1) % groups.count].prefix(2 * ways))
      let good = group.lazy.filter { page in
        displaces(page, group.prefix(2 * ways).filter { $0 != page }) && !displaces(page, elsewhere)
      }.prefix(ways * 3 / 2)
      return good.count >= ways ? Array(good) : nil
    }
  }

  /// For instance `32 colours of L2, found by timing (0 of 2 huge pages name them by address)`.
  public var summary: String {
    let how =
      areNamedByAddress
      ? "named by address"
      : "found by timing"
    let frames = naming.map { " (\($0.passed) of \($0.frames) huge pages name them by address)" }
    return "\(count) colours of L\(cache.level), \(how)\(frames ?? "")"
  }

  /// The colour of a page among some of them; `nil` when it has another or cannot be told.
  ///
  /// Two tests that contradict what else may displace lines: those that are known for the colour displace it twice, those of a colour
  /// far from it do not.
  func colour(of page: UInt, among wanted: Range<Int>) -> Int? {
    for _ in 0..<2 {
      guard let colour = wanted.first(where: { isDisplaced(page, by: $0..<$0 + 1) })
      else { return nil }
      let far = (colour + count / 2) % count
      if isDisplaced(page, by: colour..<colour + 1),
        !isDisplaced(page, by: far..<far + 1)
      {
        return colour
      }
    }
    return nil
  }

  /// Whether the pages known for some colours displace a page.
  func isDisplaced(_ page: UInt, by colours: Range<Int>) -> Bool {
    probe.displaces(page, by: Array(known[colours].joined()))
  }

  /// Whether the pages known for the share's colours displace a page, and those known for the others do not.
  func isDisplaced(_ page: UInt, onlyBy share: ColourShare) -> Bool {
    let inside = share.colours(of: count)
    return isDisplaced(page, by: inside) && !isDisplaced(page, by: 0..<inside.lowerBound)
      && !isDisplaced(page, by: inside.upperBound..<count)
  }

  /// Whether pages that are known to be of different colours leave each other alone just now.
  var isCacheQuiet: Bool {
    (0..<4).allSatisfy { index in
      let colour = index * count / 4
      let far = (colour + count / 2) % count
      return !isDisplaced(known[colour][0], by: far..<far + 1)
    }
  }

  /// The colours of a pool's pages, as far as they are among those wanted.
  func colours(of pool: PagePool, among wanted: Range<Int>) -> [Int?] {
    let addresses = pool.addresses
    guard areNamedByAddress, let frames = pool.frames() else {
      return addresses.map { colour(of: $0, among: wanted) }
    }
    // Frame by frame: one that does not keep to its names is left out as a whole.
    let size = PagePool.hugePageBytes / PagePool.pageBytes
    return stride(from: 0, to: frames.count, by: size).flatMap { frame -> [Int?] in
      let names = frames[frame..<frame + size].map { cache.colour(ofFrame: $0) }
      let holds = stride(from: 0, to: size, by: size / 4).allSatisfy { page in
        let name = names[page]
        return isDisplaced(addresses[frame + page], by: name..<name + 1)
      }
      return names.map { holds && wanted.contains($0) ? $0 : nil }
    }
  }
}
