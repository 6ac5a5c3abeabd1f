/// One cell: one deployment under one policy in one condition, as planned, and what became of it.
public struct CellRow: Row {
  public enum Status: String, FieldValue, CaseIterable, Sendable {
    /// Not run yet, or the run ended before its turn.
    case planned
    /// Run in every round that was planned.
    case measured
    /// Run in some of its rounds.
    case partial
    /// Not possible here; `reason` says why and what would make it possible.
    case unavailable
    /// Tried and failed; `reason` says how.
    case failed
  }

  /// `c` and a number, for instance `c014`: one cell in one condition.
  public var cellID = ""
  /// `p` and a number: the solo and the corun cell that are compared share it.
  public var pairID = ""
  public var condition = Condition.solo
  public var policy = ""
  public var victim = ""
  public var victimWorkingSetBytes: Int64 = 0
  public var victimCPUs = ""
  public var aggressor = ""
  public var aggressorWorkingSetBytes: Int64 = 0
  public var aggressorCPUs = ""
  public var control = ControlKind.none
  public var enforcer = ""
  public var guardNanoseconds: Int64 = 0
  public var windowNanoseconds: Int64?
  public var majorFrameNanoseconds: Int64?
  public var victimPages = ""
  public var aggressorPages = ""
  public var status = Status.planned
  public var roundsMeasured: Int64 = 0
  public var reason = ""
  public var policyParameters: String?

  public init() {}

  public static let file = "data/cells.csv"
  public static let summary =
    "One cell: what was planned, and whether it ran or why not. A cell is one deployment under one policy in one condition."
  public static let columns: [Column<CellRow>] = [
    Column("cell_id", \.cellID, "The cell: one victim, aggressor, policy and condition."),
    Column("pair_id", \.pairID, "The solo and the corun cell that are compared share it."),
    Column(
      "condition", \.condition,
      "solo: the aggressors are parked; corun: they run. Nothing else differs."),
    Column("policy", \.policy, "Partitioning policy in force."),
    Column(
      "victim", \.victim, "Victim workload with its working set as asked, for instance chase@L2/2."),
    Column("victim_working_set_bytes", \.victimWorkingSetBytes, "Bytes that the victim touches."),
    Column("victim_cpus", \.victimCPUs, "PUs of the victim's partition (taskset list)."),
    Column("aggressor", \.aggressor, "Aggressor workload with its working set as asked."),
    Column(
      "aggressor_working_set_bytes", \.aggressorWorkingSetBytes,
      "Bytes that each aggressor thread touches."),
    Column("aggressor_cpus", \.aggressorCPUs, "PUs of the aggressor's partition (taskset list)."),
    Column("control", \.control, "Whether the cell is a control, and which."),
    Column("enforcer", \.enforcer, "Mechanism that starts and stops the partitions' windows."),
    Column("guard_ns", \.guardNanoseconds, "Guard band kept free at the end of every window."),
    Column(
      "window_ns", \.windowNanoseconds, "Length of a partition's window; empty when not sliced."),
    Column(
      "major_frame_ns", \.majorFrameNanoseconds, "Period of the schedule; empty when not sliced."),
    Column(
      "victim_pages", \.victimPages,
      "Pages obtained for the victim's buffer: kind, whether unlocked, NUMA node; other ones after a resumption behind `; then`."
    ),
    Column(
      "aggressor_pages", \.aggressorPages,
      "Pages obtained for the aggressors' buffers: kind, whether unlocked, NUMA node; other ones after a resumption behind `; then`."
    ),
    Column("status", \.status, "What became of the cell."),
    Column("rounds_measured", \.roundsMeasured, "Rounds in which the cell was measured."),
    Column(
      "reason", \.reason,
      "Why the cell is unavailable or failed, or what its policy lacks here; empty otherwise."),
    Column(
      "policy_parameters", \.policyParameters,
      "Parameters of the policy that are not the defaults: times in ns, parts of one, counts; empty where all are."
    ),
  ]
}
