import Results
import Statistics
import Verdicts

/// What became of the slowdowns from the old run to the new one, in a word and a sentence computed from the rows.
struct TwoRunsVerdict: Sendable {
  let tone: Verdict.Tone
  let word: String
  let sentence: String

  init(_ comparison: RunComparison) {
    let rows = comparison.rows.filter { $0.metric == .slowdownP50 && $0.control == .none }
    func count(_ verdict: Statistics.Verdict) -> Int { rows.count { $0.verdict == verdict } }
    let (worse, better, same) = (count(.worse), count(.better), count(.equivalent))
    let pairs = Number.count(rows.count, "pair")
    guard !rows.isEmpty else {
      (tone, word, sentence) = (.open, "No verdict", "The two have no measured pair in common.")
      return
    }
    (tone, word) =
      worse > 0
      ? (.bad, "Worse")
      : better > 0
        ? (.good, "Better") : same == rows.count ? (.good, "The same") : (.open, "Not settled")
    let rest = rows.count - worse - better - same
    let counts =
      "Of \(pairs), \(worse) became worse from A to B and \(better) better,"
      + " \(same) stayed within \(Number.fixed((comparison.margin - 1) * 100, decimals: 0)) %,"
      + " \(rest) \(rest == 1 ? "is" : "are") inconclusive."
    sentence = counts + Self.most(rows, worse > 0 ? .worse : .better)
  }

  /// The pair that changed most of those with the verdict.
  private static func most(_ rows: [RunComparison.Row], _ verdict: Statistics.Verdict) -> String {
    func change(_ row: RunComparison.Row) -> Double {
      let ratio = row.ratio?.value ?? 1
      return max(ratio, 1 / ratio)
    }
    guard let row = rows.filter({ $0.verdict == verdict }).max(by: { change($0) < change($1) })
    else { return "" }
    return
      " The largest change: \(row.victim) beside \(row.aggressor) under \(row.policy) is slowed"
      + " down \(Number.times(row.new)) in B, \(Number.times(row.old)) in A."
  }
}
