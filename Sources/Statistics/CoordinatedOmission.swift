/// Puts back the samples that a closed loop did not take while it was held up.
///
/// A tool that sends its next request only after the answer to the last one meets a stall of 100
/// intervals once and leaves 99 requests out, which would all have waited. The correction adds for
/// each value v above the expected interval I the values v − I, v − 2I, … as long as they are at least
/// I: what requests on time would have seen. Source: Tene's HdrHistogram
/// (`recordValueWithExpectedInterval`).
///
/// Never for latencies that were measured from the planned instant, as all of Bulkhead's are: the
/// stalled ones are in there already, and would be counted twice. It is a model of the missing
/// samples: results from it are to be marked as corrected.
public enum CoordinatedOmission {
  /// A value and how often it was seen.
  public struct Bin: Equatable, Sendable {
    public var value: Int64
    public var count: Int64

    public init(value: Int64, count: Int64) {
      self.value = value
      self.count = count
    }
  }

  /// The values with those that were left out, each behind the one that it was hidden by.
  ///
  /// - Parameter expectedInterval: distance of the requests in the unit of the values, above 0.
  public static func corrected(_ values: [Int64], expectedInterval: Int64) -> [Int64] {
    values.flatMap { [$0] + missing(behind: $0, expectedInterval) }
  }

  /// The same for a histogram: bins in the order of their values, equal values in one.
  public static func corrected(_ bins: [Bin], expectedInterval: Int64) -> [Bin] {
    var counts: [Int64: Int64] = [:]
    for bin in bins {
      counts[bin.value, default: 0] += bin.count
      for value in missing(behind: bin.value, expectedInterval) {
        counts[value, default: 0] += bin.count
      }
    }
    return counts.sorted { $0.key < $1.key }.map { Bin(value: $0.key, count: $0.value) }
  }

  private static func missing(
    behind value: Int64, _ interval: Int64
  ) -> some Sequence<Int64> {
    precondition(interval > 0, "an expected interval is above zero")
    return stride(from: value - interval, through: interval, by: -Int(interval))
  }
}
