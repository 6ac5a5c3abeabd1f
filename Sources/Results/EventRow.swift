/// Something that happened during the run and is not a number of a cell.
public struct EventRow: Row {
  public var timeNanoseconds: Int64 = 0
  public var kind = ""
  public var subject = ""
  public var detail = ""
  public var round: Int64?
  public var roundTimeNanoseconds: Int64?

  public init() {}

  public static let file = "data/events.csv"
  public static let summary =
    "One event: faults, overruns, interruptions, changes made to the machine and undone."
  public static let columns: [Column<EventRow>] = [
    Column(
      "time_ns", \.timeNanoseconds,
      "Time since the start of the run; what lies between a kill and the resumption is left out."),
    Column(
      "kind", \.kind,
      "Kind of event, for instance run_started, cell_failed, interrupted, resumed, machine_changed."
    ),
    Column("subject", \.subject, "What it happened to: a cell, a partition, a file, a setting."),
    Column("detail", \.detail, "One sentence."),
    Column(
      "round", \.round, "Round of a deployment that it happened in; empty where it was in none."),
    Column(
      "round_time_ns", \.roundTimeNanoseconds,
      "Time since that round began, as windows.csv counts its windows; empty where round is."),
  ]
}
