/// One round of one pair of a deployment's applications: what the register is made of at the end of the run.
public struct RegisterRoundRow: Row {
  public var round: Int64 = 0
  public var victim = ""
  public var aggressor: String?
  public var soloP50Nanoseconds: Double?
  public var corunP50Nanoseconds: Double?
  public var soloMaximumNanoseconds: Double?
  public var corunMaximumNanoseconds: Double?

  public init() {}

  public static let file = ResultsWriter.progressFolder + "/register.csv"
  public static let summary =
    "One application beside another, or beside all, in one round of a deployment."
  public static let columns: [Column<RegisterRoundRow>] = [
    Column("round", \.round, "Round, from 0."),
    Column("victim", \.victim, "partition/application."),
    Column("aggressor", \.aggressor, "partition/application; empty for all others together."),
    Column("solo_p50_ns", \.soloP50Nanoseconds, "Median job alone."),
    Column("corun_p50_ns", \.corunP50Nanoseconds, "Median job beside."),
    Column("solo_max_ns", \.soloMaximumNanoseconds, "Longest job alone."),
    Column("corun_max_ns", \.corunMaximumNanoseconds, "Longest job beside."),
  ]
}
