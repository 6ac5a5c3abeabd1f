import Results

/// How one policy did over all pairs that conclusions are drawn from.
struct PolicyStanding: Sendable {
  let policy: String
  let worst: Pair?
  /// Pairs whose slowdown was judged `worse`: interference shown.
  let interfered: Int
  let isolated: Int
  let inconclusive: Int
  let measured: Int
  let planned: Int
  /// Cost over the pairs: what the policy takes from the victim when nobody attacks.
  let costs: [Double]
  /// Rounds in which an independent reading showed the policy not in force.
  let roundsViolated: Int
  /// The first reason that a pair gives for having no number.
  let reason: String?

  /// Median of the costs; `nil` for the baseline, which is the reference.
  var cost: Double? {
    guard !costs.isEmpty else { return nil }
    return costs.sorted()[(costs.count - 1) / 2]
  }

  /// Every planned pair was measured with the policy in force, and none was slowed beyond the
  /// margin nor left open.
  var isWatertight: Bool {
    measured == planned && measured > 0 && isolated == measured && roundsViolated == 0
  }

  static func all(_ findings: Findings) -> [PolicyStanding] {
    let violated = findings.results.rounds.filter { $0.evidence == .violated }.map(\.pairID)
    return findings.policies.compactMap { policy in
      let pairs = findings.asked.filter { $0.policy == policy }
      guard !pairs.isEmpty else { return nil }
      let pairIDs = Set(pairs.map(\.pairID))
      let verdicts = pairs.compactMap { $0.slowdown?.verdict }
      return PolicyStanding(
        policy: policy, worst: Findings.worst(pairs),
        interfered: verdicts.count { $0 == .worse },
        isolated: verdicts.count { $0 == .equivalent || $0 == .better },
        inconclusive: verdicts.count { $0 == .inconclusive },
        measured: pairs.count { $0.slowdown != nil }, planned: pairs.count,
        costs: pairs.compactMap { $0.cost?.value },
        roundsViolated: violated.count { pairIDs.contains($0) },
        reason: pairs.lazy.compactMap(\.reason).first)
    }
  }

  /// The policy other than the baseline whose worst slowdown is smallest; the baseline cannot win
  /// by itself.
  static func best(_ standings: [PolicyStanding]) -> PolicyStanding? {
    standings.filter { $0.policy != baseline && $0.worst != nil }
      .min { ($0.worst?.slowdown?.value ?? .infinity) < ($1.worst?.slowdown?.value ?? .infinity) }
  }

  /// What the case without a policy is called in the files.
  static let baseline = "baseline"
}
