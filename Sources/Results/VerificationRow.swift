/// One workload's proof, in this run and on this machine, that it stresses what it claims.
public struct VerificationRow: Row {
  public enum Verdict: String, FieldValue, CaseIterable, Sendable {
    /// The predicate held, and its negative control did not.
    case exercised
    /// The predicate did not hold: the cells of this workload say nothing about its channel.
    case notExercised = "not exercised"
    /// The interval holds the threshold, or the negative control shows the effect too.
    case inconclusive
    /// It cannot be run here; `detail` says why.
    case unavailable
  }

  public var workload = ""
  public var label = ""
  public var workingSetBytes: Int64?
  public var claim = ""
  public var subject = ""
  public var reference = ""
  public var control = ""
  public var threshold: Double = 0
  public var ratio: Double?
  public var ratioLow: Double?
  public var ratioHigh: Double?
  public var controlRatio: Double?
  public var controlLow: Double?
  public var controlHigh: Double?
  public var rounds: Int64 = 0
  public var verdict = Verdict.unavailable
  public var detail = ""

  public init() {}

  public static let file = "data/verification.csv"
  public static let summary =
    "One workload's verification: its predicate and its negative control, measured in this run."
  public static let since = 2
  public static let columns: [Column<VerificationRow>] = [
    Column("workload", \.workload, "The workload."),
    Column("label", \.label, "The workload and its working set, as the cells name it."),
    Column("working_set_bytes", \.workingSetBytes, "Bytes that each thread touches."),
    Column("claim", \.claim, "What is proven when the predicate holds."),
    Column("subject", \.subject, "What was timed, and what ran beside it."),
    Column("reference", \.reference, "What that was divided by."),
    Column("control", \.control, "The negative control: the same without the cause."),
    Column("threshold_ratio", \.threshold, "The least ratio that proves the claim."),
    Column(
      "ratio", \.ratio, "Time per access, subject over reference, geometric mean over rounds."),
    Column("ratio_low", \.ratioLow, "Lower bound of its 99 % interval."),
    Column("ratio_high", \.ratioHigh, "Upper bound of its 99 % interval."),
    Column("control_ratio", \.controlRatio, "Time per access, control over reference."),
    Column("control_low", \.controlLow, "Lower bound of its 99 % interval."),
    Column("control_high", \.controlHigh, "Upper bound of its 99 % interval."),
    Column("rounds", \.rounds, "Rounds in which all three arms were timed."),
    Column("verdict", \.verdict, "Whether the workload stresses what it claims."),
    Column("detail", \.detail, "Why the verdict is what it is, where that needs words."),
  ]
}
