import CPlatform

/// Tells by timing whether some pages together displace another one from a cache.
///
/// It loads some lines of a page, reads all lines of the others twice, and times the same loads again. Nothing is written: the
/// pages may be in use. The calling thread must stay on one core.
struct PageProbe {
  /// What a load takes, on average, in ticks of the time stamp counter.
  struct Times: Sendable, Equatable {
    /// After a few other pages: from this cache, or a nearer one.
    var kept: Double
    /// After many: from behind it.
    var displaced: Double

    /// Above it, a load missed. Nearer to the hits, which take the same all the time; what a miss takes varies with what others do in the
    /// cache behind, and may have been learned in a bad moment.
    var threshold: Double { min(kept + (displaced - kept) / 3, 1.6 * kept) }
  }

  private(set) var times = Times(kept: 0, displaced: 0)
  private let lineBytes: Int
  /// Lines of a page, each time others and in another order: a prefetcher that has seen a page once must learn nothing for the next.
  private let orders: [[UInt16]]
  /// Cache lines that are timed: enough that the steps of the time stamp counter, as long as a hit in L2 on some machines, do not
  /// show, and few enough of a page that no prefetcher guesses the next. Seen on Zen 4: with all 64 lines of a page
  /// prefetchers bring most of them, and what was displaced looks half as slow.
  private static let lines = 16
  /// A miss that takes less than this many times a hit cannot be told from one.
  private static let leastContrast = 1.4

  /// Learns from a pool that is larger than the cache what a hit and a miss take there.
  ///
  /// - Throws: `ColoursUnavailable` where the two look alike.
  init(cache: CacheGeometry, pool: [UInt]) throws(ColoursUnavailable) {
    lineBytes = cache.lineBytes
    orders = (0..<64).map { _ in
      Array(
        stride(from: 0, to: PagePool.pageBytes, by: cache.lineBytes).map { UInt16($0) }.shuffled()
          .prefix(Self.lines + 1))
    }
    let targets = pool.prefix(32)
    let others = Array(pool.dropFirst(targets.count))
    // So many pages overflow no set of this cache but by a rare accident, and a whole L1.
    let few = Array(others.prefix(cache.ways))
    var kept: [Double] = []
    var displaced: [Double] = []
    for target in targets {
      kept.append(least(of: 6, target, few))
      displaced.append(least(of: 6, target, others))
    }
    times = Times(kept: Self.median(kept), displaced: Self.median(displaced))
    guard times.displaced > Self.leastContrast * times.kept else {
      throw ColoursUnavailable(
        reason:
          "a load takes \(Int(times.kept)) ticks after few pages and \(Int(times.displaced)) after many: nothing to tell a miss of L\(cache.level) by"
      )
    }
  }

  /// Whether the page's lines are gone after the others were read, in each of `tries`.
  ///
  /// What else runs on the core and its siblings displaces lines, too, now and then; nothing brings them back. One time
  /// that the lines were still there proves that these pages do not displace them.
  func displaces(_ target: UInt, by others: [UInt], tries: Int = 4) -> Bool {
    let threshold = times.threshold
    return (0..<tries).allSatisfy { _ in
      ticks(target, after: others) > threshold
    }
  }

  private func least(of tries: Int, _ target: UInt, _ others: [UInt]) -> Double {
    (0..<tries).map { _ in ticks(target, after: others) }.min()!
  }

  /// Average ticks of one load of the page's lines after those of the others were read twice.
  private func ticks(_ target: UInt, after others: [UInt]) -> Double {
    let offsets = orders[Int(cplatform_ticks() >> 5) % orders.count]
    let spare = offsets[offsets.count - 1]
    let timed = UInt32(offsets.count - 1)
    unsafe cplatform_load_page(target, offsets, timed)
    unsafe cplatform_read_pages(
      others, UInt32(others.count), 2, UInt32(PagePool.pageBytes), UInt32(lineBytes))
    let ticks = unsafe cplatform_time_page(target, offsets, timed, spare)
    return Double(ticks) / Double(timed)
  }

  private static func median(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
  }
}
