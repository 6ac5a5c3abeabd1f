/// What a neighbour's footprint costs the victim at each start of its window, under one policy.
public struct ResidueSummaryRow: Row {
  public enum Finding: String, FieldValue, CaseIterable, Sendable {
    /// The victim's first accesses cost more, or less, than after a neighbour without footprint.
    case depends
    /// They cost the same within the margin.
    case noDependence = "no_dependence"
    case inconclusive
  }

  public var policy = ""
  public var footprintBytes: Int64?
  public var victimBytes: Int64 = 0
  public var cpu: Int64 = 0
  public var windowNanoseconds: Int64 = 0
  public var rounds: Int64 = 0
  public var windows: Int64 = 0
  public var missed: Int64 = 0
  public var warmNanoseconds: Double?
  public var firstNanoseconds: Double?
  public var firstLowerNanoseconds: Double?
  public var firstUpperNanoseconds: Double?
  public var extraNanoseconds: Double?
  public var extraLowerNanoseconds: Double?
  public var extraUpperNanoseconds: Double?
  public var ratio: Double?
  public var ratioLower: Double?
  public var ratioUpper: Double?
  public var pValue: Double?
  public var finding: Finding?
  public var isInForce: Bool?
  public var evidence = ""
  public var reason = ""

  public init() {}

  public static let file = "data/residue_summary.csv"
  public static let summary =
    "What a neighbour of some footprint costs the victim at each start of its window, under one policy."
  public static let since = 4
  public static let columns: [Column<ResidueSummaryRow>] = [
    Column("policy", \.policy, "Policies in force, joined by +."),
    Column(
      "footprint_bytes", \.footprintBytes,
      "Bytes that the neighbour writes over and over in its windows; 0: it spins and touches no memory. Empty for a policy that cannot be had here."
    ),
    Column("victim_bytes", \.victimBytes, "Bytes that the victim chases through, line by line."),
    Column("cpu", \.cpu, "PU that both take turns on, as the operating system numbers it."),
    Column("window_ns", \.windowNanoseconds, "Planned length of each window."),
    Column("rounds", \.rounds, "Rounds that the values rest on."),
    Column("windows", \.windows, "Windows of the victim in all these rounds."),
    Column("missed", \.missed, "Windows of the victim that never began."),
    Column(
      "warm_ns", \.warmNanoseconds,
      "Time of an access after the second round through the working set: lower quartile over the windows of a round, median over the rounds."
    ),
    Column(
      "first_ns", \.firstNanoseconds,
      "Time of an access in the first round through the working set, in which each line is met as the window before left it: lower quartile over the windows of a round, median over the rounds."
    ),
    Column(
      "first_lower_ns", \.firstLowerNanoseconds,
      "Lower end of its interval over the rounds (order statistics, 95 %); empty below six rounds."),
    Column("first_upper_ns", \.firstUpperNanoseconds, "Upper end of it."),
    Column(
      "extra_ns", \.extraNanoseconds,
      "The residue: what the first two rounds through the working set take in a window beyond the warm rate."
    ),
    Column(
      "extra_lower_ns", \.extraLowerNanoseconds, "Lower end of its interval, as first_lower_ns."),
    Column("extra_upper_ns", \.extraUpperNanoseconds, "Upper end of it."),
    Column(
      "ratio_to_none", \.ratio,
      "first_ns over the same after a neighbour without footprint, under the same policy in the same round: geometric mean."
    ),
    Column(
      "ratio_to_none_lower", \.ratioLower,
      "Lower end of its 95 % interval (t on the logarithms of the rounds' ratios)."),
    Column("ratio_to_none_upper", \.ratioUpper, "Upper end of it."),
    Column(
      "p_value", \.pValue,
      "Mann-Whitney test of the rounds' first_ns against those after a neighbour without footprint, two-sided."
    ),
    Column(
      "finding", \.finding,
      "depends: p_value is below 0.05 and the ratio beyond the margin of 5 %, interval and point; no_dependence: its 90 % interval lies within the margin."
    ),
    Column(
      "in_force", \.isInForce,
      "Whether the policy's evidence says that it was in force, in at least nine rounds of ten."),
    Column(
      "evidence", \.evidence,
      "In how many rounds, and the evidence of the first round that speaks against it, or else of the last."
    ),
    Column("reason", \.reason, "Why there are no numbers; empty where there are."),
  ]
}
