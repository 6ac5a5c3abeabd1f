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
      sentence =
        "The \(kinds) \(plural) failed\(detail),"
        + " so no slowdown here can be blamed on the aggressors."
      return
    }
    let best = PolicyStanding.best(standings)
    let shown = standings.reduce(0) { $0 + $1.interfered }
    let open = standings.reduce(0) { $0 + $1.inconclusive }
    if shown == 0 {
      (tone, word) = open == 0 ? (.good, "No interference") : (.open, "Inconclusive")
      let measured = standings.reduce(0) { $0 + $1.measured }
      let rest =
        open == 0 ? "" : ", but \(open) of \(Number.count(measured, "pair")) stayed inconclusive"
      sentence =
        "No aggressor was shown to slow a victim beyond the margin; the largest slowdown is"
        + " \(Number.times(slowdown.value)), \(worst.contest.text) under \(worst.policy)\(rest)."
      return
    }
    (tone, word) =
      best?.isWatertight == true ? (.good, "Isolated by \(best?.policy ?? "")") : (.bad, "Leaks")
    sentence = Verdict.worstSentence(worst) + Verdict.remedy(best, standings, worst: worst)
  }

  /// `chase@L3/2 takes 4.46× as long beside nt-write@2*L3 under baseline (95 % interval 4.20 to
  /// 4.73).`
  static func worstSentence(_ pair: Pair) -> String {
    "\(pair.victim) takes \(Number.times(pair.slowdown?.value)) as long beside \(pair.aggressor)"
      + " under \(pair.policy)\(interval(pair.slowdown))."
  }

  /// ` (95 % interval 4.20 to 4.73)`, or nothing without an interval.
  static func interval(_ row: SummaryRow?) -> String {
    guard let row, let lower = row.lower, let upper = row.upper else { return "" }
    let level = Number.fixed((row.confidence ?? 0.95) * 100, decimals: 0)
    return " (\(level) % interval \(Number.ratio(lower)) to \(Number.ratio(upper)))"
  }

  private static func remedy(
    _ best: PolicyStanding?, _ standings: [PolicyStanding], worst: Pair
  ) -> String {
    guard let best, let bestWorst = best.worst?.slowdown?.value else { return "" }
    let price = best.cost.map {
      $0 > 1.005
        ? ", and costs \(Number.times($0)) the job time when nobody attacks"
        : ", at no cost when nobody attacks"
    }
    if best.isWatertight {
      return " \(Words.capitalised(best.policy)) keeps every victim within the margin"
        + " (worst \(Number.times(bestWorst)))\(price ?? "")."
    }
    if best.roundsViolated > 0 {
      return " \(Words.capitalised(best.policy)) does best with \(Number.times(bestWorst)), but in"
        + " \(Number.count(best.roundsViolated, "round")) a reading showed it not in force."
    }
    if best.policy == worst.policy { return " No other policy was measured to stop it." }
    let rivals = standings.count { $0.worst != nil && $0.policy != PolicyStanding.baseline }
    let praise = rivals > 1 ? "does best: its worst pair takes" : "brings the worst pair to"
    return " \(Words.capitalised(best.policy)) \(praise) \(Number.times(bestWorst))\(price ?? "")."
  }

  private static func nothingMeasured(_ findings: Findings) -> String {
    if let reason = findings.asked.lazy.compactMap(\.reason).first {
      return "No pair has a slowdown; the first one says: \(reason)."
    }
    return "The results hold no pair to compare."
  }
}
