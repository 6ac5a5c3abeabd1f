import Platform
import Results
import Statistics

/// All gaps, or all releases, that were seen on one PU, each with its cause.
struct JitterSeries: Sendable, Equatable {
  struct Item: Sendable, Equatable {
    /// Length of the gap, or lateness of the release.
    var nanoseconds: Int64
    var cause: JitterRow.Cause
    var isMissed = false
  }

  /// What the kernel counted meanwhile; `nil` where it does not say.
  struct Counts: Sendable, Equatable {
    var timerInterrupts: Int64?
    var otherInterrupts: Int64?
    var involuntarySwitches: Int64?
    var waitNanoseconds: Int64?
    var stealTicks: Int64?

    mutating func add(from first: DisturbanceReading, to last: DisturbanceReading) {
      func add(_ path: KeyPath<DisturbanceReading, Int64?>, to sum: inout Int64?) {
        // A thread that has just ended is no longer counted for: the other intervals still say what they saw.
        guard let a = first[keyPath: path], let b = last[keyPath: path] else { return }
        sum = (sum ?? 0) + max(0, b - a)
      }
      add(\.timerInterrupts, to: &timerInterrupts)
      add(\.otherInterrupts, to: &otherInterrupts)
      add(\.involuntarySwitches, to: &involuntarySwitches)
      add(\.waitNanoseconds, to: &waitNanoseconds)
      add(\.stealTicks, to: &stealTicks)
    }
  }

  var cpu: Int
  var source: JitterRow.Source
  var schedulingClass: JitterRow.SchedulingClass
  var periodNanoseconds: Int64?
  var readingNanoseconds: Int64
  var watchedNanoseconds: Int64 = 0
  var items: [Item] = []
  /// Where each stretch of releases on one grid begins: the last of one and the first of the next are no neighbours.
  private(set) var stretches: [Int] = []
  var dropped = 0
  var counts = Counts()

  init(
    cpu: Int, source: JitterRow.Source, schedulingClass: JitterRow.SchedulingClass,
    periodNanoseconds: Int64? = nil, readingNanoseconds: Int64
  ) {
    self.cpu = cpu
    self.source = source
    self.schedulingClass = schedulingClass
    self.periodNanoseconds = periodNanoseconds
    self.readingNanoseconds = readingNanoseconds
  }

  /// Adds gaps that a reader noted, labelled by what was read meanwhile.
  mutating func add(
    gaps: [Disturbance], watched: Int64, dropped: Int, readings: [DisturbanceReading]
  ) {
    var gaps = gaps
    attribution(readings, throttling: nil).label(&gaps)
    items += gaps.map { Item(nanoseconds: $0.nanoseconds, cause: $0.cause) }
    add(watched: watched, dropped: dropped, readings: readings)
  }

  /// Adds the releases of a timer loop. A missed release shares the cause of the wake-up that showed it to be missed.
  mutating func add(
    wakes: [TimerLoop.Wake], of series: ReleaseSeries, readings: [DisturbanceReading],
    throttling: ThrottlingPattern?
  ) {
    let releases = series.releases(wakes)
    var late = wakes.map { wake in
      Disturbance(
        end: wake.nanoseconds,
        nanoseconds: wake.nanoseconds - series.deadline(Int(wake.release)),
        cpu: wake.cpu < 0 ? nil : Int(wake.cpu))
    }
    let limit = Self.ordinaryLateness(late.map(\.nanoseconds))
    for index in late.indices where late[index].nanoseconds <= limit { late[index].cause = .wakeUp }
    attribution(readings, throttling: throttling).label(&late)
    stretches.append(items.count)
    items += releases.map {
      Item(nanoseconds: $0.lateness, cause: late[$0.wake].cause, isMissed: $0.isMissed)
    }
    add(
      watched: Int64(releases.count) * series.periodNanoseconds, dropped: 0, readings: readings)
  }

  /// Up to where lateness is the wake-up itself: five scaled median absolute deviations above the median.
  static func ordinaryLateness(_ lateness: [Int64]) -> Int64 {
    guard let spread = Outliers.spread(lateness.map(Double.init)) else { return 0 }
    let scaled = spread.medianAbsoluteDeviation * Outliers.Spread.normalScale
    return Int64(spread.median + 5 * scaled)
  }

  private mutating func add(watched: Int64, dropped: Int, readings: [DisturbanceReading]) {
    watchedNanoseconds += watched
    self.dropped += dropped
    for (first, last) in zip(readings, readings.dropFirst()) {
      counts.add(from: first, to: last)
    }
  }

  private func attribution(
    _ readings: [DisturbanceReading], throttling: ThrottlingPattern?
  ) -> Attribution {
    Attribution(
      cpu: cpu,
      intervals: zip(readings, readings.dropFirst()).map {
        Attribution.Interval(from: $0, to: $1, countsTimer: source == .gaps)
      }, throttling: throttling)
  }
}
