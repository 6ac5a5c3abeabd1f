/// What a receiver's probes said of a sender's symbols, on one channel under one policy.
public struct LeakageRow: Row {
  /// What the sender did.
  public enum Arm: String, FieldValue, CaseIterable, Sendable {
    /// Touched as much of the channel as the symbol said.
    case signal
    /// Touched nothing and told the symbol through a line that both know.
    case positive
    /// Touched as much as another symbol said.
    case negative
  }

  public enum Verdict: String, FieldValue, CaseIterable, Sendable {
    case leaks
    case noLeak = "no-leak-detected"
    case inconclusive
    /// Not measured.
    case unavailable
  }

  public var channel = ""
  public var policy = ""
  public var arm = Arm.signal
  public var cpu: Int64?
  public var windowNanoseconds: Int64?
  public var guardNanoseconds: Int64?
  public var symbols: Int64?
  public var observations: Int64 = 0
  public var unpaired: Int64 = 0
  public var bins: Int64?
  public var leakMillibits: Double?
  public var boundMillibits: Double?
  public var confidencePercent: Double?
  public var pValue: Double?
  public var analyticBoundMillibits: Double?
  public var rankLeakMillibits: Double?
  public var rankBoundMillibits: Double?
  public var rankPValue: Double?
  public var correctedMillibits: Double?
  public var correctedLowerMillibits: Double?
  public var correctedUpperMillibits: Double?
  public var capacityMillibits: Double?
  public var bitsPerSecond: Double?
  public var detectionLimitMillibits: Double?
  public var firstSymbolNanoseconds: Double?
  public var lastSymbolNanoseconds: Double?
  public var policyHeld: Bool?
  public var verdict = Verdict.unavailable
  public var reason = ""

  public init() {}

  public static let file = "data/leakage.csv"
  public static let summary =
    "What leaked from a sender's symbols to a receiver's probes, on one channel under one policy."
  public static let since = 4
  public static let columns: [Column<LeakageRow>] = [
    Column("channel", \.channel, "What the sender touched: l1, l2 or tlb."),
    Column("policy", \.policy, "The combination of policies."),
    Column(
      "arm", \.arm,
      "signal: the sender touched what the symbol says; positive: it told the symbol by a shared line, which must leak; negative: it touched what another symbol says, which must not."
    ),
    Column("cpu", \.cpu, "PU whose two partitions took turns, as the operating system numbers it."),
    Column("window_ns", \.windowNanoseconds, "Planned length of each window."),
    Column("guard_ns", \.guardNanoseconds, "By how much windows were stopped early."),
    Column("symbols", \.symbols, "How many symbols there are, each sent equally often."),
    Column("observations", \.observations, "Probes that were paired with the window before them."),
    Column(
      "unpaired", \.unpaired,
      "Windows of the receiver, over all arms, that nothing can be said of: missed, cut, or after a missed one."
    ),
    Column("bins", \.bins, "Bins of about equally many probe times."),
    Column("leak_mbit", \.leakMillibits, "Mutual information of symbol and bin, M: the estimate."),
    Column(
      "bound_mbit", \.boundMillibits,
      "M0: what the estimate stays below where nothing leaks, with the confidence; by shuffling the symbols within their blocks."
    ),
    Column(
      "confidence_pct", \.confidencePercent,
      "Confidence of the bounds: over all cases of a run the chance of a false alarm is 5 %."),
    Column(
      "p_value", \.pValue,
      "Share of the shuffles with as much information, by the rule (1+k)/(1+n)."),
    Column(
      "analytic_bound_mbit", \.analyticBoundMillibits, "M0 by the chi-square distribution instead."),
    Column("rank_leak_mbit", \.rankLeakMillibits, "M of the probes' ranks within their blocks."),
    Column("rank_bound_mbit", \.rankBoundMillibits, "M0 of the same."),
    Column("rank_p_value", \.rankPValue, "p of the same."),
    Column(
      "corrected_mbit", \.correctedMillibits,
      "M less its bias (Miller and Madow); around 0, and below it half of the time, where nothing leaks."
    ),
    Column(
      "corrected_ci_low_mbit", \.correctedLowerMillibits,
      "Lower end of its 95 % interval, by bootstrap over blocks."),
    Column("corrected_ci_high_mbit", \.correctedUpperMillibits, "Upper end of the same."),
    Column(
      "capacity_mbit", \.capacityMillibits,
      "Capacity of the channel as counted, by Blahut and Arimoto; not corrected for bias."),
    Column(
      "rate_bps", \.bitsPerSecond,
      "Capacity times windows in a second, in bit/s; empty where nothing was shown to leak."),
    Column(
      "detection_limit_mbit", \.detectionLimitMillibits,
      "The smallest leak that would have been seen with a probability of 95 %."),
    Column(
      "first_symbol_ns", \.firstSymbolNanoseconds,
      "Median probe after the first symbol, which touches least."),
    Column(
      "last_symbol_ns", \.lastSymbolNanoseconds,
      "Median probe after the last symbol, which touches everything."),
    Column(
      "policy_held", \.policyHeld, "Whether the policy's own evidence says that it was in force."),
    Column(
      "verdict", \.verdict,
      "leaks: M and the ranks exceed their bounds; no-leak-detected: neither does; inconclusive: one of them, or the controls or the policy failed; unavailable: not measured."
    ),
    Column("reason", \.reason, "What the verdict rests on where it is not the numbers alone."),
  ]
}

/// One cell of a channel's matrix: how often a symbol was seen as a probe of some length.
public struct LeakageCountRow: Row {
  public var channel = ""
  public var policy = ""
  public var arm = LeakageRow.Arm.signal
  public var symbol: Int64 = 0
  public var bin: Int64 = 0
  public var lowerNanoseconds: Double?
  public var upperNanoseconds: Double?
  public var count: Int64 = 0

  public init() {}

  public static let file = "data/leakage_matrix.csv"
  public static let summary =
    "How often the probes after a symbol fell into a bin of times, on one channel under one policy."
  public static let since = 4
  public static let columns: [Column<LeakageCountRow>] = [
    Column("channel", \.channel, "As in leakage.csv."),
    Column("policy", \.policy, "As in leakage.csv."),
    Column("arm", \.arm, "As in leakage.csv."),
    Column(
      "symbol", \.symbol, "The symbol, from 0: the part of the channel that was touched.",
      in: places),
    Column("bin", \.bin, "The bin, from 0, in the order of time.", in: places),
    Column(
      "lower_ns", \.lowerNanoseconds, "Lower bound of the bin, inclusive; empty for the first."),
    Column("upper_ns", \.upperNanoseconds, "Upper bound, exclusive; empty for the last."),
    Column("count", \.count, "Probes.", in: WholeNumbers.counts),
  ]

  /// Symbols are told apart by a byte, and of bins there are far fewer.
  private static let places: ClosedRange<Int64> = 0...255

  public var conflict: (column: String, message: String)? {
    guard let lower = lowerNanoseconds, let upper = upperNanoseconds, upper < lower else {
      return nil
    }
    return ("upper_ns", "is below lower_ns, which is \(lower)")
  }
}
