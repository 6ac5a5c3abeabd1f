import Results

/// What a reader has to know before quoting a number: controls, evidence, noise, and what could not
/// be measured.
enum Caveats {
  struct Caveat: Sendable, Equatable {
    enum Level: String, Sendable {
      case ok, note, warn, fail
    }

    let level: Level
    let text: String
  }

  /// - Parameter run: Which of two runs on the page they are of.
  static func html(_ caveats: [Caveat], isWide: Bool, run: String? = nil) -> String {
    let id = run.map { "caveats-\($0.lowercased())" } ?? "caveats"
    let items = caveats.map { caveat in
      "<li class=\"\(caveat.level.rawValue)\"><b>\(caveat.level.rawValue)</b>"
        + " <span>\(Escape.markup(Words.readable(caveat.text)))</span></li>"
    }
    return """
      <section class="card\(isWide ? " wide" : "")" id="\(id)">
      <p class="question">\(run.map { "\($0): " } ?? "")What to know before quoting</p>
      <h2>\(Escape.markup(headline(caveats)))</h2>
      <ul class="caveats">\(items.joined())</ul>
      </section>
      """
  }

  static func headline(_ caveats: [Caveat]) -> String {
    let failed = caveats.count { $0.level == .fail }
    let warned = caveats.count { $0.level == .warn }
    switch (failed, warned) {
    case (0, 0): return "Nothing speaks against these numbers"
    case (0, _): return "\(Number.count(warned, "caveat")), no failed check"
    default: return "\(Number.count(failed, "check")) failed, \(Number.count(warned, "caveat"))"
    }
  }

  static func all(_ findings: Findings) -> [Caveat] {
    controls(findings) + verification(findings.results) + evidence(findings)
      + windows(findings.windows)
      + machine(findings.results) + steal(findings.results) + lost(findings.results)
      + sentinel(findings.results) + unflagged(findings.results) + drift(findings.results)
      + precision(findings.results)
      + unmeasured(findings)
  }

  private static func controls(_ findings: Findings) -> [Caveat] {
    let checks = ControlCheck.all(findings)
    if checks.isEmpty { return [Caveat(level: .warn, text: "The run has no controls.")] }
    return checks.map { check in
      let detail = check.failureText.map { ": \($0)" } ?? ""
      let level: Caveat.Level =
        switch check.state {
        case .held: .ok
        case .failed: .fail
        case .notMeasured: .warn
        }
      return Caveat(level: level, text: "Control: \(check.text)\(detail).")
    }
  }

  /// Workloads that did not show that they stress what they claim, and in one sentence those that did.
  static func verification(_ results: ResultSet) -> [Caveat] {
    let rows = results.verification
    guard !rows.isEmpty else { return [] }
    let doubts = rows.filter { $0.verdict == .notExercised || $0.verdict == .inconclusive }
    let unverified = rows.filter { $0.verdict == .unavailable }
    return [
      Caveat(level: doubts.isEmpty ? .ok : .note, text: VerificationTable.headline(rows) + ".")
    ]
      + doubts.map { row in
        let verb = row.verdict == .notExercised ? "was not" : "may not have been"
        return Caveat(
          level: .warn,
          text: "The channel of \(row.label) \(verb) exercised: \(row.detail), "
            + "\(VerificationTable.interval(row.ratio, row.ratioLow, row.ratioHigh)) where"
            + " \(Number.times(row.threshold)) is needed. Its cells prove no isolation.")
      }
      + unverified.map { row in
        Caveat(
          level: .warn,
          text: "Nothing proves that \(row.label) stresses its channel here: \(row.detail).")
      }
  }

  /// Policy by policy, in proportion: an overlap in one round is told, but only a policy that most
  /// readings contradict has failed.
  static func evidence(_ findings: Findings) -> [Caveat] {
    var caveats: [Caveat] = []
    var held = 0
    for policy in findings.policies {
      let pairs = findings.pairs.filter { $0.policy == policy }
      let readings = pairs.reduce(0) { $0 + $1.readings }
      let violated = pairs.reduce(0) { $0 + $1.readingsViolated }
      held += readings - violated
      guard violated > 0 else { continue }
      let pairIDs = Set(pairs.map(\.pairID))
      let first = findings.results.rounds.first {
        $0.evidence == .violated && pairIDs.contains($0.pairID)
      }
      let detail = first.map { round in
        round.evidenceDetail.isEmpty ? "" : ": \(round.evidenceDetail)"
      }
      caveats.append(
        Caveat(
          level: violated * 2 > readings ? .fail : .warn,
          text: "Evidence against \(policy) in \(Number.count(violated)) of"
            + " \(Number.count(readings, "reading")), first in round \(first?.round ?? 0) of"
            + " \(first?.cellID ?? "")\(detail ?? "")."))
    }
    if caveats.isEmpty, held > 0 {
      caveats.append(
        Caveat(
          level: .ok,
          text: "An independent reading showed the policy in force in \(Number.count(held)) of"
            + " \(Number.count(findings.results.rounds.count)) cell rounds."))
    }
    return caveats
  }

  private static func windows(_ windows: [WindowRow]) -> [Caveat] {
    let missed = windows.count { $0.status == .missed }
    guard missed > 0 else { return [] }
    let share = Double(missed) / Double(windows.count)
    return [
      Caveat(
        level: .warn,
        text: "\(Number.count(missed)) of \(Number.count(windows.count, "window"))"
          + " (\(Number.fixed(share * 100, decimals: 1)) %) never started: their partition lost"
          + " that time.")
    ]
  }

  static func machine(_ results: ResultSet) -> [Caveat] {
    let provenance = results.provenance
    var caveats: [Caveat] = []
    if results.isPartial {
      caveats.append(Caveat(level: .warn, text: "The run is partial: it ended before its plan."))
    }
    if let hypervisor = provenance.hypervisor, !hypervisor.isEmpty {
      caveats.append(
        Caveat(
          level: .warn,
          text:
            "Virtual machine (\(hypervisor)): the host may move and stop the cores; topology and"
            + " caches are what the hypervisor says."))
    }
    if provenance.tool.buildConfiguration == "debug" {
      caveats.append(
        Caveat(level: .warn, text: "A debug build: jobs are slower than in a release build."))
    }
    if !provenance.privileged {
      caveats.append(
        Caveat(level: .warn, text: "Run without privileges: no real-time priority, more jitter."))
    }
    if let governor = provenance.governor, !governor.isEmpty, governor != "performance" {
      caveats.append(
        Caveat(level: .warn, text: "Frequency governor \(governor): clocks may change in mid-run."))
    }
    return caveats + provenance.notes.map { Caveat(level: .note, text: $0) }
  }

  /// Each reason once, with how many pairs it hit.
  private static func unmeasured(_ findings: Findings) -> [Caveat] {
    let open = findings.pairs.compactMap { pair in pair.reason.map { (pair, $0) } }
    return Findings.distinct(open.map(\.1)).map { reason in
      let hit = open.filter { $0.1 == reason }.map(\.0)
      let policies = Words.list(Findings.distinct(hit.map(\.policy)))
      return Caveat(
        level: .warn,
        text: "No value for \(Number.count(hit.count, "pair")) under \(policies): \(reason).")
    }
  }
}
