/// A stretch of time in which a partition ran on some core.
public struct RanInterval: Sendable, Equatable {
  public var partition: String
  public var start: Int64
  public var end: Int64

  public init(partition: String, start: Int64, end: Int64) {
    self.partition = partition
    self.start = start
    self.end = end
  }

  /// The time during which more than one partition ran, on whatever cores.
  public static func overlapNanoseconds(_ intervals: [RanInterval]) -> Int64 {
    var edges: [(time: Int64, opens: Bool, partition: String)] = []
    for interval in intervals where interval.start < interval.end {
      edges.append((interval.start, true, interval.partition))
      edges.append((interval.end, false, interval.partition))
    }
    // Ends before starts at the same instant: touching intervals do not overlap.
    edges.sort { $0.time != $1.time ? $0.time < $1.time : !$0.opens && $1.opens }
    var open: [String: Int] = [:]
    var since: Int64?
    var total: Int64 = 0
    for edge in edges {
      open[edge.partition, default: 0] += edge.opens ? 1 : -1
      if open[edge.partition] == 0 { open[edge.partition] = nil }
      if open.count > 1 {
        since = since ?? edge.time
      } else if let start = since {
        total += edge.time - start
        since = nil
      }
    }
    return total
  }
}
