import Results

/// Made-up rows of `policies.csv`: two victims, two aggressors, a policy for every verdict.
struct SyntheticPolicies {
  var victims = ["chase@L2/2", "read@L3/2"]
  var aggressors = ["write@2*L3", "nt-write@2*L3"]
  /// Further policies in the middle of the crowd, for figures that have to find room for their names.
  var crowd = 0
  var long = ""

  func results() -> ResultSet {
    var results = SyntheticResults(policies: ["baseline"], hasControls: false).results()
    results.policies = rows()
    return results
  }

  func rows() -> [PolicyRow] {
    victims.enumerated().flatMap { number, victim in
      aggressors.flatMap { aggressor in
        policies(isProtected: number == 0).map { row in
          var row = row
          row.victim = victim
          row.aggressor = aggressor
          if aggressor != aggressors[0] { row.protection = row.protection.map { $0 - 0.02 } }
          return row
        }
      }
    }
  }

  private func policies(isProtected: Bool) -> [PolicyRow] {
    var baseline = row("baseline", .reference)
    baseline.slowdownVerdict = .worse
    (baseline.slowdown, baseline.slowdownLow, baseline.slowdownHigh) = (3.1, 3, 3.2)
    let best: PolicyRow.Verdict = isProtected ? .effective : .inconclusive
    var gang = row("gang\(long)", best, 0.97, 0.02, lost: 52)
    gang.startErrorP99Nanoseconds = 3_100
    (gang.tailP99, gang.tailP99Low, gang.tailP99High) = (1.04, 1.01, 1.07)
    gang.evidenceViolated = 1
    gang.evidenceHeld = 9
    return [
      baseline, gang, row("coloured", best, 0.96, 0.03, lost: 14),
      row("pinned", best, 0.4, 0.06, lost: 1),
      row("no-huge-pages", .noEffect, 0.01, 0.03, lost: -1),
      row("cluster", .harmful, -0.6, 0.5, lost: 8, why: "the victim takes longer"),
      row(
        "container", .inconclusive, 0.2, 0.9, lost: 3, why: "its protection is not told from none"),
      row("liar\(long)", .notInForce, 0.9, 0.1, lost: 0, why: "seen on CPU 3"),
      row("cat", .unavailable, why: "resctrl is not mounted\(long)"),
      row("mba", .unavailable, why: "resctrl is not mounted\(long)"),
    ]
      + (0..<crowd).map {
        row(
          "sliced-guard+coloured-\($0)", best, 0.9 + 0.004 * Double($0), 0.02,
          lost: 50 + 0.4 * Double($0))
      }
  }

  private func row(
    _ policy: String, _ verdict: PolicyRow.Verdict, _ protection: Double? = nil, _ half: Double = 0,
    lost: Double? = nil, why: String = ""
  ) -> PolicyRow {
    var row = PolicyRow()
    row.policy = policy
    row.verdict = verdict
    row.reason = why
    if let protection, let lost {
      (row.protection, row.protectionLow, row.protectionHigh) =
        (protection, protection - half, protection + half)
      (row.lostPercent, row.lostLowPercent, row.lostHighPercent) = (lost, lost - 1, lost + 1)
      (row.slowdown, row.slowdownLow, row.slowdownHigh) =
        (3.1 - 2.1 * protection, 3 - 2.1 * protection, 3.2 - 2.1 * protection)
      (row.cost, row.costLow, row.costHigh) = (1.02, 1.01, 1.03)
      row.evidenceHeld = 10
    }
    return row
  }
}
