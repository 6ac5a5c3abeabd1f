/// One line of the interference-channel register: a path from an aggressor to a victim with what was measured of it.
public struct RegisterRow: Row {
  public enum Scope: String, FieldValue, CaseIterable, Sendable {
    /// One application beside one other.
    case path
    /// One application beside all the others, against none of them: the sentence that defines robust partitioning.
    case robustPartitioning = "robust_partitioning"
  }

  public enum Tested: String, FieldValue, CaseIterable, Sendable {
    case measured
    case notTested = "not_tested"
  }

  public var pathID = ""
  public var scope = Scope.path
  public var victim = ""
  public var victimPartition = ""
  public var victimCriticality = ""
  public var aggressor = ""
  public var aggressorPartition = ""
  public var channel: InterferenceChannel?
  public var channels = ""
  public var kind = InterferenceKind.none
  public var overlapNanoseconds: Int64?
  public var generator = ""
  public var verified: VerificationRow.Verdict?
  public var soloP50Nanoseconds: Double?
  public var corunP50Nanoseconds: Double?
  public var slowdown: Double?
  public var slowdownLower: Double?
  public var slowdownUpper: Double?
  public var confidence: Double?
  public var rounds: Int64 = 0
  public var verdict: SummaryRow.Verdict?
  public var highWaterMarkNanoseconds: Double?
  public var soloHighWaterMarkNanoseconds: Double?
  public var mitigation = ""
  public var evidence = ""
  public var tested = Tested.notTested
  public var reason = ""

  public init() {}

  public static let file = "data/register.csv"
  public static let summary =
    "One interference path of a deployment: channels, generator, slowdown, high-water mark, mitigation, evidence."
  public static let since = 3
  public static let columns: [Column<RegisterRow>] = [
    Column("path_id", \.pathID, "The path; its channels one by one are in data/paths.csv."),
    Column(
      "scope", \.scope,
      "path: beside one aggressor; robust_partitioning: beside all other applications."),
    Column("victim", \.victim, "Application that is delayed."),
    Column("victim_partition", \.victimPartition, "Its partition."),
    Column("victim_criticality", \.victimCriticality, "Criticality of its partition, A to E."),
    Column("aggressor", \.aggressor, "Application that delays it; * for all others."),
    Column("aggressor_partition", \.aggressorPartition, "Its partition; * for all."),
    Column(
      "channel", \.channel,
      "The closest channel of the strongest kind; empty when the two share nothing that matters."),
    Column(
      "channels", \.channels,
      "All channels of the path, each as channel:kind, the closest first, separated by spaces."),
    Column("kind", \.kind, "The strongest kind among the channels: concurrent, residual or none."),
    Column(
      "overlap_ns", \.overlapNanoseconds,
      "Time in each major frame in which both may run at once; empty where no schedule limits it."),
    Column(
      "generator", \.generator, "What the aggressor ran: workload and working set."),
    Column(
      "verified", \.verified,
      "Whether the generator proved in this run that it stresses what it claims; empty when it was not asked."
    ),
    Column(
      "solo_p50_ns", \.soloP50Nanoseconds,
      "Median job of the victim with the aggressor parked and the schedule in force; median over the rounds."
    ),
    Column(
      "corun_p50_ns", \.corunP50Nanoseconds,
      "Median job of the victim with the aggressor running; median over the rounds."),
    Column(
      "slowdown", \.slowdown,
      "Geometric mean over the rounds of corun over solo, both of one round."),
    Column("slowdown_lower", \.slowdownLower, "Lower end of its interval."),
    Column("slowdown_upper", \.slowdownUpper, "Upper end of its interval."),
    Column("confidence", \.confidence, "Confidence level of the interval, for instance 0.95."),
    Column("rounds", \.rounds, "Rounds that the slowdown rests on."),
    Column("verdict", \.verdict, "Judgement of the interval against the margin."),
    Column(
      "high_water_mark_ns", \.highWaterMarkNanoseconds,
      "Longest job seen with the aggressor running; a larger one is possible."),
    Column(
      "solo_high_water_mark_ns", \.soloHighWaterMarkNanoseconds,
      "Longest job seen with the aggressor parked; a larger one is possible."),
    Column("mitigation", \.mitigation, "What in the deployment lessens the path."),
    Column(
      "evidence", \.evidence,
      "What was read during the measurement that shows the mitigation in force."
    ),
    Column("tested", \.tested, "measured or not_tested."),
    Column("reason", \.reason, "Why it was not tested."),
  ]
}
