import Synchronization

/// What was found so far, by the shape of the cache: cores of one shape have the same colours.
private let foundColours = Mutex<[CacheGeometry: Result<Colours, ColoursUnavailable>]>([:])

extension Colours {
  /// The colours of the caches of a shape, found once for the process: their numbers mean something only among pages that were
  /// compared with the same ones. Processes that are forked later find the same.
  ///
  /// - Parameter cpu: a PU with such a cache, on which a thread times pages the first time, for a fraction of a second.
  public static func known(
    of cache: CacheGeometry, on cpu: Int
  ) throws(ColoursUnavailable) -> Colours {
    try foundColours.withLock { found throws(ColoursUnavailable) in
      if let result = found[cache] { return result }
      if let obstacle = cache.obstacle() { throw ColoursUnavailable(reason: obstacle) }
      var result = search(cache, cpu)
      // Again, in case that somebody was busy on the core.
      for _ in 0..<2 {
        if case .failure = result { result = search(cache, cpu) }
      }
      found[cache] = result
      return result
    }.get()
  }

  private static func search(
    _ cache: CacheGeometry, _ cpu: Int
  ) -> Result<Colours, ColoursUnavailable> {
    let result = Mutex<Result<Colours, ColoursUnavailable>?>(nil)
    do {
      try PinnedThread(cpus: [cpu]) {
        let found = Result { try find(in: cache) }.mapError {
          $0 as? ColoursUnavailable ?? ColoursUnavailable(reason: "\($0)")
        }
        result.withLock { $0 = found }
      }.join()
    } catch {
      return .failure(ColoursUnavailable(reason: error.description))
    }
    return result.withLock { $0! }
  }
}
