/// What one step adds to one distribution: kept while the run is unfinished, because times of single jobs are kept nowhere.
public struct TallyRow: Row {
  public var subject = ""
  public var round: Int64 = 0
  public var cellID = ""
  public var metric = ""
  public var bins = ""

  public init() {}

  public var step: Step { Step(subject, round: round) }

  public static let file = ResultsWriter.progressFolder + "/tallies.csv"
  public static let summary = "What one step adds to one distribution of data/histogram.csv."
  public static let columns: [Column<TallyRow>] = [
    Column("subject", \.subject, "The step's subject."),
    Column("round", \.round, "The step's round, from 0."),
    Column("cell_id", \.cellID, "The cell or PU of the distribution."),
    Column("metric", \.metric, "Its metric."),
    Column("bins", \.bins, "Number of each bin that holds something, a colon, and its count."),
  ]
}
