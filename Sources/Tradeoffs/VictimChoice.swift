public import Results
public import Statistics

/// Which policy protects one victim, over all the aggressors that slow it.
///
/// A policy counts by its worst: the least protection and the highest price among the aggressors that slow the victim without
/// it. It is a choice only if it is `effective` beside all of these, and beside no aggressor harmful or not in force.
public struct VictimChoice: Sendable {
  /// One policy for this victim.
  public struct Standing: Sendable {
    public let policy: String
    /// Of all its contests the verdict that weighs most, and why.
    public let verdict: PolicyRow.Verdict
    public let reason: String
    /// The row with the least protection, or else with the largest slowdown.
    public let worst: PolicyRow?
    /// Share of everybody's work that is lost, in percent, where it is most.
    public let lost: Estimate?
    public let evidenceHeld: Int64
    public let evidenceViolated: Int64
    /// Its place among the policies that protect; `nil` for others.
    public internal(set) var rank: Int?
    public internal(set) var isOnFront = false

    /// The part of the slowdown that is gone beside the aggressor of `worst`.
    public var protection: Estimate? { worst?.protectionEstimate }
  }

  public enum Outcome: Sendable, Equatable {
    /// These protect best at the least cost; several when they are not told apart.
    case best([String])
    /// The baseline is shown not to be slowed, by any aggressor.
    case noneNeeded
    /// Nothing is shown to slow the victim, but not that nothing does.
    case slowdownNotShown
    /// The victim is slowed, and no policy is shown to take it away.
    case noneShown
  }

  public let victim: String
  /// How many aggressors are shown to slow the victim without a policy; of several runs together.
  public let threats: Int
  /// Best first; what is not shown to protect after it, what is unavailable last.
  public let standings: [Standing]
  public let outcome: Outcome

  /// Whether the data name a policy for the victim, or show that it needs none.
  public var isSettled: Bool {
    switch outcome {
    case .best, .noneNeeded: true
    case .slowdownNotShown, .noneShown: false
    }
  }

  public func standing(of policy: String) -> Standing? { standings.first { $0.policy == policy } }

  /// A choice for every victim, in the order of their first rows.
  ///
  /// - Parameter runs: the rows of one or several runs. Over several, a policy has to hold in every one of them.
  public static func all(_ runs: [[PolicyRow]]) -> [VictimChoice] {
    let rows = runs.joined()
    var seen: Set<String> = []
    return rows.map(\.victim).filter { seen.insert($0).inserted }.map { victim in
      VictimChoice(victim, runs.map { $0.filter { $0.victim == victim } })
    }
  }

  /// The rows of one run with their ranks.
  static func ranked(_ rows: [PolicyRow]) -> [PolicyRow] {
    let choices = Dictionary(
      all([rows]).map { ($0.victim, $0) }, uniquingKeysWith: { first, _ in first })
    return rows.map { row in
      var row = row
      let standing = choices[row.victim]?.standing(of: row.policy)
      row.rank = standing?.rank.map(Int64.init)
      row.isOnFront = standing?.isOnFront ?? false
      return row
    }
  }

  private init(_ victim: String, _ runs: [[PolicyRow]]) {
    self.victim = victim
    let rows = runs.flatMap { $0 }
    threats = rows.count { $0.verdict == .reference && $0.slowdownVerdict == .worse }
    var seen: Set<String> = []
    let policies = rows.map(\.policy).filter { seen.insert($0).inserted }
    let contests = runs.map { run in Set(run.map(\.aggressor)).count }.reduce(0, +)
    var standings = policies.map { policy in
      Standing(policy, rows.filter { $0.policy == policy }, of: contests)
    }
    let margin = rows.map(\.margin).max() ?? 0.05
    let offers = standings.compactMap(\.offer)
    let places = Dictionary(
      Ranking(offers, margin: margin).places.map { ($0.offer.name, $0) },
      uniquingKeysWith: { first, _ in first })
    for index in standings.indices {
      guard let place = places[standings[index].policy] else { continue }
      standings[index].rank = place.rank
      standings[index].isOnFront = place.isOnFront
    }
    self.standings = standings.sorted { $0.order < $1.order }
    outcome = Self.outcome(self.standings, rows)
  }

