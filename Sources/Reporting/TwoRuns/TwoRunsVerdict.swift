import Results
import Statistics
import Verdicts

/// What became of the slowdowns from the old run to the new one, in a word and a sentence computed from the rows.
struct TwoRunsVerdict: Sendable {
  let tone: Verdict.Tone
  let word: String
  let sentence: String

  init(_ comparison: RunComparison) {
    let counts = ChangeCounts(comparison)
    let (rows, worse) = (counts.pairs, counts.count(.worse))
    guard !rows.isEmpty else {
      (tone, word, sentence) = (.open, "No verdict", "The two have no measured pair in common.")
      return
    }
    let isDoubtful = [comparison.old, comparison.new].contains {
      IsolationDoubt.failedControls(Findings($0)) != nil
    }
    // Runs whose own verdict is open give no good news.
    let good: Verdict.Tone = isDoubtful ? .open : .good
    (tone, word) =
      worse > 0
      ? (.bad, "Worse")
      : counts.count(.better) > 0
        ? (good, "Better")
        : counts.count(.equivalent) == rows.count ? (good, "The same") : (.open, "Not settled")
    sentence = counts.sentence + Self.most(rows, worse > 0 ? .worse : .better)
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
