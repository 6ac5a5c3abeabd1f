/// One metric of one cell over all its rounds.
public struct SummaryRow: Row {
  /// The judgement of an interval against the practical margin.
  public enum Verdict: String, FieldValue, CaseIterable, Sendable {
    case better, worse, equivalent, inconclusive
  }

  /// The flag of a comparison whose conditions a change of the machine splits unevenly: it is inconclusive.
  public static let driftFlag = "drift_splits_conditions"

  public var cellID = ""
  public var pairID = ""
  public var policy = ""
  public var victim = ""
  public var aggressor = ""
  public var control = ControlKind.none
  public var metric = ""
  public var unit = ""
  public var value: Double?
  public var lower: Double?
  public var upper: Double?
  public var confidence: Double?
  public var method = ""
  public var rounds: Int64 = 0
  public var verdict: Verdict?
  public var flags = ""

  public init() {}

  public static let file = "data/summary.csv"
  public static let summary =
    "One metric of one cell over all rounds: value, interval, method, verdict, flags."
  public static let columns: [Column<SummaryRow>] = [
    Column(
      "cell_id", \.cellID, "The cell; metrics that compare solo with corun stand at the corun cell."
    ),
    Column("pair_id", \.pairID, "The pair of solo and corun cells."),
    Column("policy", \.policy, "Partitioning policy."),
    Column("victim", \.victim, "Victim workload with its working set."),
    Column("aggressor", \.aggressor, "Aggressor workload with its working set."),
    Column("control", \.control, "Whether the cell is a control, and which."),
    Column(
      "metric", \.metric, "What the value is; `bulkhead explain METRIC` says how it is formed."),
    Column("unit", \.unit, "Unit of the value: ratio, ns, count, percent, per_s, mb_per_s."),
    Column("value", \.value, "Point estimate; empty where the data cannot support one."),
    Column("lower", \.lower, "Lower end of the confidence interval."),
    Column("upper", \.upper, "Upper end of the confidence interval."),
    Column(
      "confidence", \.confidence, "Confidence level that the method reached, for instance 0.95."),
    Column("method", \.method, "How the value and its interval were formed."),
    Column("rounds", \.rounds, "Rounds that the value rests on."),
    Column(
      "verdict", \.verdict, "Judgement of the interval against the margin; empty where none is due."
    ),
    Column("flags", \.flags, "Labels, separated by spaces."),
  ]
}
