public import HardwareTopology
public import Platform

extension Topology {
  /// The cache whose colours partitions can share out when they take turns on a PU: its core's own L2.
  ///
  /// - Throws: where there is none or the machine does not tell its shape.
  public func colouredCache(of cpu: Int) throws(ColoursUnavailable) -> CacheGeometry {
    guard let cache = caches.first(where: { $0.level == 2 && $0.holdsData && $0.pus.contains(cpu) })
    else { throw ColoursUnavailable(reason: "the machine tells of no L2 of CPU \(cpu)") }
    guard let bytes = cache.bytes, let line = cache.lineBytes, line > 0,
      case .count(let ways) = cache.ways, ways > 0, bytes > 0
    else {
      throw ColoursUnavailable(
        reason: "the machine does not tell size, line and ways of the L2 of CPU \(cpu)")
    }
    let geometry = CacheGeometry(
      level: 2, sets: Int(bytes) / (line * ways), ways: ways, lineBytes: line)
    if let obstacle = geometry.obstacle() { throw ColoursUnavailable(reason: obstacle) }
    return geometry
  }
}
