/// What one policy did for one victim beside one aggressor, measured in the 2x2 of alone and beside it, with and without the
/// policy.
public struct PolicyRow: Row {
  public enum Verdict: String, FieldValue, CaseIterable, Sendable {
    /// It takes away a part of the slowdown beyond doubt, and the victim is slowed less under it.
    case effective
    /// The baseline itself: what the others are compared with.
    case reference
    /// The victim is not shown to be slowed without the policy.
    case nothingToProtect = "nothing to protect"
    /// Shown to change the victim's time, or its slowdown, by less than the margin.
    case noEffect = "no effect"
    /// The rounds do not settle it.
    case inconclusive
    /// The victim takes longer beside the aggressor than without the policy.
    case harmful
    /// Independent readings say that the policy was not there: the numbers are not its own.
    case notInForce = "not in force"
    /// It was tried and failed, or the run ended before its turn.
    case notMeasured = "not measured"
    /// This machine cannot have it; the reason says why.
    case unavailable
  }

  public var policy = ""
  public var victim = ""
  public var aggressor = ""
  public var verdict = Verdict.unavailable
  public var reason = ""
  public var rank: Int64?
  public var isOnFront = false
  public var slowdown: Double?
  public var slowdownLow: Double?
  public var slowdownHigh: Double?
  public var slowdownVerdict: SummaryRow.Verdict?
  public var protection: Double?
  public var protectionLow: Double?
  public var protectionHigh: Double?
  public var lostPercent: Double?
  public var lostLowPercent: Double?
  public var lostHighPercent: Double?
  public var victimLostPercent: Double?
  public var aggressorLostPercent: Double?
  public var cost: Double?
  public var costLow: Double?
  public var costHigh: Double?
  public var startErrorP99Nanoseconds: Double?
  public var tailP99: Double?
  public var tailP99Low: Double?
  public var tailP99High: Double?
  public var tailP999: Double?
  public var tailP999Low: Double?
  public var tailP999High: Double?
  public var evidenceHeld: Int64 = 0
  public var evidenceViolated: Int64 = 0
  public var evidenceDetail = ""
  public var rounds: Int64 = 0
  public var margin = 0.05

  public init() {}

  public static let file = "data/policies.csv"
  public static let summary =
    "One policy for one victim beside one aggressor: verdict, protection, price, evidence, rank; what is unavailable too."
  public static let since = 4
  public static let columns: [Column<PolicyRow>] = [
    Column("policy", \.policy, "Partitioning policy, or several joined by +."),
    Column("victim", \.victim, "Victim workload with its working set."),
    Column("aggressor", \.aggressor, "Aggressor workload with its working set."),
    Column(
      "verdict", \.verdict,
      "Whether the policy protects this victim from this aggressor, by intervals and margin."),
    Column("reason", \.reason, "What the verdict rests on, where that needs words."),
    Column(
      "rank", \.rank,
      "Place of the policy for this victim over all its aggressors: 1 protects best at the least cost; the same rank is not told apart. Empty where it is not shown to protect."
    ),
    Column(
      "pareto_front", \.isOnFront,
      "Whether the policy costs shown less than every one that is ranked before it."),
    Column(
      "slowdown", \.slowdown,
      "p50 beside the aggressor over p50 alone, both under the policy: slowdown_p50 of summary.csv."
    ),
    Column("slowdown_low", \.slowdownLow, "Lower end of its interval."),
    Column("slowdown_high", \.slowdownHigh, "Upper end of its interval."),
    Column("slowdown_verdict", \.slowdownVerdict, "Its verdict against the margin."),
    Column(
      "protection", \.protection,
      "Part of the baseline's slowdown that is gone: 1 is all, below 0 is harm."),
    Column("protection_low", \.protectionLow, "Lower end of its interval."),
    Column("protection_high", \.protectionHigh, "Upper end of its interval."),
    Column(
      "lost_pct", \.lostPercent,
      "Work that victim and aggressor lose together against the baseline, each in parts of what it does undisturbed."
    ),
    Column("lost_low_pct", \.lostLowPercent, "Lower end of its interval."),
    Column("lost_high_pct", \.lostHighPercent, "Upper end of its interval."),
    Column(
      "victim_lost_pct", \.victimLostPercent, "The victim's part of it; below 0 it does more work."),
    Column("aggressor_lost_pct", \.aggressorLostPercent, "The aggressor's part of it."),
    Column(
      "cost", \.cost,
      "p50 alone under the policy over p50 alone under the baseline: cost_p50 of summary.csv."),
    Column("cost_low", \.costLow, "Lower end of its interval."),
    Column("cost_high", \.costHigh, "Upper end of its interval."),
    Column(
      "start_error_p99_ns", \.startErrorP99Nanoseconds,
      "99th percentile of the release jitter: start_error_p99 of summary.csv; empty without windows or with fewer than 1 000."
    ),
    Column(
      "tail_p99", \.tailP99,
      "p99 beside the aggressor over p99 alone; empty where a cell has fewer than 1 000 samples."),
    Column("tail_p99_low", \.tailP99Low, "Lower end of its interval."),
    Column("tail_p99_high", \.tailP99High, "Upper end of its interval."),
    Column(
      "tail_p999", \.tailP999,
      "The same at p99.9; empty where a cell has fewer than 10 000 samples."),
    Column("tail_p999_low", \.tailP999Low, "Lower end of its interval."),
    Column("tail_p999_high", \.tailP999High, "Upper end of its interval."),
    Column(
      "evidence_held", \.evidenceHeld, "Rounds in which a reading showed the policy in force."),
    Column(
      "evidence_violated", \.evidenceViolated, "Rounds in which a reading showed that it was not."),
    Column(
      "evidence_detail", \.evidenceDetail,
      "The first reading against it, or else the last one for it."),
    Column("rounds", \.rounds, "Rounds that the protection rests on, or else the slowdown."),
    Column("margin", \.margin, "Practical margin of the verdict, as a fraction."),
  ]
}