  private static func outcome(_ standings: [Standing], _ rows: [PolicyRow]) -> Outcome {
    let best = standings.filter { $0.rank == 1 }.map(\.policy)
    if !best.isEmpty { return .best(best) }
    let slowdowns = rows.filter { $0.verdict == .reference }.map(\.slowdownVerdict)
    if slowdowns.contains(.worse) { return .noneShown }
    let isShown = slowdowns.allSatisfy { $0 == .equivalent || $0 == .better }
    return isShown && !slowdowns.isEmpty ? .noneNeeded : .slowdownNotShown
  }
}

extension VictimChoice.Standing {
  /// - Parameters:
  ///   - rows: of this policy and victim.
  ///   - contests: how many the run has for the victim; a policy that misses one is not measured there.
  fileprivate init(_ policy: String, _ rows: [PolicyRow], of contests: Int) {
    self.policy = policy
    let threatened = rows.filter { $0.verdict != .nothingToProtect }
    let measured = threatened.filter { $0.protection != nil }
    worst =
      measured.min { ($0.protection ?? 0, $0.aggressor) < ($1.protection ?? 0, $1.aggressor) }
      ?? rows.max { ($0.slowdown ?? 0, $1.aggressor) < ($1.slowdown ?? 0, $0.aggressor) }
    lost = (threatened.isEmpty ? rows : threatened).compactMap(\.lostEstimate)
      .max { $0.value < $1.value }
    evidenceHeld = rows.reduce(0) { $0 + $1.evidenceHeld }
    evidenceViolated = rows.reduce(0) { $0 + $1.evidenceViolated }
    let gravest = rows.min { Self.gravity($0.verdict) < Self.gravity($1.verdict) }
    if rows.count < contests, policy != PolicyRows.baseline {
      (verdict, reason) = (.notMeasured, "not measured beside every aggressor")
    } else if let gravest {
      verdict = gravest.verdict
      let isTheSame = gravest.reason.isEmpty || rows.allSatisfy { $0.reason == gravest.reason }
      reason = isTheSame ? gravest.reason : "beside \(gravest.aggressor): \(gravest.reason)"
    } else {
      (verdict, reason) = (.notMeasured, "")
    }
  }

  /// What it offers, if it protects; to take more than all of the slowdown away is not to protect more.
  fileprivate var offer: Offer? {
    guard verdict == .effective, let gain = protection, let lost else { return nil }
    return Offer(policy, gain: gain.limited(to: 1), price: lost.scaled(by: 0.01))
  }

  /// What decides in the table: the rank, then the verdict, then the protection, then the name.
  fileprivate var order: (Int, Int, Double, String) {
    (rank ?? .max, Self.merit(verdict), -(worst?.protection ?? -.infinity), policy)
  }

  /// Of several verdicts the lowest decides.
  private static func gravity(_ verdict: PolicyRow.Verdict) -> Int {
    let order: [PolicyRow.Verdict] = [
      .unavailable, .notMeasured, .notInForce, .harmful, .inconclusive, .noEffect, .effective,
      .reference, .nothingToProtect,
    ]
    return order.firstIndex(of: verdict)!
  }

  private static func merit(_ verdict: PolicyRow.Verdict) -> Int {
    let order: [PolicyRow.Verdict] = [
      .effective, .reference, .nothingToProtect, .inconclusive, .noEffect, .harmful, .notInForce,
      .notMeasured, .unavailable,
    ]
    return order.firstIndex(of: verdict)!
  }
}

extension PolicyRow {
  /// The part of the slowdown that is gone, with its interval.
  public var protectionEstimate: Estimate? {
    Estimate(protection, low: protectionLow, high: protectionHigh)
  }

  /// The work that everybody lost, in percent, with its interval.
  public var lostEstimate: Estimate? {
    Estimate(lostPercent, low: lostLowPercent, high: lostHighPercent)
  }
}

extension Estimate {
  /// Of the columns of a row, which do not say at which level the interval is: about 95 %.
  fileprivate init?(_ value: Double?, low: Double?, high: Double?) {
    guard let value else { return nil }
    var interval: Interval?
    if let low, let high { interval = Interval(lower: low, upper: high, confidence: 0.95) }
    self.init(value: value, interval: interval)
  }

  fileprivate func limited(to most: Double) -> Estimate {
    changed { min($0, most) }
  }

  fileprivate func scaled(by factor: Double) -> Estimate {
    changed { $0 * factor }
  }

  private func changed(_ increasing: (Double) -> Double) -> Estimate {
    Estimate(
      value: increasing(value),
      interval: interval.map {
        Interval(
          lower: increasing($0.lower), upper: increasing($0.upper), confidence: $0.confidence)
      })
  }
}
