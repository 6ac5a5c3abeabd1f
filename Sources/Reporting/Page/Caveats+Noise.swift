import Results
import Statistics
import Verdicts

/// What others had of the machine, and what it changed.
extension Caveats {
  /// The hypervisor's part of the cores' time, graded.
  static func steal(_ results: ResultSet) -> [Caveat] {
    let stolen = StolenTime(cells: results.cells, rounds: results.rounds)
    guard let share = stolen.share, let grade = stolen.grade else { return [] }
    guard share > 0 else {
      return [
        Caveat(level: .ok, text: "The hypervisor took no time from the cores of measured phases.")
      ]
    }
    let flagged = results.rounds.count { round in
      stolen.grade(of: round).map { $0 >= .noisy } ?? false
    }
    let refused = Set(
      results.summary.filter {
        $0.flags.split(separator: " ").contains { $0 == StolenTime.refusal }
      }.map(\.pairID))
    let percent = share < 0.0001 ? "less than 0.01" : Number.fixed(share * 100, decimals: 2)
    var text =
      "The hypervisor took \(percent) % of the cores' time in"
      + " the measured phases (\(word(grade)))"
    if flagged > 0 {
      text +=
        "; \(Number.count(flagged)) of \(Number.count(results.rounds.count, "cell round"))"
        + " lost 1 % or more and \(flagged == 1 ? "is" : "are") flagged"
    }
    if !refused.isEmpty {
      text +=
        "; \(Number.count(refused.count, "pair")) lost 5 % or more and"
        + " \(refused.count == 1 ? "has" : "have") no p99: it would be the neighbours'"
    }
    let level: Caveat.Level =
      grade >= .noisy ? .warn : grade == .quiet && flagged == 0 && refused.isEmpty ? .ok : .note
    return [Caveat(level: level, text: text + ".")]
  }

  private static func word(_ grade: StealGrade) -> String {
    switch grade {
    case .quiet: "quiet"
    case .fair: "fair"
    case .noisy: "noisy"
    case .refuseTails: "too noisy for tails"
    }
  }

  /// What the flagged rounds do to the verdicts: they are kept, and the slowdowns are given without them, too.
  static func unflagged(_ results: ResultSet) -> [Caveat] {
    let rows = results.summary.filter { $0.metric == "slowdown_p50_unflagged" }
    guard !rows.isEmpty else { return [] }
    var whole: [String: SummaryRow] = [:]
    for row in results.summary where row.metric == PrecisionGoal.metric { whole[row.cellID] = row }
    let changed = rows.filter { $0.verdict != whole[$0.cellID]?.verdict }
    let first = changed.first.map { row in
      "\(row.victim) beside \(row.aggressor) under \(row.policy) would be"
        + " \(row.verdict?.rawValue ?? "without a value") instead of"
        + " \(whole[row.cellID]?.verdict?.rawValue ?? "without a value")"
    }
    let pairs = "\(Number.count(rows.count, "pair")) with flagged rounds"
    guard let first else {
      return [
        Caveat(
          level: .note,
          text: rows.count == 1
            ? "The one pair with flagged rounds keeps its verdict without them."
            : "All \(pairs) keep their verdict without them.")
      ]
    }
    return [
      Caveat(
        level: .warn,
        text: "Without the flagged rounds \(Number.count(changed.count)) of \(pairs)"
          + " \(changed.count == 1 ? "has" : "have") another verdict: \(first)"
          + (changed.count > 1 ? ", and others" : "") + " (slowdown_p50_unflagged).")
    ]
  }

  /// What a run came to that was asked for a precision.
  static func precision(_ results: ResultSet) -> [Caveat] {
    PrecisionFindings(results.precision).map {
      [Caveat(level: $0.isReached ? .ok : .note, text: Words.capitalised($0.sentence))]
    } ?? []
  }

