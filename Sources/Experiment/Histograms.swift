import Partitioning
import Platform
import Results

/// Distributions of all cells over all rounds, in bins of about 3 % width.
struct Histograms {
  private struct Key: Hashable {
    let cell: String
    let metric: String
  }

  private var counts: [Key: [Int: Int64]] = [:]
  private var order: [Key] = []

  mutating func add(_ observation: PairObservation, warmUp: Int64) {
    let pair = observation.pair
    for condition in [Condition.solo, .corun] {
      add(
        observation.jobNanoseconds(condition, warmUp: warmUp).map { Int64($0) },
        to: Key(cell: pair.cell(condition), metric: "job_latency"))
    }
    guard pair.isSliced else { return }
    let errors = observation.threads.flatMap(\.outcomes).compactMap(\.startError)
    // Early starts share the first bin: they are at most the trim, a few microseconds.
    add(errors.map { max(0, $0) }, to: Key(cell: pair.corunCell, metric: "start_error"))
  }

  /// Adds values, none of them negative, to a distribution that is no pair's.
  mutating func add(_ values: [Int64], cell: String, metric: String) {
    add(values, to: Key(cell: cell, metric: metric))
  }

  private mutating func add(_ values: [Int64], to key: Key) {
    add(
      Dictionary(values.map { (LogarithmicBin.index(of: $0), 1) }, uniquingKeysWith: +), to: key)
  }

  private mutating func add(_ bins: [Int: Int64], to key: Key) {
    guard !bins.isEmpty else { return }
    if counts[key] == nil { order.append(key) }
    counts[key, default: [:]].merge(bins, uniquingKeysWith: +)
  }

  mutating func add(_ others: Histograms) {
    for key in others.order { add(others.counts[key, default: [:]], to: key) }
  }

  /// The bins that hold something, ascending within each cell and metric.
  var rows: [HistogramRow] {
    order.flatMap { key in
      counts[key, default: [:]].sorted { $0.key < $1.key }.map { bin, count in
        var row = HistogramRow()
        row.cellID = key.cell
        row.metric = key.metric
        row.lowerNanoseconds = LogarithmicBin.lowerBound(of: bin)
        row.upperNanoseconds = LogarithmicBin.lowerBound(of: bin + 1)
        row.count = count
        return row
      }
    }
  }
}

/// For a run that goes on after it was killed.
extension Histograms {
  /// All of it as what a step adds.
  func tallies(of step: Step) -> [TallyRow] {
    order.map { key in
      var row = TallyRow()
      row.subject = step.subject
      row.round = step.round
      row.cellID = key.cell
      row.metric = key.metric
      row.bins = counts[key, default: [:]].sorted { $0.key < $1.key }
        .map { "\($0.key):\($0.value)" }.joined(separator: " ")
      return row
    }
  }

  /// - Throws: `ResultsError` where a bin is none: to leave it out would change the distribution.
  mutating func add(_ tally: TallyRow) throws(ResultsError) {
    var bins: [Int: Int64] = [:]
    for text in tally.bins.split(separator: " ") {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let index = Int(parts[0]), let count = Int64(parts[1]),
        LogarithmicBin.all.contains(index), WholeNumbers.counts.contains(count),
        bins.updateValue(count, forKey: index) == nil
      else {
        throw ResultsError(
          "'\(text)' of cell \(tally.cellID) is no bin of its own: a number, a colon, a count",
          file: TallyRow.file)
      }
    }
    add(bins, to: Key(cell: tally.cellID, metric: tally.metric))
  }
}

/// Bins whose width grows with the value: 32 to each doubling, one to each nanosecond below 32.
enum LogarithmicBin {
  private static let bits = 5
  /// The numbers of the bins that a time can fall into and whose upper bound can be written.
  static let all = 0...index(of: .max) - 1

  /// - Precondition: the value is not negative.
  static func index(of value: Int64) -> Int {
    precondition(value >= 0)
    if value < 1 << bits { return Int(value) }
    let exponent = 63 - value.leadingZeroBitCount - bits
    return (exponent << bits) + Int(value >> Int64(exponent))
  }

  static func lowerBound(of index: Int) -> Int64 {
    if index < 1 << bits { return Int64(index) }
    let exponent = (index >> bits) - 1
    return Int64(index - exponent << bits) << Int64(exponent)
  }
}
