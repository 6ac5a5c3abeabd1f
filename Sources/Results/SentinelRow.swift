/// One run of the sentinel: a fixed piece of arithmetic that takes the same time for as long as the core is the same.
public struct SentinelRow: Row {
  public enum Moment: String, FieldValue, CaseIterable, Sendable {
    case before, after
  }

  public enum Role: String, FieldValue, CaseIterable, Sendable {
    /// The core of the victim.
    case victim
    /// A core that no partition uses: whether it is the machine that changed, or the victim's core.
    case spare
  }

  public var round: Int64 = 0
  public var pairID = ""
  public var moment = Moment.before
  public var role = Role.victim
  public var cpu: Int64 = 0
  public var timeNanoseconds: Int64 = 0
  public var workNanoseconds: Double = 0
  public var deviations: Double?
  public var isFlagged = false

  public init() {}

  public static let file = "data/sentinel.csv"
  public static let summary =
    "One run of a fixed piece of arithmetic before or after a pair's turn in a round: whether the core was the same."
  public static let since = 2
  public static let columns: [Column<SentinelRow>] = [
    Column("round", \.round, "Round, from 0."),
    Column("pair_id", \.pairID, "The pair whose turn it was."),
    Column("moment", \.moment, "before or after the pair's turn."),
    Column("role", \.role, "victim: on the victim's core; spare: on a core without partitions."),
    Column("cpu", \.cpu, "PU, as the operating system numbers it."),
    Column("time_ns", \.timeNanoseconds, "Time since the start of the run."),
    Column(
      "work_ns", \.workNanoseconds,
      "Time of the whole work by the median of its parts, so that an interrupt in one of them does not count."
    ),
    Column(
      "deviations", \.deviations,
      "Distance from the median of the same PU over the run, in scaled median absolute deviations (1.4826 MAD)."
    ),
    Column("flagged", \.isFlagged, "Whether that is more than 5; the round is kept and flagged."),
  ]
}
