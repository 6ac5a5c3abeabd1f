/// One fault in one kind of partition: when it was seen, what was done, and what it cost the other partitions.
public struct FaultRow: Row {
  public enum Status: String, FieldValue, CaseIterable, Sendable {
    case measured
    /// It could not be committed or enforced here; `detail` says why.
    case unavailable
  }

  public var fault = ""
  public var backend = ""
  public var enforcer = ""
  public var status = Status.measured
  public var rounds: Int64 = 0
  public var injectedFrame: Int64?
  public var detectedFrame: Int64?
  public var framesToDetect: Int64?
  public var detectedBy = ""
  public var action = ""
  public var isContained: Bool?
  public var windowsPlanned: Int64?
  public var windowsLost: Int64?
  public var windowsLostHealthy: Int64?
  public var startErrorP50BeforeNanoseconds: Double?
  public var startErrorP50AfterNanoseconds: Double?
  public var startErrorP99BeforeNanoseconds: Double?
  public var startErrorP99AfterNanoseconds: Double?
  public var startErrorMaxBeforeNanoseconds: Double?
  public var startErrorMaxAfterNanoseconds: Double?
  public var slowdownBefore: Double?
  public var slowdownBeforeLower: Double?
  public var slowdownBeforeUpper: Double?
  public var slowdownAfter: Double?
  public var slowdownAfterLower: Double?
  public var slowdownAfterUpper: Double?
  public var isSinglePointOfFailure: Bool?
  public var detail = ""

  public init() {}

  public static let file = "data/faults.csv"
  public static let summary =
    "One fault in one kind of partition: when it was detected, what was done about it, and what it cost the other partitions."
  public static let since = 3
  public static let columns: [Column<FaultRow>] = [
    Column("fault", \.fault, "What the faulty partition did; `bulkhead explain NAME` says more."),
    Column(
      "backend", \.backend, "What all partitions were made of: thread, process, container or vm."),
    Column("enforcer", \.enforcer, "Who started and stopped the partitions."),
    Column("status", \.status, "measured, or unavailable with the reason in detail."),
    Column("rounds", \.rounds, "Times that the module ran with the fault, and as often without."),
    Column(
      "injected_frame", \.injectedFrame,
      "Major frame in which the fault was committed, from the window that its moment fell into; the first round's."
    ),
    Column(
      "detected_frame", \.detectedFrame,
      "Major frame in which the health monitor noticed it; the first round's. Empty: it did not."),
    Column(
      "frames_to_detect", \.framesToDetect,
      "Largest difference of the two over the rounds; empty where a round did not detect it."),
    Column(
      "detected_by", \.detectedBy,
      "Kind of error that was seen: crash, exit, overrun, deadlock, memory, dispatcher, watchdog; or none."
    ),
    Column(
      "action", \.action, "What the health monitor did first about it, by the partition's table."),
    Column(
      "contained", \.isContained,
      "Whether no other partition ended with it, nor lost more than one window in a hundred beyond what the same module loses without the fault."
    ),
    Column(
      "others_windows_planned", \.windowsPlanned,
      "Windows of the other partitions from the injection on, over all rounds."),
    Column("others_windows_lost", \.windowsLost, "Of those, how many never ran."),
    Column(
      "others_windows_lost_healthy", \.windowsLostHealthy,
      "How many of the same windows never ran without the fault: what the machine costs by itself."),
    Column(
      "start_error_p50_before_ns", \.startErrorP50BeforeNanoseconds,
      "Median release jitter of the other partitions' windows without the fault, same frames."),
    Column(
      "start_error_p50_after_ns", \.startErrorP50AfterNanoseconds,
      "The same from the injection on."),
    Column(
      "start_error_p99_before_ns", \.startErrorP99BeforeNanoseconds,
      "99th percentile of the release jitter without the fault, same frames; empty below 100 windows."
    ),
    Column(
      "start_error_p99_after_ns", \.startErrorP99AfterNanoseconds,
      "The same from the injection on."),
    Column(
      "start_error_max_before_ns", \.startErrorMaxBeforeNanoseconds,
      "High-water mark of the release jitter without the fault, same frames."),
    Column(
      "start_error_max_after_ns", \.startErrorMaxAfterNanoseconds,
      "The same from the injection on."),
    Column(
      "slowdown_before_ratio", \.slowdownBefore,
      "Median job of the other partitions before the injection, with the fault to come over without: a control, which should be 1."
    ),
    Column("slowdown_before_low", \.slowdownBeforeLower, "Lower end of its 95 % interval."),
    Column("slowdown_before_high", \.slowdownBeforeUpper, "Upper end of its 95 % interval."),
    Column(
      "slowdown_after_ratio", \.slowdownAfter,
      "Median job of the other partitions from the injection on, with the fault over without; geometric mean over the rounds. Below 1 where the faulty partition was a burden before it was stopped."
    ),
    Column("slowdown_after_low", \.slowdownAfterLower, "Lower end of its 95 % interval."),
    Column("slowdown_after_high", \.slowdownAfterUpper, "Upper end of its 95 % interval."),
    Column(
      "single_point_of_failure", \.isSinglePointOfFailure,
      "Whether the fault ended partitions other than the one that committed it."),
    Column("detail", \.detail, "One sentence."),
  ]
}
