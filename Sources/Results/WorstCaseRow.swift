/// What can be said of the longest that a job may take: one method at one exceedance, or why not.
public struct WorstCaseRow: Row {
  public enum Method: String, FieldValue, CaseIterable, Sendable {
    /// The longest job that was seen.
    case highWaterMark = "high_water_mark"
    /// The series was refused, and with it every method.
    case series
    case blockMaxima = "block_maxima"
    case peaksOverThreshold = "peaks_over_threshold"
  }

  public var method = Method.series
  public var workload = ""
  public var beside = ""
  public var cpu: Int64?
  public var exceedancePerRun: Double?
  public var exceedancePerHour: Double?
  public var estimateNanoseconds: Double?
  public var lowerNanoseconds: Double?
  public var upperNanoseconds: Double?
  public var isAccepted = false
  public var refusals = ""
  public var isDescriptive = false
  public var deadlineNanoseconds: Double?
  public var runs: Int64 = 0
  public var seconds: Double?
  public var tailCount: Int64?
  public var blockLength: Int64?
  public var thresholdNanoseconds: Double?
  public var locationNanoseconds: Double?
  public var scaleNanoseconds: Double?
  public var shape: Double?
  public var shapeUpper: Double?
  public var shapeLikelihood: Double?
  public var endpointNanoseconds: Double?
  public var fitPValue: Double?
  public var gumbelPValue: Double?
  public var variation: Double?
  public var holdOutRuns: Int64?
  public var holdOutExceedances: Int64?
  public var holdOutPValue: Double?

  public init() {}

  public static let file = "data/worst_case.csv"
  public static let summary =
    "What can be said of the longest that a job may take: one method at one exceedance, or why not."
  public static let since = 5
  public static let columns: [Column<WorstCaseRow>] = [
    Column(
      "method", \.method,
      "high_water_mark: the longest job seen; series: the series allows no curve; block_maxima, peaks_over_threshold: a fitted tail."
    ),
    Column(
      "workload", \.workload, "The workload, or the file and column that the times came from."),
    Column("beside", \.beside, "The workload that ran beside it; empty without one."),
    Column("cpu", \.cpu, "PU that it ran on; empty for times from a file."),
    Column(
      "exceedance_per_run", \.exceedancePerRun,
      "Chance that a run takes longer. Of the high-water mark: its upper bound at 95 % after so many runs without (rule of three)."
    ),
    Column(
      "exceedance_per_hour", \.exceedancePerHour,
      "Chance that one run of an hour takes longer, at the declared activation rate."),
    Column(
      "estimate_ns", \.estimateNanoseconds,
      "The fitted tail's quantile; the truth is above it about half the time. Of the high-water mark: the longest job."
    ),
    Column("lower_ns", \.lowerNanoseconds, "Lower end of the estimate's 95 % interval."),
    Column(
      "upper_ns", \.upperNanoseconds,
      "One-sided 95 % upper bound by parametric bootstrap: the number to quote."),
    Column("accepted", \.isAccepted, "Whether the number may be used at all."),
    Column("refusals", \.refusals, "Codes of the reasons against it, separated by spaces."),
    Column(
      "descriptive", \.isDescriptive,
      "Measured on a shared virtual machine: describes what was seen, and is no evidence for a bound."
    ),
    Column("deadline_ns", \.deadlineNanoseconds, "The deadline that was given."),
    Column("runs", \.runs, "Jobs in the series."),
    Column("measured_s", \.seconds, "Time that the jobs took together."),
    Column("tail_count", \.tailCount, "Block maxima or excesses that the fit rests on."),
    Column("block_length", \.blockLength, "Jobs in a block."),
    Column("threshold_ns", \.thresholdNanoseconds, "Time that the excesses exceed."),
    Column("location_ns", \.locationNanoseconds, "Location of the distribution of the maxima."),
    Column("scale_ns", \.scaleNanoseconds, "Scale of the fitted distribution."),
    Column(
      "shape", \.shape,
      "Shape by L-moments: above 0 a tail like a power, 0 exponential, below 0 with an end."),
    Column("shape_upper", \.shapeUpper, "One-sided 95 % upper bound of the shape."),
    Column("shape_mle", \.shapeLikelihood, "Shape by maximum likelihood, as a cross-check."),
    Column("endpoint_ns", \.endpointNanoseconds, "Where the fitted tail ends; empty without end."),
    Column(
      "fit_p_value", \.fitPValue,
      "Anderson-Darling and the largest value's distance, each against refitted samples of the fit, with Holm's correction."
    ),
    Column(
      "gumbel_p_value", \.gumbelPValue,
      "Likelihood ratio of Gumbel's distribution, shape 0, against the fitted family."),
    Column(
      "variation", \.variation, "Coefficient of variation of the excesses; 1 for exponential ones."),
    Column(
      "hold_out_runs", \.holdOutRuns,
      "Jobs of the second half, which a fit of the first did not see."),
    Column(
      "hold_out_exceedances", \.holdOutExceedances,
      "How many of them took longer than it allows for ten."),
    Column("hold_out_p_value", \.holdOutPValue, "Chance of so many or more if its bound is right."),
  ]
}

/// One question that the series of job times had to answer before its tail was looked at.
public struct WorstCaseTestRow: Row {
  public var test = ""
  public var statistic = 0.0
  public var pValue = 0.0
  public var adjustedPValue = 0.0
  public var isRejected = false
  public var refusal = ""

  public init() {}

  public static let file = "data/worst_case_tests.csv"
  public static let summary =
    "One question that the job times had to answer before their tail was looked at."
  public static let since = 5
  public static let columns: [Column<WorstCaseTestRow>] = [
    Column(
      "test", \.test,
      "runs: about the median; ljung_box: 10 lags; ljung_box_spread: of the ranks' distances from the middle; mann_kendall; kpss; halves: Kolmogorov-Smirnov."
    ),
    Column("statistic", \.statistic, "The test's statistic."),
    Column("p_value", \.pValue, "Its p-value alone."),
    Column("adjusted_p_value", \.adjustedPValue, "The same with Holm's correction for all tests."),
    Column("rejected", \.isRejected, "Whether the adjusted p-value is below 0.05."),
    Column("refusal", \.refusal, "The code that a rejection gives as reason."),
  ]
}

/// One timed job, in the order of time.
public struct JobTimeRow: Row {
  public var jobNanoseconds = 0.0
  public var isDisturbed: Bool?

  public init() {}

  public static let file = "data/job_times.csv"
  public static let summary = "One timed job of `bulkhead worst-case`, in the order of time."
  public static let since = 5
  public static let columns: [Column<JobTimeRow>] = [
    Column("job_ns", \.jobNanoseconds, "Its time."),
    Column(
      "disturbed", \.isDisturbed,
      "Whether in the same 20 ms the host took time from a PU that was used, or a thread of the measurement was taken off its PU; empty when that is not known."
    ),
  ]
}
