/// How exactly one enforcer kept windows of one length, under one guard, with or without neighbours.
public struct EnforcerRow: Row {
  /// Whether windows were stopped early.
  public enum GuardBand: String, FieldValue, CaseIterable, Sendable {
    /// By the time that suits the window's length.
    case auto
    case none
  }

  /// What the other cores did meanwhile.
  public enum Neighbours: String, FieldValue, CaseIterable, Sendable {
    case none
    /// Each wrote through memory without pause.
    case memory
  }

  public var enforcer = ""
  public var backend = ""
  public var schedulingClass = ""
  public var windowNanoseconds: Int64 = 0
  public var guardBand = GuardBand.auto
  public var guardNanoseconds: Int64 = 0
  public var neighbours = Neighbours.none
  public var cpu: Int64 = 0
  public var turns: Int64 = 0
  public var windows: Int64 = 0
  public var late: Int64 = 0
  public var missed: Int64 = 0
  public var startP50Nanoseconds: Int64?
  public var startP99Nanoseconds: Int64?
  public var startP999Nanoseconds: Int64?
  public var startLongestNanoseconds: Int64?
  public var stopP50Nanoseconds: Int64?
  public var stopP99Nanoseconds: Int64?
  public var stopP999Nanoseconds: Int64?
  public var stopLongestNanoseconds: Int64?
  public var overruns: Int64 = 0
  public var overrunsInGap: Int64 = 0
  public var overlaps: Int64 = 0
  public var overlapNanoseconds: Int64 = 0
  public var leaks: Int64 = 0
  public var leakNanoseconds: Int64 = 0
  public var switchP50Nanoseconds: Int64?
  public var switchP99Nanoseconds: Int64?
  public var switchCPUNanoseconds: Int64?
  public var lostPercent: Double?
  public var reason = ""

  public init() {}

  public static let file = "data/enforcers.csv"
  public static let summary =
    "How exactly an enforcer kept windows of one length, under one guard, alone or beside neighbours."
  public static let since = 3
  public static let columns: [Column<EnforcerRow>] = [
    Column("enforcer", \.enforcer, "Name of the enforcer."),
    Column("backend", \.backend, "What the partitions were made of: thread, process, …."),
    Column(
      "scheduling_class", \.schedulingClass,
      "Scheduling class of the partitions' threads: batch, other or fifo:PRIORITY."),
    Column("window_ns", \.windowNanoseconds, "Planned length of each window."),
    Column(
      "guard", \.guardBand, "auto: stopped early by guard_ns; none: stopped at the planned end."),
    Column("guard_ns", \.guardNanoseconds, "By how much windows were stopped early."),
    Column(
      "neighbours", \.neighbours,
      "memory: every other core wrote through memory meanwhile; none: they were idle."),
    Column("cpu", \.cpu, "PU whose two partitions took turns, as the operating system numbers it."),
    Column("turns", \.turns, "Turns that the windows come from; other cases ran between them."),
    Column("windows", \.windows, "Planned windows of both partitions."),
    Column("late", \.late, "Windows that began more than 50 us after their planned start."),
    Column("missed", \.missed, "Windows that never began: their time had passed."),
    Column(
      "start_p50_ns", \.startP50Nanoseconds,
      "First instruction minus planned start, median; a missed window is as late as it is long."),
    Column("start_p99_ns", \.startP99Nanoseconds, "The same, 99th percentile; empty below 1 000."),
    Column(
      "start_p999_ns", \.startP999Nanoseconds, "The same, 99.9th percentile; empty below 10 000."),
    Column("start_longest_ns", \.startLongestNanoseconds, "The same, high-water mark."),
    Column(
      "stop_p50_ns", \.stopP50Nanoseconds,
      "Last instruction minus planned end, median, of windows that began."),
    Column("stop_p99_ns", \.stopP99Nanoseconds, "The same, 99th percentile; empty below 1 000."),
    Column(
      "stop_p999_ns", \.stopP999Nanoseconds, "The same, 99.9th percentile; empty below 10 000."),
    Column("stop_longest_ns", \.stopLongestNanoseconds, "The same, high-water mark."),
    Column("overruns", \.overruns, "Windows whose last instruction came after their planned end."),
    Column(
      "overruns_in_gap", \.overrunsInGap,
      "Overruns among them in which the partition itself stood still at the instant of its stop: somebody else had the core, mostly the host."
    ),
    Column("overlaps", \.overlaps, "Times that a partition began before the other had ended."),
    Column(
      "overlap_ns", \.overlapNanoseconds,
      "Time from a partition's first instruction to the other's last, where that is positive, added up."
    ),
    Column("leaks", \.leaks, "Windows with more than 500 ns of leak."),
    Column(
      "leak_ns", \.leakNanoseconds, "Time that partitions ran outside their windows, added up."),
    Column(
      "switch_p50_ns", \.switchP50Nanoseconds,
      "Last instruction of a partition to the first of its successor, the guard included: time that nobody had. Median."
    ),
    Column(
      "switch_p99_ns", \.switchP99Nanoseconds, "The same, 99th percentile; empty below 1 000."),
    Column(
      "switch_cpu_ns", \.switchCPUNanoseconds,
      "CPU time of the partitions' threads outside their windows, for each window; median over the turns; below 0 where others had the core inside windows; empty where the kernel does not say."
    ),
    Column(
      "lost_pct", \.lostPercent, "Planned time in which no partition ran, as a share of it."),
    Column("reason", \.reason, "Why there are no numbers; empty where there are."),
  ]
}
