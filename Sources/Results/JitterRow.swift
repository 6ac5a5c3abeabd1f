/// What one core was seen to lose in one way: gaps in a spinning reader, or lateness of timer wake-ups, by cause.
public struct JitterRow: Row {
  /// When it was measured.
  public enum Moment: String, FieldValue, CaseIterable, Sendable {
    /// By `bulkhead jitter`, for its own sake.
    case measurement
    /// By another command, before and after its cells: the floor of their jitter.
    case start, end
  }

  public enum Source: String, FieldValue, CaseIterable, Sendable {
    /// A thread that does nothing but read the clock saw more than a microsecond pass between two readings.
    case gaps
    /// A thread that sleeps to absolute deadlines on a fixed grid woke after them.
    case timer
  }

  /// Why, as far as user space can tell. The meaning of `cause` says how each is found.
  public enum Cause: String, FieldValue, CaseIterable, Sendable {
    /// Every cause together.
    case all
    /// Timer only: what a wake-up takes here when nothing goes wrong.
    case wakeUp = "wake_up"
    case interrupt
    case involuntarySwitch = "involuntary_switch"
    case migration
    case steal
    case realTimeThrottling = "rt_throttling"
    case unattributed
  }

  public enum SchedulingClass: String, FieldValue, CaseIterable, Sendable {
    case fifo, other, batch
  }

  public var moment = Moment.measurement
  public var cpu: Int64 = 0
  public var source = Source.gaps
  public var cause = Cause.all
  public var schedulingClass = SchedulingClass.other
  public var seconds: Double = 0
  public var periodNanoseconds: Int64?
  public var n: Int64 = 0
  public var count: Int64 = 0
  public var missed: Int64 = 0
  public var dropped: Int64 = 0
  public var lostNanoseconds: Int64 = 0
  public var lostPercent: Double = 0
  public var minNanoseconds: Int64?
  public var p50Nanoseconds: Int64?
  public var p90Nanoseconds: Int64?
  public var p99Nanoseconds: Int64?
  public var p999Nanoseconds: Int64?
  public var longestNanoseconds: Int64?
  public var peakToPeakNanoseconds: Int64?
  public var p999MinusP50Nanoseconds: Int64?
  public var periodJitterP50Nanoseconds: Int64?
  public var periodJitterP99Nanoseconds: Int64?
  public var periodJitterLongestNanoseconds: Int64?
  public var missedPercent: Double?
  public var missedLowPercent: Double?
  public var missedHighPercent: Double?
  public var timerInterrupts: Int64?
  public var otherInterrupts: Int64?
  public var involuntarySwitches: Int64?
  public var waitNanoseconds: Int64?
  public var stealMilliseconds: Double?
  public var readingNanoseconds: Int64 = 0

  public init() {}

  public static let file = "data/jitter.csv"
  public static let summary =
    "What one core loses by itself, by source and cause: gaps of a spinning reader, lateness of timer wake-ups."
  public static let since = 2
  public static let columns: [Column<JitterRow>] = [
    Column(
      "moment", \.moment,
      "measurement: by bulkhead jitter; start and end: the floor before and after the cells of a run."
    ),
    Column("cpu", \.cpu, "PU, as the operating system numbers it."),
    Column(
      "source", \.source,
      "gaps: more than 1 us between two readings of a spinning clock reader; timer: lateness of wake-ups from absolute deadlines on a fixed grid."
    ),
    Column(
      "cause", \.cause,
      "all, or why, by what the kernel counted on this PU in the same interval of reading_ns: counts bound a cause and do not prove it."
    ),
    Column(
      "scheduling_class", \.schedulingClass, "Scheduling class that the measuring thread ran in."),
    Column("seconds", \.seconds, "Time that was watched."),
    Column("period_ns", \.periodNanoseconds, "Distance of the deadlines; empty for gaps."),
    Column("n", \.n, "Gaps, or releases that were due, of every cause together."),
    Column(
      "count", \.count,
      "Gaps or releases of this cause; the quantiles are theirs, missed releases included."),
    Column(
      "missed", \.missed,
      "Releases among them that were already over when the thread woke for an earlier one; their lateness counts against their own deadline."
    ),
    Column("dropped", \.dropped, "Gaps that found no room in the reader's memory."),
    Column(
      "lost_ns", \.lostNanoseconds, "Sum of the gaps; for timer 0, because lateness overlaps."),
    Column("lost_pct", \.lostPercent, "lost_ns as a share of the time that was watched."),
    Column("min_ns", \.minNanoseconds, "Shortest gap, or least lateness."),
    Column("p50_ns", \.p50Nanoseconds, "Median, nearest rank; empty where too few."),
    Column("p90_ns", \.p90Nanoseconds, "90th percentile; empty with fewer than 100."),
    Column("p99_ns", \.p99Nanoseconds, "99th percentile; empty with fewer than 1 000."),
    Column("p999_ns", \.p999Nanoseconds, "99.9th percentile; empty with fewer than 10 000."),
    Column(
      "longest_ns", \.longestNanoseconds,
      "Largest of count in the seconds that were watched: it grows with both."),
    Column(
      "peak_to_peak_ns", \.peakToPeakNanoseconds,
      "longest_ns minus min_ns: grows with count; for timer."),
    Column(
      "p999_minus_p50_ns", \.p999MinusP50Nanoseconds,
      "p999_ns minus p50_ns: how much later than usual one release in a thousand is; for timer."),
    Column(
      "period_jitter_p50_ns", \.periodJitterP50Nanoseconds,
      "Median of how far the distance of two neighbouring wake-ups is from period_ns; for timer, cause all, neither of the two missed."
    ),
    Column(
      "period_jitter_p99_ns", \.periodJitterP99Nanoseconds, "99th percentile of the same."),
    Column(
      "period_jitter_longest_ns", \.periodJitterLongestNanoseconds, "Largest of the same."),
    Column(
      "missed_pct", \.missedPercent,
      "missed as a share of n; for timer, cause all."),
    Column(
      "missed_low_pct", \.missedLowPercent,
      "Lower end of its 95 % interval (Clopper-Pearson, as if releases were missed independently)."
    ),
    Column("missed_high_pct", \.missedHighPercent, "Upper end of its interval."),
    Column(
      "timer_interrupts", \.timerInterrupts,
      "Interrupts of the PU's own timer meanwhile (/proc/interrupts); for cause all."),
    Column(
      "other_interrupts", \.otherInterrupts,
      "All other interrupts on the PU meanwhile; for cause all."
    ),
    Column(
      "involuntary_switches", \.involuntarySwitches,
      "Times the measuring thread was taken off the PU meanwhile; for cause all."),
    Column(
      "wait_ns", \.waitNanoseconds,
      "Time the measuring thread was ready and another ran meanwhile (schedstat); for cause all."),
    Column(
      "steal_ms", \.stealMilliseconds,
      "Time the hypervisor took from the PU meanwhile, in steps of 10 ms; for cause all."),
    Column(
      "reading_ns", \.readingNanoseconds, "Distance of the readings of the kernel's counters."),
  ]
}
