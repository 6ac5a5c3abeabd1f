/// What one pair or set of PUs makes of a line that they share: hand-over latency, or contended throughput.
public struct ContentionRow: Row {
  public enum Kind: String, FieldValue, CaseIterable, Sendable {
    /// A pair of PUs hands one line back and forth.
    case handOver = "hand_over"
    /// A set of PUs wants the same line at the same time, or, as the control, each its own.
    case contended
    /// How a pair's round trip beside other pairs compares with the same alone.
    case concurrencyCheck = "concurrency_check"
  }

  public enum Precision: String, FieldValue, CaseIterable, Sendable {
    /// The median's interval is as narrow as was aimed for.
    case reached
    /// It is not; `reason` says why.
    case notReached = "not_reached"
  }

  public var kind = Kind.handOver
  public var workload = ""
  public var protocolText = ""
  public var cpus = ""
  public var threads: Int64 = 0
  public var cpu: Int64?
  public var roundTripMinNanoseconds: Double?
  public var roundTripP50Nanoseconds: Double?
  public var roundTripP99Nanoseconds: Double?
  public var oneWayMinNanoseconds: Double?
  public var oneWayP50Nanoseconds: Double?
  public var oneWayP99Nanoseconds: Double?
  public var accessNanoseconds: Double?
  public var accessesPerSecond: Double?
  public var sharePercent: Double?
  public var leastOverMost: Double?
  public var jainIndex: Double?
  public var ratio: Double?
  public var ratioLower: Double?
  public var ratioUpper: Double?
  public var modes: Int64?
  public var fastRoundTripP50Nanoseconds: Double?
  public var fastTimePercent: Double?
  public var slowRoundTripP50Nanoseconds: Double?
  public var slowTimePercent: Double?
  public var concurrent = false
  public var samples: Int64 = 0
  public var passes: Int64 = 0
  public var effectivePasses: Double?
  public var halfWidthPercent: Double?
  public var precision: Precision?
  public var reason = ""

  public init() {}

  public static let file = "data/contention.csv"
  public static let summary =
    "One pair or set of PUs that share a line, or one thread of it: hand-over latency, or contended throughput."
  public static let since = 2
  public static let columns: [Column<ContentionRow>] = [
    Column("kind", \.kind, "hand_over, contended or concurrency_check."),
    Column(
      "workload", \.workload, "Workload that was run; `bulkhead explain NAME` says what it is."),
    Column(
      "protocol", \.protocolText,
      "How the line is passed on or fought for. Tools that all say latency differ in this by a factor of two."
    ),
    Column("cpus", \.cpus, "PUs of the pair or set (taskset list)."),
    Column("threads", \.threads, "Threads that share the line, one to a PU."),
    Column(
      "cpu", \.cpu,
      "Of a hand-over: the PU that starts and is timed. Of a set: the PU whose part this is. Empty: all together."
    ),
    Column(
      "round_trip_min_ns", \.roundTripMinNanoseconds,
      "Fastest job of 64 round trips in the mode that the pair was in most, for one round trip."),
    Column(
      "round_trip_p50_ns", \.roundTripP50Nanoseconds,
      "Median over the passes of each pass's median job, for one round trip; in the mode that the pair was in most."
    ),
    Column(
      "round_trip_p99_ns", \.roundTripP99Nanoseconds,
      "99th percentile of the jobs of 64 round trips in that mode, every pass weighing the same, for one round trip."
    ),
    Column("one_way_min_ns", \.oneWayMinNanoseconds, "Half of round_trip_min_ns."),
    Column("one_way_p50_ns", \.oneWayP50Nanoseconds, "Half of round_trip_p50_ns."),
    Column("one_way_p99_ns", \.oneWayP99Nanoseconds, "Half of round_trip_p99_ns."),
    Column(
      "access_ns", \.accessNanoseconds,
      "Contended: what one access takes a thread of the set, or this thread."),
    Column(
      "accesses_per_s", \.accessesPerSecond,
      "Contended: accesses of all threads together (median over the passes), or of this thread (mean)."
    ),
    Column("share_pct", \.sharePercent, "This thread's share of all accesses of the set."),
    Column(
      "fairness_least_over_most", \.leastOverMost,
      "Fewest accesses of a thread over most, within a pass; median over the passes."),
    Column(
      "fairness_jain", \.jainIndex,
      "Jain's index within a pass, 1 when all get the same and 1/threads when one gets everything; median over the passes."
    ),
    Column(
      "beside_over_alone", \.ratio,
      "Concurrency check: median ratio of the round trip beside the other pairs of the turn over the same alone."
    ),
    Column("beside_over_alone_lower", \.ratioLower, "Lower end of its 99 % interval."),
    Column("beside_over_alone_upper", \.ratioUpper, "Upper end of its 99 % interval."),
    Column(
      "modes", \.modes,
      "Modes that the pair was seen in, apart by a factor of 1.5 or more: a host that moves virtual CPUs makes several."
    ),
    Column(
      "fast_round_trip_p50_ns", \.fastRoundTripP50Nanoseconds,
      "Median of the jobs that were faster than the main mode: sibling-like; empty when there were none."
    ),
    Column("fast_time_pct", \.fastTimePercent, "Share of the measured time spent in them."),
    Column(
      "slow_round_trip_p50_ns", \.slowRoundTripP50Nanoseconds,
      "Median of the jobs in modes slower than the main one; empty when there were none."),
    Column("slow_time_pct", \.slowTimePercent, "Share of the measured time spent in them."),
    Column(
      "concurrent", \.concurrent,
      "Whether passes ran beside other pairs; only where that was shown not to change the result."),
    Column(
      "n", \.samples,
      "Jobs timed, in all modes; of contended sets: passes, also those in which a thread was late or absent."
    ),
    Column(
      "passes", \.passes,
      "Passes, spread over the run, that the median rests on: those in the main mode, with all threads there."
    ),
    Column(
      "effective_passes", \.effectivePasses,
      "Independent passes that they are worth, by the autocorrelation of the series."),
    Column(
      "half_width_pct", \.halfWidthPercent,
      "Half of the 95 % interval of the median over the passes, in percent of the median."),
    Column("precision", \.precision, "Whether half_width_pct is at most 1."),
    Column("reason", \.reason, "Why the precision was not reached; empty otherwise."),
  ]
}