  /// Whether the machine stayed what it was.
  static func drift(_ results: ResultSet) -> [Caveat] {
    guard !results.drift.isEmpty else { return [] }
    let sentences =
      results.drift.filter { $0.series == .sentinelVictim }.flatMap(changes)
      + soloChanges(results.drift)
    let split = results.summary.count {
      $0.flags.split(separator: " ").contains { $0 == SummaryRow.driftFlag }
    }
    guard !sentences.isEmpty else {
      return [
        Caveat(level: .ok, text: "No trend and no change in the sentinel or in times alone.")
      ]
    }
    let consequence =
      split > 0
      ? "\(Number.count(split, "comparison")) had one condition measured more before than after"
        + " and \(split == 1 ? "is" : "are") inconclusive"
      : "both sides of every comparison were measured before and after alike"
    return [
      Caveat(
        level: split > 0 ? .warn : .note,
        text: "Drift: \(Words.list(sentences)); \(consequence).")
    ]
  }

  private static func changes(_ row: DriftRow) -> [String] {
    var found: [String] = []
    if !row.changes.isEmpty {
      let rounds = row.changes.map { Number.count(Int($0)) }
      found.append(
        "the victim's core changed at round \(Words.list(rounds))"
          + (row.largestChangePercent.map { " (level \(signed($0, decimals: 1)) %)" } ?? ""))
    }
    if let p = row.trendAdjustedP, p < DriftScreen.level, let slope = row.slopePercentPerHour,
      let hours = row.hours
    {
      let direction = slope > 0 ? "slower" : "faster"
      found.append(
        "the victim's core became \(direction) by \(Number.fixed(abs(slope * hours), decimals: 1)) %"
          + " from the first to the last round")
    }
    return found
  }

  private static func soloChanges(_ rows: [DriftRow]) -> [String] {
    let solo = rows.filter { $0.series == .soloP50 }
    let changed = solo.count { !$0.changes.isEmpty }
    let trending = solo.count { ($0.trendAdjustedP ?? 1) < DriftScreen.level }
    let all = Number.count(solo.count, "pair")
    return
      (changed > 0
      ? ["the victim's time alone changed in mid-run in \(Number.count(changed)) of \(all)"] : [])
      + (trending > 0
        ? ["the victim's time alone had a trend in \(Number.count(trending)) of \(all)"] : [])
  }

  private static func signed(_ value: Double, decimals: Int) -> String {
    (value > 0 ? "+" : "") + Number.fixed(value, decimals: decimals)
  }

  /// Jobs that were not timed, and pages that had to be fetched.
  static func lost(_ results: ResultSet) -> [Caveat] {
    var caveats: [Caveat] = []
    let dropped = results.rounds.reduce(0) { $0 + $1.samplesDropped }
    if dropped > 0 {
      caveats.append(
        Caveat(
          level: .warn,
          text:
            "\(Number.count(Int(dropped), "job")) found the sample ring full and were not timed."))
    }
    let faults = results.rounds.reduce(0) { $0 + ($1.majorFaults ?? 0) }
    if faults > 0 {
      caveats.append(
        Caveat(
          level: .warn, text: "\(Number.count(Int(faults), "major page fault")) in measured phases."
        ))
    }
    return caveats
  }

  /// Rounds around which the victim's core was not the same. They are flagged and count like all others.
  static func sentinel(_ results: ResultSet) -> [Caveat] {
    let victim = results.sentinel.filter { $0.role == .victim }
    guard !victim.isEmpty else { return [] }
    struct Turn: Hashable {
      let pair: String
      let round: Int64
    }
    func turns(_ rows: [SentinelRow]) -> Set<Turn> {
      Set(rows.map { Turn(pair: $0.pairID, round: $0.round) })
    }
    let all = turns(victim)
    let flagged = turns(victim.filter(\.isFlagged))
    guard !flagged.isEmpty else {
      return [
        Caveat(
          level: .ok,
          text: "Fixed work on the victim's core took the same time around all"
            + " \(Number.count(all.count)) turns of a pair, to 5 scaled MAD.")
      ]
    }
    let spare = turns(results.sentinel.filter { $0.role == .spare && $0.isFlagged })
    let both = flagged.intersection(spare).count
    return [
      Caveat(
        level: .warn,
        text: "The sentinel flags \(Number.count(flagged.count)) of"
          + " \(Number.count(all.count, "pair round")): fixed work on the victim's core was more than"
          + " 5 scaled MAD from its median before or after; in \(Number.count(both)) of them a spare"
          + " core changed too. They are kept, and flagged in data/rounds.csv.")
    ]
  }
}
