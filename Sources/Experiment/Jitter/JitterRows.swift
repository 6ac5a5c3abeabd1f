import Platform
public import Results
import Statistics

extension JitterSeries {
  /// A row for all causes together, and one for each that was seen.
  func rows(_ moment: JitterRow.Moment) -> [JitterRow] {
    let seen = Set(items.map(\.cause))
    return JitterRow.Cause.allCases.filter { $0 == .all || seen.contains($0) }.map {
      row(moment, $0)
    }
  }

  private func row(_ moment: JitterRow.Moment, _ cause: JitterRow.Cause) -> JitterRow {
    let chosen = cause == .all ? items : items.filter { $0.cause == cause }
    let sorted = chosen.map(\.nanoseconds).sorted()
    var row = JitterRow()
    row.moment = moment
    row.cpu = Int64(cpu)
    row.source = source
    row.cause = cause
    row.schedulingClass = schedulingClass
    row.seconds = Double(watchedNanoseconds) / 1e9
    row.periodNanoseconds = periodNanoseconds
    row.readingNanoseconds = readingNanoseconds
    row.n = Int64(items.count)
    row.count = Int64(sorted.count)
    row.missed = Int64(chosen.count { $0.isMissed })
    row.dropped = cause == .all ? Int64(dropped) : 0
    if source == .gaps {
      row.lostNanoseconds = sorted.reduce(0, +)
      row.lostPercent =
        watchedNanoseconds > 0
        ? 100 * Double(row.lostNanoseconds) / Double(watchedNanoseconds) : 0
    }
    func quantile(_ partsPerMillion: Int) -> Int64? {
      guard Quantile.supports(partsPerMillion: partsPerMillion, count: sorted.count) else {
        return nil
      }
      return Quantile.nearestRank(ofSorted: sorted, partsPerMillion: partsPerMillion)
    }
    row.minNanoseconds = sorted.first
    row.p50Nanoseconds = quantile(500_000)
    row.p90Nanoseconds = quantile(900_000)
    row.p99Nanoseconds = quantile(990_000)
    row.p999Nanoseconds = quantile(999_000)
    row.longestNanoseconds = sorted.last
    if cause == .all {
      row.timerInterrupts = counts.timerInterrupts
      row.otherInterrupts = counts.otherInterrupts
      row.involuntarySwitches = counts.involuntarySwitches
      row.waitNanoseconds = counts.waitNanoseconds
      row.stealMilliseconds = counts.stealTicks.map {
        Double($0) * 1000 / Double(NoiseReading.ticksPerSecond)
      }
    }
    return row
  }
}

/// What all watched PUs lost, in the time of one measurement.
public struct JitterObservation: Sendable {
  var series: [JitterSeries]
  /// Whether it was broken off; what there is was seen all the same.
  public internal(set) var isComplete = true

  public func rows(_ moment: JitterRow.Moment) -> [JitterRow] { series.flatMap { $0.rows(moment) } }

  /// The distributions of several observations together, one for each PU and source.
  public static func histogram(_ observations: [JitterObservation]) -> [HistogramRow] {
    var histograms = Histograms()
    for series in observations.flatMap(\.series) {
      histograms.add(
        series.items.map { max(0, $0.nanoseconds) }, cell: "cpu\(series.cpu)",
        metric: series.source == .gaps ? "gap" : "timer_lateness")
    }
    return histograms.rows
  }
}
