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
    if source == .timer {
      row.peakToPeakNanoseconds = sorted.count > 1 ? sorted[sorted.count - 1] - sorted[0] : nil
      row.p999MinusP50Nanoseconds = row.p999Nanoseconds.flatMap { tail in
        row.p50Nanoseconds.map { tail - $0 }
      }
      if cause == .all { row.take(Jitter(series: releases)) }
    }
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

extension JitterSeries {
  /// The releases as they were planned and came, in stretches of neighbours. What was missed did not come.
  private var releases: [[Jitter.Release]] {
    let period = periodNanoseconds ?? 0
    return zip(stretches, stretches.dropFirst() + [items.count]).map { start, end in
      (start..<end).map { index in
        let planned = Int64(index) * period
        return Jitter.Release(
          plannedNanoseconds: planned,
          actualNanoseconds: items[index].isMissed ? nil : planned + items[index].nanoseconds)
      }
    }
  }
}

extension JitterRow {
  /// What quantiles of lateness do not say.
  fileprivate mutating func take(_ jitter: Jitter) {
    periodJitterP50Nanoseconds = jitter.period.quantile(500_000)
    periodJitterP99Nanoseconds = jitter.period.quantile(990_000)
    periodJitterLongestNanoseconds = jitter.period.largest?.value
    let share = jitter.missed.share()
    missedPercent = share.map { $0.value * 100 }
    missedLowPercent = share?.lower.map { $0 * 100 }
    missedHighPercent = share?.upper.map { $0 * 100 }
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
    histograms(observations).rows
  }

  static func histograms(_ observations: [JitterObservation]) -> Histograms {
    var histograms = Histograms()
    for series in observations.flatMap(\.series) {
      histograms.add(
        series.items.map { max(0, $0.nanoseconds) }, cell: "cpu\(series.cpu)",
        metric: series.source == .gaps ? "gap" : "timer_lateness")
    }
    return histograms
  }
}
