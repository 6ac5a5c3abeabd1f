import Results
import Statistics

/// The complementary distribution of a sample: for each value, the share of samples above it.
struct Tail: Sendable {
  struct Point: Sendable, Equatable {
    let nanoseconds: Double
    /// Share of the samples that are larger, from 0 to 1.
    let exceeding: Double
  }

  let points: [Point]
  let total: Int64
  /// The high-water mark: an upper bound by one bin where the sample is binned.
  let maximum: Double

  /// From bins; each bin's samples are put at its upper bound, so that the tail is never drawn too
  /// short.
  init?(bins: [HistogramRow]) {
    let bins = bins.filter { $0.count > 0 }.sorted { $0.upperNanoseconds < $1.upperNanoseconds }
    let total = bins.reduce(0) { $0 + $1.count }
    guard total > 0, let last = bins.last else { return nil }
    var above = total
    points = bins.map { bin in
      above -= bin.count
      return Point(
        nanoseconds: Double(max(1, bin.upperNanoseconds)), exceeding: Double(above) / Double(total))
    }
    self.total = total
    maximum = Double(max(1, last.upperNanoseconds))
  }

  /// From single values; what is below `floor` is put there, because a logarithmic axis has no
  /// zero.
  init?(values: [Int64], floor: Int64) {
    let sorted = RadixSort.sorted(values.map { max($0, floor) })
    guard let last = sorted.last else { return nil }
    var points: [Point] = []
    for (index, value) in sorted.enumerated() {
      let point = Point(
        nanoseconds: Double(value),
        exceeding: Double(sorted.count - index - 1) / Double(sorted.count))
      if points.last?.nanoseconds == point.nanoseconds { points.removeLast() }
      points.append(point)
    }
    self.points = points
    total = Int64(sorted.count)
    maximum = Double(last)
  }

  /// Samples that may be larger than a value: a bin that the value lies in counts whole.
  func count(beyond nanoseconds: Double) -> Int64 {
    let share = points.last { $0.nanoseconds <= nanoseconds }?.exceeding ?? 1
    return Int64((share * Double(total)).rounded())
  }

  /// The smallest value that at most `share` of the samples exceed.
  func quantile(exceededBy share: Double) -> Double {
    points.first { $0.exceeding <= share }?.nanoseconds ?? maximum
  }
}
