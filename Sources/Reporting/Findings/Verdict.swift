import Results

/// What a run says, in sentences computed from its rows.
struct Verdict: Sendable {
  enum Tone: String, Sendable {
    case good, bad, open
  }

  let tone: Tone
  /// One or two words: `Leaks`, `Isolated by sliced`, `Inconclusive`.
  let word: String
  /// The finding, to be read aloud.
  let sentence: String

  init(_ findings: Findings) {
    let standings = PolicyStanding.all(findings)
    let failed = ControlCheck.all(findings).filter { $0.state == .failed }
    guard let worst = findings.worst, let slowdown = worst.slowdown else {
      (tone, word) = (.open, "No verdict")
      sentence = Verdict.nothingMeasured(findings)
      return
    }
    guard failed.isEmpty else {
      (tone, word) = (.open, "Inconclusive")
      let kinds = Words.list(failed.map(\.kind.rawValue))
      let plural = failed.count > 1 ? "controls" : "control"
      let detail = failed.lazy.compactMap(\.failureText).first.map { " (\($0))" } ?? ""
      let consequences = Words.list(Findings.distinct(failed.map(\.consequence)))
      // A channel that stayed hidden takes nothing from one that was seen.
      let isSeen = slowdown.verdict == .worse && failed.allSatisfy { $0.kind == .positive }
      let seen = isSeen ? " What was seen stands: \(Verdict.worstSentence(worst))" : ""
      sentence = "The \(kinds) \(plural) failed\(detail), so \(consequences).\(seen)"
      return
    }
    let best = PolicyStanding.best(standings)
    let shown = standings.reduce(0) { $0 + $1.interfered }
    let open = standings.reduce(0) { $0 + $1.inconclusive }
    if shown == 0 {
      let workloads = findings.asked.flatMap { [$0.victim, $0.aggressor] }
      let doubt = IsolationDoubt.unproven(workloads, in: findings.results)
      (tone, word) =
        open == 0 && doubt == nil ? (.good, "No interference") : (.open, "Inconclusive")
      let measured = standings.reduce(0) { $0 + $1.measured }
      let rest =
        open == 0 ? "" : ", but \(open) of \(Number.count(measured, "pair")) stayed inconclusive"
      sentence =
        "No aggressor was shown to slow a victim beyond the margin; the largest slowdown is"
        + " \(Number.times(slowdown.value)), \(worst.contest.text) under \(worst.policy)\(rest)."
        + (doubt.map { " That proves no isolation: \($0)." } ?? "")
      return
    }
    (tone, word) =
      best?.isWatertight == true ? (.good, "Isolated by \(best?.policy ?? "")") : (.bad, "Leaks")
    sentence =
      Verdict.worstSentence(worst)
      // With a comparison of the policies, that one says who protects, and with what certainty.
      + (findings.results.policies.isEmpty || best?.isWatertight == true
        ? Verdict.remedy(best, standings, worst: worst) : "")
      + Verdict.doubts(standings)
  }

  /// `chase@L3/2 takes 4.46× as long beside nt-write@2*L3 under baseline (95 % interval 4.20 to
  /// 4.73).`
  static func worstSentence(_ pair: Pair) -> String {
    "\(pair.victim) takes \(Number.times(pair.slowdown?.value)) as long beside \(pair.aggressor)"
      + " under \(pair.policy)\(interval(pair.slowdown))."
  }

  /// ` (95 % interval 4.20 to 4.73)`; without an interval ` (no interval)`.
  static func interval(_ row: SummaryRow?, note: String = "") -> String {
    guard let row, let lower = row.lower, let upper = row.upper else {
      return " (no interval\(note))"
    }
    let level = Number.fixed((row.confidence ?? 0.95) * 100, decimals: 0)
    return " (\(level) % interval \(Number.bound(lower)) to \(Number.bound(upper))\(note))"
  }

  /// Which policy protects best, how well, and at what price.
  private static func remedy(
    _ best: PolicyStanding?, _ standings: [PolicyStanding], worst: Pair
  ) -> String {
    guard let best, let pair = best.worst, let value = pair.slowdown?.value else { return "" }
    let name = Words.capitalised(best.policy)
    if best.isWatertight {
      return " \(name) keeps every victim within the margin (worst \(Number.times(value)))."
        + price(best)
    }
    guard best.policy != worst.policy else {
      let isAlone = standings.count { $0.worst != nil } == 1
      return isAlone ? " No other policy was measured beside it." : " No policy does better."
    }
    guard value < worst.slowdown?.value ?? .infinity else { return " No policy does better." }
    let verdict = pair.slowdown?.verdict.map { ", \($0.rawValue)" } ?? ""
    return " \(name) protects best: its worst pair takes \(Number.times(value))"
      + "\(interval(pair.slowdown, note: verdict)).\(price(best))"
  }

  /// ` When nobody attacks it costs 51 % of the throughput, and jobs take 1.08× as long.`
  private static func price(_ standing: PolicyStanding) -> String {
    guard let lost = standing.workLost else { return "" }
    let throughput =
      lost >= 1
      ? "it costs \(Number.percent(ofOne: lost / 100)) of the throughput"
      : "it costs no throughput"
    let jobs = standing.cost.flatMap { cost in
      cost >= 1.005 ? ", and jobs take \(Number.times(cost)) as long" : nil
    }
    return " When nobody attacks \(throughput)\(jobs ?? "")."
  }

  /// What was left open, and where the evidence speaks against a policy, in proportion.
  private static func doubts(_ standings: [PolicyStanding]) -> String {
    var text = ""
    let open = standings.reduce(0) { $0 + $1.inconclusive }
    if open > 0 {
      let measured = standings.reduce(0) { $0 + $1.measured }
      let verb = measured == 1 ? "is" : "are"
      text += " \(Number.count(open)) of \(Number.count(measured, "pair")) \(verb) inconclusive."
    }
    for standing in standings {
      guard let violations = standing.violations else { continue }
      text +=
        standing.isInForce
        ? " \(Words.capitalised(standing.policy)) was not in force in \(violations)."
        : " \(Words.capitalised(standing.policy)) was not in force (\(violations)):"
          + " its numbers are not the policy's."
    }
    return text
  }

  private static func nothingMeasured(_ findings: Findings) -> String {
    if let reason = findings.asked.lazy.compactMap(\.reason).first {
      return "No pair has a slowdown; the first one says: \(reason)."
    }
    return "The results hold no pair to compare."
  }
}
