/// One point of a sweep in one condition, over all passes.
public struct SweepRow: Row {
  /// What is varied, and so which figure the point belongs to.
  public enum Kind: String, FieldValue, CaseIterable, Sendable {
    /// Dependent loads against the size of the working set.
    case latency
    /// Streams against the size of the working set.
    case bandwidth
    /// Chains of dependent loads side by side.
    case mlp
    /// A victim against the traffic of its aggressor.
    case sensitivity
  }

  public var kind = Kind.latency
  public var workload = ""
  public var workingSetBytes: Int64 = 0
  public var chains: Int64?
  public var threads: Int64 = 1
  public var condition = Condition.solo
  public var aggressor = ""
  public var aggressorShare: Double?
  public var aggressorAskedMegabytesPerSecond: Double?
  public var aggressorMegabytesPerSecond: Double?
  public var nanoseconds: Double?
  public var nanosecondsLow: Double?
  public var nanosecondsHigh: Double?
  public var slowdown: Double?
  public var slowdownLow: Double?
  public var slowdownHigh: Double?
  public var megabytesPerSecond: Double?
  public var plateauShare: Double?
  public var plateauShareLow: Double?
  public var plateauShareHigh: Double?
  public var samples: Int64 = 0
  public var passes: Int64 = 0
  public var pages = ""
  public var reason = ""

  public init() {}

  public static let file = "data/sweep.csv"
  public static let summary =
    "One point of a sweep in one condition: a workload at a working set, a number of chains or a strength of its aggressor."
  public static let since = 2
  public static let columns: [Column<SweepRow>] = [
    Column("kind", \.kind, "What is varied."),
    Column("workload", \.workload, "The workload that was timed."),
    Column("working_set_bytes", \.workingSetBytes, "Bytes that each of its threads touches."),
    Column(
      "chains", \.chains, "Chains of dependent loads side by side; empty for other workloads."),
    Column("threads", \.threads, "Threads of the workload, one to a core; all are timed."),
    Column(
      "condition", \.condition,
      "solo: the others are parked; corun: they run. Both alternate within one trial."),
    Column("aggressor", \.aggressor, "What runs on the other cores in corun phases."),
    Column(
      "aggressor_share", \.aggressorShare,
      "Share of its unlimited rate that was asked of the aggressor, from 0 to 1."),
    Column(
      "aggressor_asked_mb_per_s", \.aggressorAskedMegabytesPerSecond,
      "Traffic that was asked of the aggressor, all threads together, in 10^6 bytes in a second; empty when unlimited."
    ),
    Column(
      "aggressor_mb_per_s", \.aggressorMegabytesPerSecond,
      "Traffic that the aggressor's accesses declare, all threads together: median over passes."),
    Column(
      "ns_per_access", \.nanoseconds,
      "Time per access: the median of a pass's jobs, and of these the median over passes."),
    Column(
      "ns_per_access_low", \.nanosecondsLow,
      "Lower bound of the 95 % interval of the median over passes; empty with fewer than six."),
    Column("ns_per_access_high", \.nanosecondsHigh, "Upper bound of the same interval."),
    Column(
      "slowdown", \.slowdown,
      "Time per access beside the aggressor over alone within a pass, geometric mean over passes."),
    Column("slowdown_low", \.slowdownLow, "Lower bound of its 95 % interval."),
    Column("slowdown_high", \.slowdownHigh, "Upper bound of the same interval."),
    Column(
      "mb_per_s", \.megabytesPerSecond,
      "Traffic that the timed workload's accesses declare, all its threads together: median over passes."
    ),
    Column(
      "plateau_share", \.plateauShare,
      "For chains: this traffic over the highest of the same condition within a pass, geometric mean over passes."
    ),
    Column("plateau_share_low", \.plateauShareLow, "Lower bound of its 95 % interval."),
    Column("plateau_share_high", \.plateauShareHigh, "Upper bound of the same interval."),
    Column("samples", \.samples, "Whole jobs that were timed."),
    Column("passes", \.passes, "Passes in which the point was measured."),
    Column("pages", \.pages, "Pages obtained for the buffer: kind, whether unlocked, NUMA node."),
    Column("reason", \.reason, "Why the point could not be measured; empty otherwise."),
  ]
}
