/// What one application got of its partition's windows in one round: the second level of scheduling, inside the windows
/// that the first one grants.
public struct SliceRow: Row {
  public enum Phases: String, FieldValue, CaseIterable, Sendable {
    /// Those in which all applications of the deployment are active.
    case everybody
    /// All in which the application is active.
    case all
  }

  public enum Scheduler: String, FieldValue, CaseIterable, Sendable {
    case roundRobin = "round_robin"
    case fixedPriority = "fixed_priority"
  }

  public var round: Int64 = 0
  public var phases = Phases.all
  public var partition = ""
  public var application = ""
  public var core: Int64 = 0
  public var cpu: Int64 = 0
  public var scheduler = Scheduler.roundRobin
  public var slices: Int64 = 0
  public var slicesDropped: Int64 = 0
  public var ranNanoseconds: Int64 = 0
  public var windowNanoseconds: Int64 = 0
  public var share: Double?
  public var fairness: Double?
  public var quantumNanoseconds: Int64?
  public var turns: Int64?
  public var turnP50Nanoseconds: Int64?
  public var turnMaximumNanoseconds: Int64?
  public var periodNanoseconds: Int64?
  public var budgetNanoseconds: Int64?
  public var periods: Int64?
  public var periodsSupplied: Int64?
  public var periodsShort: Int64?
  public var shortfallMaximumNanoseconds: Int64?
  public var periodMaximumNanoseconds: Int64?
  public var releases: Int64?
  public var releaseDelayP50Nanoseconds: Int64?
  public var releaseDelayP99Nanoseconds: Int64?
  public var releaseDelayMaximumNanoseconds: Int64?

  public init() {}

  public static let file = "data/slices.csv"
  public static let summary =
    "One application on one core in one round: what the partition's own scheduler gave it of the partition's windows."
  public static let since = 3
  public static let columns: [Column<SliceRow>] = [
    Column("round", \.round, "Round, from 0."),
    Column(
      "phases", \.phases,
      "everybody: the phases with all applications; all: every phase in which this one is active."),
    Column("partition", \.partition, "Its partition."),
    Column("application", \.application, "The application."),
    Column("core", \.core, "The deployment's core."),
    Column("cpu", \.cpu, "PU, as the operating system numbers it."),
    Column("scheduler", \.scheduler, "How the partition shares its windows out."),
    Column("slices", \.slices, "Runs without a break inside a window."),
    Column(
      "slices_dropped", \.slicesDropped,
      "Runs of the whole round that found no room and are missing from every number here."),
    Column("ran_ns", \.ranNanoseconds, "Time that it ran."),
    Column(
      "window_ns", \.windowNanoseconds,
      "Time that the partition had this core, by the actual windows of these phases."),
    Column("share", \.share, "ran_ns over window_ns; empty when no window ran."),
    Column(
      "fairness", \.fairness,
      "Jain's index of the shares of all applications on this core of the partition: 1 when they are equal; round robin only."
    ),
    Column("quantum_ns", \.quantumNanoseconds, "Round robin: the turn that was asked for."),
    Column(
      "turns", \.turns,
      "Round robin: times that it ran until another application did, in phases in which another was active too."
    ),
    Column(
      "turn_p50_ns", \.turnP50Nanoseconds,
      "Median running time of a turn; the end of a window interrupts a turn and does not end it."),
    Column("turn_max_ns", \.turnMaximumNanoseconds, "Longest turn."),
    Column("period_ns", \.periodNanoseconds, "Fixed priority: period of the budget."),
    Column("budget_ns", \.budgetNanoseconds, "Running time that it may have in each period."),
    Column("periods", \.periods, "Periods that lay wholly in one of these phases."),
    Column(
      "periods_supplied", \.periodsSupplied,
      "Those in which the partition's windows left the budget after what more urgent applications took."
    ),
    Column(
      "periods_short", \.periodsShort,
      "Of periods_supplied, those in which it got less than its budget by more than 1 % and 5 us."),
    Column(
      "shortfall_max_ns", \.shortfallMaximumNanoseconds,
      "The most that was missing to its budget in a supplied period; 0 when nothing was."),
    Column("period_max_ns", \.periodMaximumNanoseconds, "The most that it ran in any period."),
    Column(
      "releases", \.releases,
      "Periods that began inside a window of the partition and in which it ran."),
    Column(
      "release_delay_p50_ns", \.releaseDelayP50Nanoseconds,
      "Release jitter of the second level: from the start of such a period to its first instant of running, median."
    ),
    Column(
      "release_delay_p99_ns", \.releaseDelayP99Nanoseconds,
      "Its 99th percentile; empty below 1000 releases."),
    Column("release_delay_max_ns", \.releaseDelayMaximumNanoseconds, "Its largest value."),
  ]
}
