import Results
import Tradeoffs

/// How one policy did over all pairs that conclusions are drawn from.
struct PolicyStanding: Sendable {
  let policy: String
  /// The pair with the largest slowdown, whatever its verdict.
  let worst: Pair?
  /// Pairs whose slowdown was judged `worse`: interference shown.
  let interfered: Int
  let isolated: Int
  let inconclusive: Int
  let measured: Int
  let planned: Int
  /// Cost over the pairs: job time alone under the policy over the same under the baseline.
  let costs: [Double]
  /// Percent of the baseline's throughput that a victim loses alone, over the pairs. A job's time
  /// has no parked time in it, so that only this tells what time slices take.
  let workLosses: [Double]
  /// Independent readings of whether the policy was in force, controls included, and those that
  /// said it was not.
  let readings: Int
  let readingsViolated: Int
  /// The first reason that a pair gives for having no number.
  let reason: String?

  /// Medians; `nil` for the baseline, which is the reference.
  var cost: Double? { PolicyStanding.median(costs) }
  var workLost: Double? { PolicyStanding.median(workLosses) }

  /// A policy that most readings contradict was not measured at all. Fewer violations are told in
  /// proportion: their rounds stay in the intervals, and the reader can judge them.
  var isInForce: Bool { readingsViolated * 2 <= readings }

  /// `4 of 228 readings`, or `nil` when nothing spoke against the policy.
  var violations: String? {
    guard readingsViolated > 0 else { return nil }
    return "\(Number.count(readingsViolated)) of \(Number.count(readings, "reading"))"
  }

  /// Every planned pair was measured with the policy in force all the time, and none was slowed
  /// beyond the margin nor left open: one violated reading is enough not to claim it.
  var isWatertight: Bool {
    measured == planned && measured > 0 && isolated == measured && readingsViolated == 0
  }

  static func all(_ findings: Findings) -> [PolicyStanding] {
    findings.policies.compactMap { policy in
      let pairs = findings.asked.filter { $0.policy == policy }
      guard !pairs.isEmpty else { return nil }
      let read = findings.pairs.filter { $0.policy == policy }
      let verdicts = pairs.compactMap { $0.slowdown?.verdict }
      return PolicyStanding(
        policy: policy, worst: Findings.worst(pairs),
        interfered: verdicts.count { $0 == .worse },
        isolated: verdicts.count { $0 == .equivalent || $0 == .better },
        inconclusive: verdicts.count { $0 == .inconclusive },
        measured: pairs.count { $0.slowdown != nil }, planned: pairs.count,
        costs: pairs.compactMap { $0.cost?.value },
        workLosses: pairs.compactMap { $0.workLost?.value },
        readings: read.reduce(0) { $0 + $1.readings },
        readingsViolated: read.reduce(0) { $0 + $1.readingsViolated },
        reason: pairs.lazy.compactMap(\.reason).first)
    }
  }

  /// The policy in force other than the baseline whose worst slowdown is smallest; the baseline
  /// cannot win by itself, and no policy wins by having been measured less than another.
  static func best(_ standings: [PolicyStanding]) -> PolicyStanding? {
    let rivals = standings.filter { $0.policy != baseline && $0.worst != nil && $0.isInForce }
    let most = rivals.map(\.measured).max()
    return rivals.filter { $0.measured == most }
      .min { ($0.worst?.slowdown?.value ?? .infinity) < ($1.worst?.slowdown?.value ?? .infinity) }
  }

  /// What the case without a policy is called in the files.
  static let baseline = PolicyRows.baseline

  private static func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[(values.count - 1) / 2]
  }
}
