/// One cell in one round: the unit of analysis.
public struct RoundRow: Row {
  public enum Evidence: String, FieldValue, CaseIterable, Sendable {
    /// An independent reading agrees that the policy was in force.
    case held
    /// The reading disagrees; the round's numbers are not the policy's.
    case violated
    /// No reading was possible.
    case none
  }

  public var cellID = ""
  public var pairID = ""
  public var condition = Condition.solo
  public var round: Int64 = 0
  public var position: Int64 = 0
  public var samples: Int64 = 0
  public var samplesSplit: Int64 = 0
  public var samplesWarmUp: Int64 = 0
  public var samplesDropped: Int64 = 0
  public var minNanoseconds: Double?
  public var p50Nanoseconds: Double?
  public var p90Nanoseconds: Double?
  public var p99Nanoseconds: Double?
  public var p999Nanoseconds: Double?
  public var maxNanoseconds: Double?
  public var firstJobP50Nanoseconds: Double?
  public var victimAccesses: Int64 = 0
  public var victimThroughputPerSecond: Double?
  public var aggressorAccesses: Int64 = 0
  public var aggressorMegabytesPerSecond: Double?
  public var durationNanoseconds: Int64 = 0
  public var stealMilliseconds: Double?
  public var involuntarySwitches: Int64?
  public var migrations: Int64?
  public var minorFaults: Int64?
  public var majorFaults: Int64?
  public var interrupts: Int64?
  public var evidence = Evidence.none
  public var evidenceDetail = ""
  public var flags = ""

  public init() {}

  public static let file = "data/rounds.csv"
  public static let summary = "One cell in one round: sample quantiles, work done, noise, evidence."
  public static let columns: [Column<RoundRow>] = [
    Column("cell_id", \.cellID, "The cell."),
    Column("pair_id", \.pairID, "The pair of solo and corun cells."),
    Column("condition", \.condition, "solo or corun."),
    Column("round", \.round, "Round, counted from 0; every round runs every cell once."),
    Column("position", \.position, "Place of the pair in the round's shuffled order, from 0."),
    Column("samples", \.samples, "Jobs of the victim that were timed after warm-up."),
    Column(
      "samples_split", \.samplesSplit,
      "Jobs among them that a window switch interrupted; their parked time is taken out."),
    Column(
      "samples_warmup", \.samplesWarmUp,
      "Jobs that ended in the warm-up at the start of a phase; counted here, not in the quantiles."),
    Column("samples_dropped", \.samplesDropped, "Jobs that found the sample ring full."),
    Column("min_ns", \.minNanoseconds, "Shortest job."),
    Column("p50_ns", \.p50Nanoseconds, "Median job time, nearest rank."),
    Column("p90_ns", \.p90Nanoseconds, "90th percentile; empty with fewer than 100 samples."),
    Column("p99_ns", \.p99Nanoseconds, "99th percentile; empty with fewer than 1 000 samples."),
    Column(
      "p999_ns", \.p999Nanoseconds, "99.9th percentile; empty with fewer than 10 000 samples."),
    Column("max_ns", \.maxNanoseconds, "High-water mark: the longest job seen."),
    Column(
      "first_job_p50_ns", \.firstJobP50Nanoseconds,
      "Median time of the first whole job of a window: what the neighbour's residue costs. Empty when not sliced."
    ),
    Column(
      "victim_accesses", \.victimAccesses, "Memory accesses (or operations) that the victim made."),
    Column(
      "victim_throughput_per_s", \.victimThroughputPerSecond,
      "Victim accesses per second of wall time, parked time included."),
    Column("aggressor_accesses", \.aggressorAccesses, "Accesses that all aggressor threads made."),
    Column(
      "aggressor_mb_per_s", \.aggressorMegabytesPerSecond,
      "Declared traffic of all aggressor threads, 10^6 bytes per second of wall time."),
    Column(
      "duration_ns", \.durationNanoseconds, "Wall time of the condition's phases in this round."),
    Column(
      "steal_ms", \.stealMilliseconds,
      "Time the hypervisor took from the partitions' cores (/proc/stat)."),
    Column(
      "involuntary_switches", \.involuntarySwitches,
      "Involuntary context switches of the victim's threads."),
    Column("migrations", \.migrations, "Times the victim was seen on another PU than before."),
    Column("minor_faults", \.minorFaults, "Minor page faults of the process."),
    Column("major_faults", \.majorFaults, "Major page faults of the process."),
    Column("interrupts", \.interrupts, "Interrupts on the partitions' cores (/proc/interrupts)."),
    Column("evidence", \.evidence, "Whether an independent reading shows the policy in force."),
    Column("evidence_detail", \.evidenceDetail, "The reading."),
    Column("flags", \.flags, "Labels of what else was seen, separated by spaces."),
  ]
}
