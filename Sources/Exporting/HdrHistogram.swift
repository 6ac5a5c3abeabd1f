import Reporting
import Results

/// The percentile distribution that HdrHistogram prints, and that its plotters read (`.hgrm`).
///
/// The layout and the choice of the percentiles are those of the reference implementation:
/// `AbstractHistogram.outputPercentileDistribution` and `PercentileIterator`
/// (https://github.com/HdrHistogram/HdrHistogram), five lines to each halving of what remains.
struct HdrHistogram {
  /// Bins that hold something, ascending.
  private let bins: [HistogramRow]
  private let total: Int64

  private static let ticksPerHalfDistance: Int64 = 5
  /// Bins are 1 ns wide below 64, which makes them those of an HdrHistogram with so many sub-buckets.
  private static let subBuckets: Int64 = 64

  /// - Returns: `nil` when there is no sample.
  init?(_ rows: [HistogramRow]) {
    bins = rows.filter { $0.count > 0 }.sorted { $0.lowerNanoseconds < $1.lowerNanoseconds }
    total = bins.reduce(0) { $0 + $1.count }
    if bins.isEmpty { return nil }
  }

  /// A line: at most this value in this share of the samples.
  struct Step: Equatable {
    let value: Int64
    /// From 0 to 1.
    let percentile: Double
    let count: Int64
  }

  var steps: [Step] {
    var steps: [Step] = []
    var (level, count) = (0.0, Int64(0))
    for bin in bins {
      count += bin.count
      while 100 * Double(count) / Double(total) >= level {
        steps.append(Step(value: Self.highest(bin), percentile: level / 100, count: count))
        // The samples are counted up in whole bins: once all are, only the last line is to come.
        if count == total { break }
        level += 100 / Double(Self.ticks(at: level))
      }
    }
    steps.append(Step(value: Self.highest(bins[bins.count - 1]), percentile: 1, count: total))
    return steps
  }

  /// Ticks to the whole, twice as many each time that what remains of 100 % is halved.
  private static func ticks(at level: Double) -> Int64 {
    let halvings = Int64((100 / (100 - level)).exponent)
    return ticksPerHalfDistance << (halvings + 1)
  }

  var text: String {
    let (mean, deviation) = moments
    let maximum = Self.highest(bins[bins.count - 1])
    let header =
      Self.row("Value", 12, "Percentile", 14, "TotalCount", 10) + " "
      + Self.padded("1/(1-Percentile)", to: 14)
    let lines = steps.map { step in
      let line = Self.row(
        Number.fixed(Double(step.value), decimals: 3), 12,
        Number.fixed(step.percentile, decimals: 12), 14, String(step.count), 10)
      guard step.percentile < 1 else { return line }
      return line + " "
        + Self.padded(Number.fixed(1 / (1 - step.percentile), decimals: 2), to: 14)
    }
    let footer = [
      "#[Mean    = \(Self.number(mean)), StdDeviation   = \(Self.number(deviation))]",
      "#[Max     = \(Self.number(Double(maximum))), Total count    = \(Self.whole(total))]",
      "#[Buckets = \(Self.whole(Self.buckets(to: maximum))), SubBuckets     = \(Self.whole(Self.subBuckets))]",
    ]
    return ([header, ""] + lines + footer).joined(separator: "\n") + "\n"
  }

  /// Of the bins' middles, as HdrHistogram reckons them: nothing finer is known.
  private var moments: (mean: Double, deviation: Double) {
    let mean = bins.reduce(0) { $0 + Self.middle($1) * Double($1.count) } / Double(total)
    let squares = bins.reduce(0) {
      let distance = Self.middle($1) - mean
      return $0 + distance * distance * Double($1.count)
    }
    return (mean, (squares / Double(total)).squareRoot())
  }

  /// The largest whole nanosecond of the bin.
  private static func highest(_ bin: HistogramRow) -> Int64 { bin.upperNanoseconds - 1 }

  private static func middle(_ bin: HistogramRow) -> Double {
    Double(bin.lowerNanoseconds + (bin.upperNanoseconds - bin.lowerNanoseconds) / 2)
  }

  /// Doublings beyond the first `subBuckets` values, and these.
  private static func buckets(to value: Int64) -> Int64 {
    var (buckets, reach) = (Int64(1), subBuckets)
    while reach <= value {
      reach <<= 1
      buckets += 1
    }
    return buckets
  }

  private static func row(
    _ value: String, _ valueWidth: Int, _ percentile: String, _ percentileWidth: Int,
    _ count: String, _ countWidth: Int
  ) -> String {
    [
      padded(value, to: valueWidth), padded(percentile, to: percentileWidth),
      padded(count, to: countWidth),
    ].joined(separator: " ")
  }

  private static func number(_ value: Double) -> String {
    padded(Number.fixed(value, decimals: 3), to: 12)
  }

  private static func whole(_ value: Int64) -> String { padded(String(value), to: 12) }

  /// Set to the right in so many columns.
  private static func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.utf8.count)) + text
  }
}
