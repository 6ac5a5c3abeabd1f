/// One planned window of one partition on one core, and what came of it.
public struct WindowRow: Row {
  public enum Status: String, FieldValue, CaseIterable, Sendable {
    /// Started within the tolerance of its planned start.
    case onTime = "on_time"
    /// Started after its planned start by more than the tolerance.
    case late
    /// Never started: its time had passed before the partition could run.
    case missed
    /// Started, and the partition ended inside it: by a fault, or because it was stopped.
    case cut
  }

  /// Who saw the window's start and end.
  public enum Witness: String, FieldValue, CaseIterable, Sendable {
    /// The enforcer's stamps, corrected by what leaving for the partition's code and interrupting it were calibrated to take.
    case enforcer
    /// The partition's own code, which read the clock without pause.
    case code
  }

  public var cellID = ""
  public var pairID = ""
  public var round: Int64 = 0
  public var partition = ""
  public var cpu: Int64 = 0
  public var window: Int64 = 0
  public var plannedStartNanoseconds: Int64 = 0
  public var plannedEndNanoseconds: Int64 = 0
  public var actualStartNanoseconds: Int64?
  public var actualEndNanoseconds: Int64?
  public var startErrorNanoseconds: Int64?
  public var overrunNanoseconds: Int64 = 0
  public var leakNanoseconds: Int64 = 0
  public var accesses: Int64 = 0
  public var status = Status.missed
  public var cause = ""
  public var witness = Witness.enforcer

  public init() {}

  public static let file = "data/windows.csv"
  public static let summary =
    "One window: planned start and end, actual start and end, overrun, leak, cause label."
  public static let columns: [Column<WindowRow>] = [
    Column("cell_id", \.cellID, "The cell in whose phase the window lies."),
    Column("pair_id", \.pairID, "The pair of solo and corun cells."),
    Column("round", \.round, "Round, from 0."),
    Column("partition", \.partition, "Partition that was granted the core."),
    Column(
      "cpu", \.cpu, "PU, as the operating system numbers it; -1 where the partition is not pinned.",
      in: -1...WholeNumbers.most),
    Column(
      "window", \.window,
      "Window, counted from 0 for this partition and PU in this round of the pair."),
    Column(
      "planned_start_ns", \.plannedStartNanoseconds,
      "Planned start, from the start of the pair's round."),
    Column(
      "planned_end_ns", \.plannedEndNanoseconds, "Planned end, from the start of the pair's round."),
    Column(
      "actual_start_ns", \.actualStartNanoseconds,
      "First instruction of the partition; empty when missed."),
    Column(
      "actual_end_ns", \.actualEndNanoseconds,
      "Last instruction of the partition; empty when missed."),
    Column(
      "start_error_ns", \.startErrorNanoseconds, "Release jitter: actual minus planned start."),
    Column("overrun_ns", \.overrunNanoseconds, "Actual minus planned end where positive, else 0."),
    Column(
      "leak_ns", \.leakNanoseconds, "Time the partition ran outside its window, before or after it."
    ),
    Column("accesses", \.accesses, "Accesses that the partition made in the window on this PU."),
    Column("status", \.status, "on_time, late, missed, or cut: the partition ended inside it."),
    Column(
      "cause", \.cause,
      "For a late or missed window: what else was seen in its phase (steal_in_phase), or unattributed."
    ),
    Column(
      "witness", \.witness,
      "Who saw start and end: the enforcer, or the partition's own code (timestamps), which knows better."
    ),
  ]
}
