public import Results
public import Statistics

/// Two runs of suites, old and new: what became of each victim beside each aggressor under each policy.
///
/// The rounds of two runs do not belong together: the ratio new / old is one of geometric means of rounds, by Welch's t on
/// logarithms. A slowdown is formed inside each round first, so that it carries its own reference with it; absolute times have
/// none. What two runs have in common within themselves, such as the pages that a buffer happened to get, no number of
/// rounds averages out.
public struct RunComparison: Sendable {
  public enum Metric: String, CaseIterable, Sendable {
    /// Corun over solo of the same round: the primary one.
    case slowdownP50 = "slowdown_p50"
    case slowdownP99 = "slowdown_p99"
    /// Absolute times, beside the aggressor and alone.
    case jobP50 = "job_p50"
    case soloP50 = "solo_p50"

    /// Whether it needs no machine of the same facts.
    public var isRelative: Bool { self == .slowdownP50 || self == .slowdownP99 }
    public var unit: String { isRelative ? "ratio" : "ns" }
  }

  /// One metric of one pair in both runs.
  public struct Row: Sendable, Equatable {
    public let policy: String
    public let victim: String
    public let aggressor: String
    public let control: ControlKind
    public let metric: Metric
    /// Geometric means of the rounds.
    public let old: Double?
    public let new: Double?
    public let oldRounds: Int
    public let newRounds: Int
    /// Rounds of both that are in doubt.
    public let doubtfulRounds: Int
    /// Whether the machine changed within one of the runs, so that their rounds are not of one machine.
    public let isDrifted: Bool
    /// New over old, with its 95 % interval.
    public let ratio: Estimate?
    /// Two-sided, of "no difference": Welch's t, and by Holm over all that is judged.
    public let pValue: Double?
    public internal(set) var adjustedPValue: Double?
    /// For the sceptic, who believes in ranks alone.
    public let mannWhitney: MannWhitney?
    /// By the interval against the margin; `nil` where it is shown and not judged.
    public internal(set) var verdict: Statistics.Verdict?
  }

  public let old: ResultSet
  public let new: ResultSet
  public let comparability: Comparability
  /// The practical margin of the verdicts: 1.05.
  public let margin: Double
  public let rows: [Row]
  /// Pairs that only one of them has, or measured.
  public let onlyOld: [String]
  public let onlyNew: [String]
  let pairs: [Counterparts]
  /// Pairs of the old run that the new one has not, controls left out.
  private let lost: [PairRounds]

  /// - Parameter comparability: that of the two, without refusals.
  public init(
    old: ResultSet, new: ResultSet, comparability: Comparability,
    margin: Double = Statistics.Verdict.defaultMargin
  ) {
    precondition(comparability.refusals.isEmpty, "these two cannot be compared")
    self.old = old
    self.new = new
    self.comparability = comparability
    self.margin = margin
    let oldPairs = PairRounds.all(cells: old.cells, rounds: old.rounds)
    let newPairs = PairRounds.all(cells: new.cells, rounds: new.rounds)
    let counterparts = Dictionary(
      newPairs.map { (ContrastKey($0.corun), $0) }, uniquingKeysWith: { first, _ in first })
    let (oldDrift, newDrift) = (DriftScreen(rows: old.drift), DriftScreen(rows: new.drift))
    var pairs: [Counterparts] = []
    var lost: [PairRounds] = []
    var matched: Set<ContrastKey> = []
    for pair in oldPairs where !pair.rounds.isEmpty {
      let key = ContrastKey(pair.corun)
      guard let other = counterparts[key], !other.rounds.isEmpty else {
        lost.append(pair)
        continue
      }
      matched.insert(key)
      let isDrifted = DriftScreen.splits(
        old: .init(screen: oldDrift, pair: pair.corun.pairID, rounds: pair.rounds.map(\.round)),
        new: .init(screen: newDrift, pair: other.corun.pairID, rounds: other.rounds.map(\.round)))
      pairs.append(Counterparts(old: pair, new: other, isDrifted: isDrifted))
    }
    self.pairs = pairs
    onlyOld = lost.map(\.name)
    self.lost = lost.filter { !$0.isControl }
    onlyNew = newPairs.filter { !$0.rounds.isEmpty && !matched.contains(ContrastKey($0.corun)) }
      .map(\.name)
    let judgesTimes = comparability.absoluteTimesDoubt == nil
    rows = Self.judged(
      pairs.flatMap { pair in
        Metric.allCases.compactMap {
          pair.row($0, isJudged: $0.isRelative || judgesTimes, margin: margin)
        }
      })
  }

  /// The rows with their p-values adjusted; a difference that is not beyond doubt among all that are judged is none.
  private static func judged(_ rows: [Row]) -> [Row] {
    let places = rows.indices.filter { rows[$0].verdict != nil && rows[$0].pValue != nil }
    let adjusted = MultipleTesting.holm(places.map { rows[$0].pValue! })
    var rows = rows
    for (place, pValue) in zip(places, adjusted) {
      rows[place].adjustedPValue = pValue
      if pValue > 1 - LimitTest.confidence,
        [.worse, .better].contains(rows[place].verdict)
      {
        rows[place].verdict = .inconclusive
      }
    }
    return rows
  }

  /// What a gate on regressions says: whether the slowdown became worse by more than its limit, in any pair of both.
  ///
  /// - Parameter policies: the policies to judge; `nil` for all.
  public func judge(_ gates: [Gate], policies: Set<String>? = nil) -> GateJudgement {
    func isAsked(_ pair: PairRounds) -> Bool { policies?.contains(pair.corun.policy) ?? true }
    let missing = lost.filter(isAsked).map { GateMissing(name: $0.name) }
    let (oldTrust, newTrust) = (CellTrust(old, for: gates), CellTrust(new, for: gates))
    let cases = gates.map { gate in
      pairs.filter { !$0.old.isControl && isAsked($0.old) }.map { pair in
        var one = pair.gateCase(gate)
        let (oldCell, newCell) = (pair.old.corun, pair.new.corun)
        one.obstacles +=
          oldTrust.obstacles(oldCell, gate) + newTrust.obstacles(newCell, gate)
        one.reservations += newTrust.reservations(newCell)
        return one
      } + missing.map { $0.gateCase(gate) }
    }
    let times = [old, new].compactMap { GateJudgement.roundNanoseconds($0.rounds) }
    return GateJudgement(
      gates, cases: cases, trust: RunTrust([old, new]),
      roundNanoseconds: times.count == 2 ? times[0] + times[1] : nil)
  }
}

/// A pair of the old run that the new one does not have.
private struct GateMissing {
  let name: String

  func gateCase(_ gate: Gate) -> GateCase {
    GateCase(gate: gate, subject: name, reservations: ["the new run has no rounds of it"])
  }
}
