/// What `bulkhead measure` says of one workload. Not a file of a results directory: it goes where the user wants it.
public struct MeasureRow: Row {
  /// What the ratio compares.
  public enum Comparison: String, FieldValue, CaseIterable, Sendable {
    /// Time per access beside the other workload, over that alone.
    case slowdown
    /// Time per access with every job recorded, over that without.
    case recording
  }

  public var workload = ""
  public var cpus = ""
  public var workingSetBytes: Int64?
  public var pages = ""
  public var jobs: Int64?
  public var jobsDropped: Int64 = 0
  public var minNanoseconds: Double?
  public var p50Nanoseconds: Double?
  public var p99Nanoseconds: Double?
  public var accessesPerSecond: Double = 0
  public var megabytesPerSecond: Double?
  public var beside = ""
  public var besideCPUs = ""
  public var besideMegabytesPerSecond: Double?
  public var comparison: Comparison?
  public var ratio: Double?
  public var ratioLow: Double?
  public var ratioHigh: Double?
  public var pairs: Int64?

  public init() {}

  public static let file = "measure.csv"
  public static let summary = "One workload as `bulkhead measure` saw it."
  public static let since = 2
  public static let columns: [Column<MeasureRow>] = [
    Column("workload", \.workload, "The workload and its working set, as they were asked for."),
    Column("cpus", \.cpus, "The PUs it ran on, one thread on each."),
    Column("working_set_bytes", \.workingSetBytes, "Bytes that each thread touched."),
    Column("pages", \.pages, "The kinds of pages that its buffers got."),
    Column("jobs", \.jobs, "Timed jobs that the times rest on; none when only work was counted."),
    Column("jobs_dropped", \.jobsDropped, "Jobs that found no room and are in no number."),
    Column("min_ns", \.minNanoseconds, "Time per access of the shortest job."),
    Column("p50_ns", \.p50Nanoseconds, "Median over jobs of the time per access."),
    Column("p99_ns", \.p99Nanoseconds, "99th percentile over jobs of the time per access."),
    Column("accesses_per_s", \.accessesPerSecond, "Accesses in a second, all threads together."),
    Column(
      "mb_per_s", \.megabytesPerSecond,
      "Traffic that the workload declares for its accesses, in 10^6 bytes in a second."),
    Column("beside", \.beside, "The workload beside it, for a slowdown."),
    Column("beside_cpus", \.besideCPUs, "The PUs of the workload beside it."),
    Column(
      "beside_mb_per_s", \.besideMegabytesPerSecond,
      "Traffic that the workload beside it declares for what it did."),
    Column("comparison", \.comparison, "What the ratio compares."),
    Column("ratio", \.ratio, "Median of the ratios of the pairs."),
    Column("ratio_low", \.ratioLow, "Lower bound of its 95 % interval."),
    Column("ratio_high", \.ratioHigh, "Upper bound of its 95 % interval."),
    Column("pairs", \.pairs, "Pairs of neighbouring phases, one with and one without."),
  ]
}

/// One timed job, as `bulkhead measure --jobs` writes it.
public struct JobRow: Row {
  public var workload = ""
  public var cpu: Int64?
  public var endNanoseconds: Int64 = 0
  public var nanosecondsPerAccess: Double = 0

  public init() {}

  public static let file = "jobs.csv"
  public static let summary = "One timed job of `bulkhead measure`, settled or not."
  public static let since = 2
  public static let columns: [Column<JobRow>] = [
    Column("workload", \.workload, "The workload and its working set, as they were asked for."),
    Column("cpu", \.cpu, "The PU on which the job ended, where the time stamp says it."),
    Column(
      "end_unix_ns", \.endNanoseconds, "When the job ended, in nanoseconds since 1970.",
      in: 0...(.max)),
    Column("ns_per_access", \.nanosecondsPerAccess, "Its time over its accesses."),
  ]
}
