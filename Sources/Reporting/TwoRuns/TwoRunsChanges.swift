import Results
import Statistics
import Verdicts

/// What became of every victim beside every aggressor under every policy, as a table of the page.
enum TwoRunsChanges {
  /// Of more pairs the table has those that changed most.
  static let rowsShown = 400

  static func html(_ runs: TwoRuns) -> String {
    guard case .suites(let comparison) = runs.outcome else { return "" }
    let contests = Contests(comparison.rows)
    guard !contests.all.isEmpty else { return "" }
    let shown = contests.shown(rowsShown)
    let cut =
      shown.count < contests.all.count
      ? ["The \(rowsShown) pairs that changed most; `bulkhead compare A B --csv FILE` writes all."]
      : []
    let notes = (cut + RunComparisonTable.notes(comparison, contests)).map {
      "<p class=\"note\">\(Escape.markup($0))</p>"
    }
    let head = columns.map {
      "<th scope=\"col\"\($0.isNumber ? " class=n" : "")>"
        + "<button type=\"button\">\($0.name)</button></th>"
    }
    return """
      <section class="card wide" id="changes">
      <p class="question">What became of each pair</p>
      <h2>\(Escape.markup(headline(comparison)))</h2>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Pairs in both runs">
      <table class="sortable"><thead><tr>\(head.joined())</tr></thead>
      <tbody>\(shown.map(row).joined(separator: "\n"))</tbody></table></div>
      \(notes.joined(separator: "\n"))
      </section>
      """
  }

  /// Of what was asked for; where the factors round to one, what became of the pairs instead.
  static func headline(_ comparison: RunComparison) -> String {
    let counts = ChangeCounts(comparison)
    let ratios = counts.pairs.compactMap { $0.ratio?.value }
    guard let low = ratios.min(), let high = ratios.max() else {
      return "The two have no slowdown in common"
    }
    let controls = counts.controls.isEmpty ? "" : ", apart from the controls"
    guard Number.times(low) != Number.times(high) else {
      return "Of \(Number.count(counts.pairs.count, "pair")) \(counts.count(.worse)) became worse"
        + " in B and \(counts.count(.better)) better\(controls)"
    }
    return "Slowdowns in B are \(Number.times(low)) to \(Number.times(high)) those in A\(controls)"
  }

  /// Of two deployments: what became of their applications, counted.
  static func counts(_ comparison: DeploymentComparison) -> String {
    let verdicts = comparison.applications.map(\.slowdown.verdict)
    func count(_ verdict: Statistics.Verdict) -> Int { verdicts.count { $0 == verdict } }
    let open = count(.inconclusive)
    let untested = verdicts.count { $0 == nil }
    let rest = untested == 0 ? "" : ", \(untested) not measured in both"
    return "Of \(Number.count(verdicts.count, "application")), all others slow down"
      + " \(count(.worse)) more in B than in A, \(count(.better)) less,"
      + " \(count(.equivalent)) as much; \(open) \(open == 1 ? "is" : "are") inconclusive\(rest)."
  }

  private static let columns: [(name: String, isNumber: Bool)] = [
    ("policy", false), ("victim", false), ("aggressor", false), ("in A", true), ("in B", true),
    ("B over A", true), ("95 % interval", true), ("verdict", false), ("p99, B over A", true),
    ("job, B over A", true), ("alone, B over A", true),
  ]

  private static func row(_ contest: Contests.Contest) -> String {
    let row = contest.slowdown
    let control = row.control == .none ? "" : " (control)"
    let names = [row.policy, row.victim, row.aggressor + control].map {
      "<td>" + Escape.markup($0)
    }
    let interval = row.ratio?.interval.map {
      "\(Number.bound($0.lower)) to \(Number.bound($0.upper))"
    }
    let verdict = row.verdict.map { verdict in
      let tone = verdict == .worse ? "bad" : verdict == .better ? "good" : ""
      return "<td class=\"\(tone)\">\(verdict.rawValue)"
    }
    return "<tr>" + names.joined() + number(row.old) + number(row.new) + number(row.ratio?.value)
      + "<td class=n data-v=\"\(row.ratio?.lower.map { "\($0)" } ?? "")\">\(interval ?? Number.absent)"
      + (verdict ?? "<td>") + number(contest.tail?.ratio?.value)
      + number(contest.job?.ratio?.value) + number(contest.alone?.ratio?.value)
  }

  private static func number(_ value: Double?) -> String {
    "<td class=n data-v=\"\(value.map { "\($0)" } ?? "")\">" + Number.ratio(value)
  }
}
