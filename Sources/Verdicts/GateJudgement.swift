public import Results
import Statistics

/// What several gates say of one run.
public struct GateJudgement: Sendable, Equatable {
  /// One gate over everything that it judged.
  public struct Verdict: Sendable, Equatable {
    public let gate: Gate
    public let findings: [GateFinding]

    public var standing: Standing { .combined(findings.map(\.standing)) }

    /// The finding that decides: of the worst standing the one that lies farthest beyond its limit.
    public var decisive: GateFinding? {
      findings.filter { $0.standing == standing }.max { reach($0) < reach($1) }
    }

    private func reach(_ finding: GateFinding) -> Double {
      guard let estimate = finding.estimate else { return -.infinity }
      return finding.standing == .fail ? estimate.value : estimate.upper ?? estimate.value
    }
  }

  /// In the order in which the gates were asked for.
  public let verdicts: [Verdict]
  /// How many tests were made at once; Holm's method keeps the chance of even one false failure among them below 5 %.
  public let family: Int
  /// What the rounds of all cells take on the average, in nanoseconds; `nil` where it is not known.
  public let roundNanoseconds: Double?

  public var standing: Standing { .combined(verdicts.map(\.standing)) }

  /// Judges results.
  ///
  /// - Parameters:
  ///   - gates: at least one.
  ///   - policies: the policies to judge; `nil` for all.
  public init(_ gates: [Gate], of results: ResultSet, policies: Set<String>? = nil) {
    let pairs = PairRounds.all(cells: results.cells, rounds: results.rounds)
    let asked = pairs.filter { pair in
      !pair.isControl && pair.corun.status != .unavailable
        && policies?.contains(pair.corun.policy) ?? true
    }
    let starts = WindowStarts.all(in: results, pairs: pairs).filter { group in
      policies.map { names in group.policy.map(names.contains) ?? false } ?? true
    }
    let cellTrust = CellTrust(results, for: gates)
    let cases = gates.map { gate -> [GateCase] in
      switch gate.quantity {
      case .slowdown, .job, .regression:
        asked.map { pair in
          var one = pair.gateCase(gate)
          one.obstacles += cellTrust.obstacles(pair.corun, gate)
          one.reservations += cellTrust.reservations(pair.corun)
          return one
        }
      case .start:
        starts.map { group in
          var one = group.gateCase(gate)
          let cells = pairs.map(\.corun).filter { $0.policy == group.policy }
          one.obstacles += cellTrust.tailObstacles(cells, gate)
          return one
        }
      }
    }
    self.init(
      gates, cases: cases, trust: RunTrust([results]),
      roundNanoseconds: Self.roundNanoseconds(results.rounds))
  }

  /// - Parameter cases: those of each gate.
  init(_ gates: [Gate], cases: [[GateCase]], trust: RunTrust, roundNanoseconds: Double?) {
    let tested = cases.joined().compactMap(\.pValue)
    let adjusted = MultipleTesting.holm(tested)
    family = tested.count
    self.roundNanoseconds = roundNanoseconds
    var place = 0
    var verdicts: [Verdict] = []
    for (gate, cases) in zip(gates, cases) {
      let findings = cases.map { one -> GateFinding in
        var one = one
        one.obstacles += trust.obstacles(gate.quantity)
        one.reservations += trust.reservations(gate.quantity)
        guard one.all != nil else {
          return GateFinding(one, adjustedPValue: nil, family: tested.count)
        }
        defer { place += 1 }
        return GateFinding(one, adjustedPValue: adjusted[place], family: tested.count)
      }
      verdicts.append(Verdict(gate: gate, findings: findings))
    }
    self.verdicts = verdicts
  }

  /// The measured time of all cells, by round.
  static func roundNanoseconds(_ rounds: [RoundRow]) -> Double? {
    let count = Set(rounds.lazy.map(\.round)).count
    guard count > 0 else { return nil }
    return Double(rounds.reduce(0) { $0 + $1.durationNanoseconds }) / Double(count)
  }
}
