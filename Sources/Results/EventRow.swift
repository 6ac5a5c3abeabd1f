/// Something that happened during the run and is not a number of a cell.
public struct EventRow: Row {
  public var timeNanoseconds: Int64 = 0
  public var kind = ""
  public var subject = ""
  public var detail = ""

  public init() {}

  public static let file = "data/events.csv"
  public static let summary =
    "One event: faults, overruns, interruptions, changes made to the machine and undone."
  public static let columns: [Column<EventRow>] = [
    Column("time_ns", \.timeNanoseconds, "Time since the start of the run."),
    Column(
      "kind", \.kind,
      "Kind of event, for instance run_started, cell_failed, interrupted, machine_changed."),
    Column("subject", \.subject, "What it happened to: a cell, a partition, a file, a setting."),
    Column("detail", \.detail, "One sentence."),
  ]
}
