import Results
import Statistics
public import Verdicts

/// What `bulkhead compare OLD NEW` prints of two runs of suites.
public enum RunComparisonTable {
  /// Pairs that are shown; of more, those whose slowdown changed most.
  private static let mostRows = 60

  /// The comparison as text that ends in a newline.
  /// - Parameters:
  ///   - width: Characters per line; 0 or less for no limit.
  ///   - colour: Whether to use terminal escape sequences.
  public static func text(_ comparison: RunComparison, width: Int, colour: Bool) -> String {
    let contests = Contests(comparison.rows)
    var text =
      run("OLD", comparison.old.directory, comparison.old.provenance, width)
      + run("NEW", comparison.new.directory, comparison.new.provenance, width)
    let facts = comparison.comparability.differences.map(\.description)
    text += Words.paragraph(
      facts.isEmpty
        ? "Every fact of the machine and the tool is the same in both."
        : "What differs: " + facts.joined(separator: ". ") + ".", width: width)
    text += "\n"
    guard !contests.all.isEmpty else { return text + "no pair that both runs measured\n" }
    let shown = contests.shown(mostRows)
    text += table(shown).text(width: width, colour: colour) + "\n"
    if shown.count < contests.all.count {
      text += Words.paragraph(
        "\(shown.count) of \(Number.count(contests.all.count, "pair")) are shown, those that changed most;"
          + " --csv writes all.", width: width)
    }
    for note in notes(comparison, contests) + [ChangeCounts(comparison).sentence] {
      text += Words.paragraph(note, width: width)
    }
    return text
  }

  private static func run(
    _ name: String, _ directory: String, _ provenance: Provenance, _ width: Int
  ) -> String {
    Words.paragraph(
      "\(name)  \(directory), \(provenance.host), \(provenance.startedUTC)"
        + (provenance.tool.buildConfiguration == "debug" ? ", DEBUG BUILD" : ""), width: width,
      cutsPaths: false)
  }

  private static func table(_ contests: [Contests.Contest]) -> TextTable {
    var table = TextTable([
      .init("policy"), .init("victim", isFlexible: true), .init("aggressor", isFlexible: true),
      .init("slowdown\nold", short: "old", .right, priority: 4),
      .init("slowdown\nnew", short: "new", .right, priority: 5),
      .init("new over old\n[95 % interval]", short: "new/old", .right),
      .init("Mann-\nWhitney p", short: "MW p", .right, priority: 2), .init("verdict"),
      .init("slowdown p99\nnew over old", short: "p99", .right, priority: 3),
      .init("job p50\nnew over old", short: "job", .right, priority: 1),
      .init("alone\nnew over old", short: "alone", .right, priority: 0),
    ])
    table.rows = contests.map { contest in
      let row = contest.slowdown
      return .cells([
        .init(row.policy), .init(row.victim), .init(row.aggressor), .init(Number.ratio(row.old)),
        .init(Number.ratio(row.new)), .init(ratio(row.ratio)),
        .init(row.mannWhitney.map { Number.probability($0.pValue) } ?? Number.absent),
        DeploymentComparisonTable.verdict(row.verdict),
        .init(Number.ratio(contest.tail?.ratio?.value)),
        .init(Number.ratio(contest.job?.ratio?.value)),
        .init(Number.ratio(contest.alone?.ratio?.value)),
      ])
    }
    return table
  }

  static func ratio(_ estimate: Estimate?) -> String {
    guard let estimate else { return Number.absent }
    return "\(Number.ratio(estimate.value)) [\(Number.bound(estimate.lower)),"
      + "\(Number.space)\(Number.bound(estimate.upper))]"
  }

  static func notes(_ comparison: RunComparison, _ contests: Contests) -> [String] {
    var notes = [
      "Slowdown: median job beside the aggressor over the same alone, in the same round. New over old: Welch's interval"
        + " of the ratio over the rounds of two independent runs; verdicts against a margin of"
        + " \(Number.fixed((comparison.margin - 1) * 100, decimals: 0)) %, worse and better by Holm's method over"
        + " \(comparison.rows.count { $0.adjustedPValue != nil }) tests."
    ]
    if let doubt = comparison.comparability.absoluteTimesDoubt {
      notes.append("Job times are shown and not judged: \(doubt).")
    }
    for (missing, place) in [(comparison.onlyOld, "old"), (comparison.onlyNew, "new")]
    where !missing.isEmpty {
      let shown = missing.prefix(5) + (missing.count > 5 ? ["\(missing.count - 5) more"] : [])
      notes.append("Measured only in the \(place) run: \(Words.list(Array(shown))).")
    }
    let doubtful = contests.all.count { $0.slowdown.doubtfulRounds > 0 }
    if doubtful > 0 {
      notes.append(
        "\(Number.count(doubtful, "pair")) with rounds in doubt: their verdicts are the same without those rounds, or"
          + " inconclusive.")
    }
    let drifted = contests.all.count { $0.slowdown.isDrifted }
    if drifted > 0 {
      notes.append(
        "\(Number.count(drifted, "pair")): the machine changed within one of the runs (data/drift.csv), so that no verdict"
          + " is given.")
    }
    return notes
  }
}

/// The rows of a comparison, joined by pair.
struct Contests {
  struct Contest {
    let slowdown: RunComparison.Row
    var tail: RunComparison.Row?
    var job: RunComparison.Row?
    var alone: RunComparison.Row?
  }

  var all: [Contest] = []

  /// - Parameter rows: pair by pair, each beginning with its slowdown.
  init(_ rows: [RunComparison.Row]) {
    for row in rows {
      guard row.metric != .slowdownP50 else {
        all.append(Contest(slowdown: row))
        continue
      }
      guard let last = all.indices.last, all[last].slowdown.isSamePair(as: row) else { continue }
      switch row.metric {
      case .slowdownP50: break
      case .slowdownP99: all[last].tail = row
      case .jobP50: all[last].job = row
      case .soloP50: all[last].alone = row
      }
    }
  }

  /// All in order; of too many those that changed most.
  func shown(_ most: Int) -> [Contest] {
    guard all.count > most else { return all }
    func change(_ contest: Contest) -> Double {
      let ratio = contest.slowdown.ratio?.value ?? 1
      return max(ratio, 1 / ratio)
    }
    return Array(all.sorted { change($0) > change($1) }.prefix(most))
  }
}

extension RunComparison.Row {
  fileprivate func isSamePair(as other: RunComparison.Row) -> Bool {
    policy == other.policy && victim == other.victim && aggressor == other.aggressor
  }
}

extension Number {
  /// A p-value: `0.034`, `<0.001`.
  static func probability(_ value: Double) -> String {
    value < 0.001 ? "<0.001" : fixed(value, decimals: 3)
  }
}
