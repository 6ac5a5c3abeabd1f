/// How well the slowdown of one pair is known at the end of a run that was asked for a precision.
public struct PrecisionRow: Row {
  public enum Standing: String, FieldValue, CaseIterable, Sendable {
    /// The interval is as narrow as was asked for.
    case reached
    /// It is wider.
    case short
    /// There is none.
    case noInterval = "no_interval"
  }

  /// What ended the run's rounds.
  public enum End: String, FieldValue, CaseIterable, Codable, Sendable {
    /// All rounds were run that the pilot showed to be needed.
    case needed
    case budget
    /// More rounds than a run may have.
    case mostRounds = "most_rounds"
    case interrupted
  }

  public var pairID = ""
  public var policy = ""
  public var victim = ""
  public var aggressor = ""
  public var askedPercent: Double = 0
  public var reachedPercent: Double?
  public var standing = Standing.noInterval
  public var pilotRounds: Int64 = 0
  public var rounds: Int64 = 0
  public var neededRounds: Int64?
  public var roundSeconds: Double?
  public var end = End.needed

  public init() {}

  public static let file = "data/precision.csv"
  public static let summary =
    "How well the slowdown of a pair is known, against the precision that was asked for (`--precision`)."
  public static let since = 5
  public static let columns: [Column<PrecisionRow>] = [
    Column("pair_id", \.pairID, "The pair of solo and corun cells."),
    Column("policy", \.policy, "Partitioning policy."),
    Column("victim", \.victim, "Victim workload with its working set."),
    Column("aggressor", \.aggressor, "Aggressor workload with its working set."),
    Column(
      "asked_pct", \.askedPercent,
      "Half-width that was asked for: with 2 the interval ends at the value over 1.02 and times 1.02."
    ),
    Column(
      "reached_pct", \.reachedPercent,
      "Half-width of the 95 % interval of slowdown_p50, formed in the same way; empty without one."),
    Column("standing", \.standing, "Whether that is as narrow as was asked for."),
    Column("pilot_rounds", \.pilotRounds, "Rounds of the pilot, whose scatter chose all rounds."),
    Column("rounds", \.rounds, "Rounds that the interval rests on, those of the pilot included."),
    Column(
      "needed_rounds", \.neededRounds,
      "Rounds, these included, with which the interval would be as narrow as was asked for."),
    Column("round_s", \.roundSeconds, "Time that one round of all pairs took, on average."),
    Column(
      "end", \.end,
      "What ended the rounds: needed (all that the pilot asked for were run), budget, most_rounds, interrupted."
    ),
  ]
}
