import Results
import Statistics
import Tradeoffs

/// What a run says about a victim and its policies: one sentence with its interval, and what qualifies it.
enum PolicySentences {
  /// `gang protects chase@L2/2 best at the least cost: 97 % [95, 99] of the slowdown gone for 52 % [51, 53] of everybody's
  /// work.`, or that no policy is shown to.
  ///
  /// - Parameter doubt: What would make nothing of a victim that nothing slows.
  static func text(_ choice: VictimChoice, _ doubt: IsolationDoubt) -> String {
    switch choice.outcome {
    case .best(let policies):
      let standings = policies.compactMap(choice.standing)
      return best(choice, standings) + doubts(standings) + cheaper(choice)
    case .noneNeeded:
      if let reason = doubt.reason(for: choice.victim) {
        return "It cannot be told whether \(choice.victim) needs a policy: \(reason)."
      }
      return "\(choice.victim) needs no policy here: nothing slows it beyond the margin."
    case .slowdownNotShown:
      return "No policy is shown to protect \(choice.victim): nothing is shown to slow it here."
    case .noneShown:
      return "No policy is shown to protect \(choice.victim).\(nearest(choice))"
    }
  }

  private static func best(
    _ choice: VictimChoice, _ standings: [VictimChoice.Standing]
  ) -> String {
    guard let first = standings.first else { return "" }
    let names = Words.list(standings.map(\.policy))
    guard standings.count == 1 else {
      let each = standings.map {
        "\($0.policy) \(interval($0.protection, unit: 100)) of the slowdown gone for"
          + " \(interval($0.lost, unit: 1)) of everybody's work"
      }
      return "\(names) protect \(choice.victim) best at the least cost and are not told apart:"
        + " \(each.joined(separator: "; "))."
    }
    let effect =
      choice.threats > 1
      ? "at least \(interval(first.protection, unit: 100)) of the slowdown gone beside each of"
        + " \(Number.count(choice.threats, "aggressor")), for at most"
      : "\(interval(first.protection, unit: 100)) of the slowdown gone for"
    return "\(names) protects \(choice.victim) best at the least cost: \(effect)"
      + " \(interval(first.lost, unit: 1)) of everybody's work."
  }

  /// `97 % [95, 99] for 52 % [51, 53]`.
  static func effect(_ standing: VictimChoice.Standing) -> String {
    "\(interval(standing.protection, unit: 100)) for \(interval(standing.lost, unit: 1))"
  }

  private static func doubts(_ standings: [VictimChoice.Standing]) -> String {
    standings.filter { $0.evidenceViolated > 0 }.map {
      " \($0.policy) was not in force in \(Number.count(Int($0.evidenceViolated))) of"
        + " \(Number.count(Int($0.evidenceHeld + $0.evidenceViolated), "reading"))."
    }.joined()
  }

  /// The rest of the Pareto front: less protection for a lower price.
  private static func cheaper(_ choice: VictimChoice) -> String {
    let others = choice.standings.filter { $0.isOnFront && $0.rank != 1 }
    guard !others.isEmpty else { return "" }
    let texts = others.map { "\($0.policy), \(effect($0))" }
    return " Less for less: \(texts.joined(separator: "; "))."
  }

  /// What more rounds might settle.
  private static func nearest(_ choice: VictimChoice) -> String {
    let open = choice.standings.filter {
      $0.verdict == .inconclusive && $0.protection?.value ?? 0 > 0
    }
    guard let most = open.max(by: { $0.protection?.value ?? 0 < $1.protection?.value ?? 0 }) else {
      return ""
    }
    return
      " Nearest, but inconclusive: \(most.policy), \(interval(most.protection, unit: 100)) of the"
      + " slowdown gone."
  }

  /// `97 % [95, 99]`; without an interval `97 % (no interval)`.
  static func interval(_ estimate: Estimate?, unit: Double) -> String {
    guard let estimate else { return Number.absent }
    let value = Number.fixed(estimate.value * unit, decimals: 0) + Number.space + "%"
    guard let lower = estimate.lower, let upper = estimate.upper else {
      return value + " (no interval)"
    }
    return "\(value) [\(bound(lower * unit)), \(bound(upper * unit))]"
  }

  /// Few and noisy rounds can give any bound; beyond a thousand per cent it only says that nothing is known.
  private static func bound(_ percent: Double) -> String {
    percent > 999 ? ">999" : percent < -999 ? "<-999" : Number.fixed(percent, decimals: 0)
  }
}
