/// Whether one series of a run drifted: values that should be alike in every round.
public struct DriftRow: Row {
  public enum Series: String, FieldValue, CaseIterable, Sendable {
    /// The sentinel's fixed work on the victim's core: the median of each round.
    case sentinelVictim = "sentinel_victim"
    /// The same on a core without partitions.
    case sentinelSpare = "sentinel_spare"
    /// The victim's median job time alone, of one pair.
    case soloP50 = "solo_p50"
  }

  public var series = Series.sentinelVictim
  public var pairID = ""
  public var rounds: Int64 = 0
  public var hours: Double?
  public var medianNanoseconds: Double?
  public var trendP: Double?
  public var trendAdjustedP: Double?
  public var slopePercentPerHour: Double?
  public var slopeLowPercentPerHour: Double?
  public var slopeHighPercentPerHour: Double?
  public var changeRounds = ""
  public var largestChangePercent: Double?

  public init() {}

  public static let file = "data/drift.csv"
  public static let summary =
    "One series that should be alike in every round: its trend, and the rounds at which it changed."
  public static let since = 5
  public static let columns: [Column<DriftRow>] = [
    Column(
      "series", \.series,
      "sentinel_victim, sentinel_spare: the sentinel's median in each round; solo_p50: a victim's alone."
    ),
    Column("pair_id", \.pairID, "The pair of a solo_p50; empty for the sentinel."),
    Column("rounds", \.rounds, "Rounds with a value."),
    Column(
      "hours", \.hours, "Time from the first to the last of them; empty where it is not known."),
    Column("median_ns", \.medianNanoseconds, "Median over the rounds."),
    Column(
      "trend_p", \.trendP,
      "p-value of Mann-Kendall's test of a trend; empty with fewer than three rounds."),
    Column(
      "trend_adjusted_p", \.trendAdjustedP, "The same by Holm's method over all series of the run."),
    Column(
      "slope_pct_per_h", \.slopePercentPerHour,
      "Theil-Sen's slope in percent of the median per hour; above 0 the core becomes slower."),
    Column("slope_low_pct_per_h", \.slopeLowPercentPerHour, "Lower end of its 95 % interval."),
    Column("slope_high_pct_per_h", \.slopeHighPercentPerHour, "Upper end of its 95 % interval."),
    Column(
      "change_rounds", \.changeRounds,
      "The first rounds after each change of level or scatter, separated by spaces."),
    Column(
      "largest_change_pct", \.largestChangePercent,
      "The largest change of level among them, by the medians before and after; empty without any."),
  ]

  /// The numbers of `changeRounds`.
  public var changes: [Int64] { changeRounds.split(separator: " ").compactMap { Int64($0) } }
}
