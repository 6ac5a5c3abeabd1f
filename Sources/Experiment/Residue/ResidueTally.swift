import Results
import Statistics

/// What the rounds of one policy and one footprint brought.
struct ResidueTally: Sendable {
  /// By round; a round without a profile is not there.
  private(set) var profiles: [Int: ResidueProfile] = [:]
  private(set) var missed = 0
  /// Rounds with evidence, and those in which it spoke for the policy.
  private var proven = (rounds: 0, held: 0)
  /// Of the first round that spoke against the policy, or else of the last.
  private var evidence = ""
  /// Why a round has no profile, of the last one that has none.
  private(set) var reason = ""

  mutating func add(round: Int, _ profile: ResidueProfile, missed: Int) {
    profiles[round] = profile
    self.missed += missed
  }

  mutating func add(reason: String) { self.reason = reason }

  mutating func add(isHeld: Bool, evidence: String) {
    if proven.held == proven.rounds { self.evidence = evidence }
    proven.rounds += 1
    if isHeld { proven.held += 1 }
  }

  /// In so many of ten rounds a policy has to have been in force: the host may have had one of them.
  static let leastTenths = 9

  private var isInForce: Bool {
    proven.rounds > 0 && 10 * proven.held >= Self.leastTenths * proven.rounds
  }

  /// The median over the rounds of one number of theirs.
  func estimate(_ value: (ResidueProfile) -> Double) -> Estimate? {
    QuantileInterval.medianOverRounds(profiles.values.map(value))
  }

  /// The rows of `data/residue.csv`.
  func curve(_ row: ResidueRow, _ scale: ResidueScale) -> [ResidueRow] {
    scale.stretches.indices.compactMap { index in
      guard let estimate = estimate({ $0.accessNanoseconds[index] }) else { return nil }
      var row = row
      row.positionAccesses = Int64(scale.stretches[index].lowerBound)
      row.accesses = Int64(scale.stretches[index].count)
      row.accessNanoseconds = estimate.value
      row.accessLowerNanoseconds = estimate.lower
      row.accessUpperNanoseconds = estimate.upper
      row.rounds = Int64(profiles.count)
      row.windows = windows
      return row
    }
  }

  /// A row of `data/residue_summary.csv`.
  ///
  /// - Parameter none: the rounds of the same policy after a neighbour without footprint; `nil` for these themselves.
  func summary(_ row: ResidueSummaryRow, against none: ResidueTally?) -> ResidueSummaryRow {
    var row = row
    row.rounds = Int64(profiles.count)
    row.windows = windows
    row.missed = Int64(missed)
    guard !profiles.isEmpty else {
      row.reason = reason.isEmpty ? "the run ended before its first round" : reason
      return row
    }
    row.isInForce = isInForce
    row.evidence = "held in \(proven.held) of \(proven.rounds) rounds: \(evidence)"
    row.warmNanoseconds = estimate(\.warm)?.value
    let first = estimate(\.first)
    row.firstNanoseconds = first?.value
    row.firstLowerNanoseconds = first?.lower
    row.firstUpperNanoseconds = first?.upper
    let extra = estimate(\.extra)
    row.extraNanoseconds = extra?.value
    row.extraLowerNanoseconds = extra?.lower
    row.extraUpperNanoseconds = extra?.upper
    if let none { compare(with: none, in: &row) }
    return row
  }

  private var windows: Int64 { Int64(profiles.values.reduce(0) { $0 + $1.windows }) }

  private func compare(with none: ResidueTally, in row: inout ResidueSummaryRow) {
    let rounds = Set(profiles.keys).intersection(none.profiles.keys).sorted()
    let without = rounds.map { none.profiles[$0]!.first }
    let with = rounds.map { profiles[$0]!.first }
    let ratio = RatioInterval.pairedLogRatio(solo: without, corun: with, confidence: 0.95)
    row.ratio = ratio?.value
    row.ratioLower = ratio?.lower
    row.ratioUpper = ratio?.upper
    row.pValue = MannWhitney(with, without)?.pValue
    row.finding = Self.finding(
      Verdict.judge(solo: without, corun: with), pValue: row.pValue)
  }

  /// A dependence has to be seen by the test, and to be large enough to matter.
  static func finding(_ verdict: Verdict, pValue: Double?) -> ResidueSummaryRow.Finding {
    switch verdict {
    case .equivalent: .noDependence
    case .better, .worse: (pValue ?? 1) < 0.05 ? .depends : .inconclusive
    case .inconclusive: .inconclusive
    }
  }
}
