import Results
import Statistics
import Tradeoffs

/// Rows of `policies.csv` in a table of the report: every policy for every victim beside every aggressor.
enum PoliciesCard {
  static func html(_ results: ResultSet) -> String {
    let choices = VictimChoice.all([results.policies])
    let head = columns.map { "<th scope=\"col\"\($0.isNumber ? " class=n" : "")>\($0.name)" }
    let places = Dictionary(
      choices.enumerated().map { ($0.element.victim, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    let aggressors = Findings.distinct(results.policies.map(\.aggressor))
    let rows = results.policies.enumerated().sorted { first, second in
      order(first, places, aggressors, choices) < order(second, places, aggressors, choices)
    }.map { row($0.element) }
    let absent = PolicyTable.unavailable(choices).map {
      "<p class=\"note\">\(Escape.markup(Words.capitalised($0)))</p>"
    }
    return """
      <section class="card wide" id="policy-table">
      <p class="question">Which policy protects whom, at what price</p>
      <h2>\(Escape.markup(headline(choices)))</h2>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Policies">
      <table><thead><tr>\(head.joined())</tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      <p class="note">\(Escape.markup(legend)) The same numbers are in data/policies.csv.</p>
      \(absent.joined(separator: "\n"))
      </section>
      """
  }

  static func headline(_ choices: [VictimChoice]) -> String {
    let protected = choices.count {
      if case .best = $0.outcome { true } else { false }
    }
    return "A policy is shown to protect \(protected) of \(Number.count(choices.count, "victim"))"
  }

  static let legend =
    "Rank: 1 protects the victim best at the least cost, over all aggressors that slow it; the same"
    + " rank is not told apart; * on the Pareto front. Protection: part of the baseline's slowdown that"
    + " is gone. Everybody lost: work of victim and aggressor against the baseline, in the mean of"
    + " both. Job cost: alone under the policy over alone under the baseline. Tails: beside the"
    + " aggressor over alone. In force: rounds with a reading for the policy, of all readings."
    + " In brackets 95 % intervals. No value (-) where the data cannot support one."

  private static let columns: [(name: String, isNumber: Bool)] = [
    ("victim", false), ("aggressor", false), ("rank", true), ("policy", false),
    ("verdict", false), ("protection", true), ("everybody lost", true), ("victim lost", true),
    ("aggressor lost", true), ("slowdown", true), ("job cost", true), ("start error p99", true),
    ("tail p99", true), ("p99.9", true), ("in force", true), ("why", false),
  ]

  /// Victim by victim, aggressor by aggressor; in each as the victim's policies stand.
  private static func order(
    _ row: (offset: Int, element: PolicyRow), _ victims: [String: Int], _ aggressors: [String],
    _ choices: [VictimChoice]
  ) -> (Int, Int, Int, Int) {
    let victim = victims[row.element.victim] ?? 0
    return (
      victim, aggressors.firstIndex(of: row.element.aggressor) ?? 0,
      choices[victim].standings.firstIndex { $0.policy == row.element.policy } ?? 0, row.offset
    )
  }

  private static func row(_ row: PolicyRow) -> String {
    let readings = row.evidenceHeld + row.evidenceViolated
    let rank = row.rank.map { "\($0)" + (row.isOnFront ? "*" : "") } ?? ""
    let cells = [
      text(row.victim), text(row.aggressor), number(rank), text(row.policy), verdict(row.verdict),
      number(row.protectionEstimate.map { PolicySentences.interval($0, unit: 100) }),
      number(row.lostEstimate.map { PolicySentences.interval($0, unit: 1) }),
      number(percent(row.victimLostPercent)), number(percent(row.aggressorLostPercent)),
      number(times(row.slowdown, row.slowdownLow, row.slowdownHigh)),
      number(times(row.cost, row.costLow, row.costHigh)),
      number(Number.time(nanoseconds: row.startErrorP99Nanoseconds)),
      number(times(row.tailP99, row.tailP99Low, row.tailP99High)),
      number(times(row.tailP999, row.tailP999Low, row.tailP999High)),
      number(readings == 0 ? nil : "\(row.evidenceHeld) of \(readings)"),
      "<td class=t>" + Escape.markup(Words.readable(row.reason)),
    ]
    return "<tr>" + cells.joined()
  }

  private static func text(_ text: String) -> String { "<td>" + Escape.markup(text) }

  private static func number(_ text: String?) -> String {
    "<td class=n>" + Escape.markup(text ?? Number.absent)
  }

  private static func percent(_ value: Double?) -> String? {
    value.map { Number.percent(ofOne: $0 / 100) }
  }

  private static func times(_ value: Double?, _ low: Double?, _ high: Double?) -> String? {
    guard let value else { return nil }
    guard let low, let high else { return Number.times(value) }
    return "\(Number.times(value)) [\(Number.bound(low)), \(Number.bound(high))]"
  }

  /// The verdict is its word; the colour only repeats it.
  private static func verdict(_ verdict: PolicyRow.Verdict) -> String {
    let tone =
      switch verdict {
      case .effective: " class=good"
      case .harmful, .notInForce: " class=bad"
      default: ""
      }
    return "<td\(tone)>" + Escape.markup(verdict.rawValue)
  }
}
