import Results

/// Made-up rows of `jitter.csv`: two cores that were measured for their own sake, and the floor of a run.
enum JitterSamples {
  static let measurement: ResultSet = {
    var results = SyntheticResults(policies: [], hasControls: false).results()
    results.jitter = rows(.measurement, cpu: 1, scale: 1) + rows(.measurement, cpu: 3, scale: 2)
    return ResultSet(
      directory: results.directory, isPartial: false, cells: [], rounds: [], summary: [],
      windows: [], histogram: bins(cpu: 1, longest: 12) + bins(cpu: 3, longest: 20), events: [],
      provenance: results.provenance
    ).with(jitter: results.jitter)
  }()

  static let floor: ResultSet = {
    let run = SyntheticResults(
      policies: ["baseline", "sliced"], victims: ["chase@L3/2"], aggressors: ["write@2*L3"],
      hasControls: false
    ).results()
    return ResultSet(
      directory: run.directory, isPartial: false, cells: run.cells, rounds: run.rounds,
      summary: run.summary, windows: run.windows,
      histogram: run.histogram + bins(cpu: 1, longest: 14), events: [], provenance: run.provenance
    ).with(
      jitter: rows(.start, cpu: 1, scale: 1) + rows(.end, cpu: 1, scale: 2),
      sentinel: (0..<6).map(sentinel))
  }()

  private static func sentinel(_ index: Int64) -> SentinelRow {
    var row = SentinelRow()
    row.round = index / 2
    row.pairID = "p0"
    row.moment = index % 2 == 0 ? .before : .after
    row.cpu = 1
    row.workNanoseconds = 250_000
    row.isFlagged = index == 3
    return row
  }

  private static func rows(_ moment: JitterRow.Moment, cpu: Int64, scale: Int64) -> [JitterRow] {
    var gaps = JitterRow()
    gaps.moment = moment
    gaps.cpu = cpu
    gaps.source = .gaps
    gaps.schedulingClass = .batch
    gaps.seconds = 5
    gaps.n = 6_000 * scale
    gaps.readingNanoseconds = 10_000_000
    gaps.timerInterrupts = 1_250
    gaps.otherInterrupts = 31
    gaps.stealMilliseconds = 20
    let timer: JitterRow = {
      var row = gaps
      row.source = .timer
      row.schedulingClass = .fifo
      row.periodNanoseconds = 1_000_000
      row.n = 5_000
      return row
    }()
    func cause(_ of: JitterRow, _ cause: JitterRow.Cause, _ count: Int64, _ p50: Int64?)
      -> JitterRow
    {
      var row = of
      row.cause = cause
      row.count = count
      row.minNanoseconds = 1_004
      row.p50Nanoseconds = p50
      row.p99Nanoseconds = p50.map { $0 * 9 * scale }
      row.longestNanoseconds = 5_400_000 * scale
      if of.source == .gaps {
        row.lostNanoseconds = count * 4_000
        row.lostPercent = Double(row.lostNanoseconds) / 5e7
      } else {
        row.missed = cause == .wakeUp ? 0 : 7 * scale
        row.peakToPeakNanoseconds = row.longestNanoseconds.map { $0 - 1_004 }
        if cause == .all {
          row.periodJitterP50Nanoseconds = 4_000 * scale
          row.periodJitterP99Nanoseconds = 90_000 * scale
          row.periodJitterLongestNanoseconds = 5_000_000 * scale
          (row.missedPercent, row.missedLowPercent) = (0.14 * Double(scale), 0.06 * Double(scale))
          row.missedHighPercent = 0.29 * Double(scale)
        }
      }
      return row
    }
    return [
      cause(gaps, .all, gaps.n, 3_100), cause(gaps, .interrupt, 1_281, 2_800),
      cause(gaps, .steal, 4, nil), cause(gaps, .unattributed, gaps.n - 1_285, 3_300),
      cause(timer, .all, timer.n, 21_000), cause(timer, .wakeUp, 4_980, 21_000),
      cause(timer, .involuntarySwitch, 20, nil),
    ]
  }

  /// A tail that falls to one half at each doubling.
  private static func bins(cpu: Int, longest: Int) -> [HistogramRow] {
    [("gap", 10), ("timer_lateness", 13)].flatMap { metric, first in
      (0..<longest).map { index in
        var row = HistogramRow()
        row.cellID = "cpu\(cpu)"
        row.metric = metric
        row.lowerNanoseconds = 1 << Int64(first + index / 2)
        row.upperNanoseconds = row.lowerNanoseconds * 2
        row.count = 1 << Int64(longest - index)
        return row
      }
    }
  }
}
