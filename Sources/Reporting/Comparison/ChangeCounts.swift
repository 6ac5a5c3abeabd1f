import Results
import Statistics
import Verdicts

/// What became of the slowdowns of two runs, counted once for the page and the terminal: the pairs that were asked for, and apart
/// from them the controls, whose answer is known.
struct ChangeCounts: Sendable {
  /// Slowdowns of what was asked for.
  let pairs: [RunComparison.Row]
  let controls: [RunComparison.Row]

  init(_ comparison: RunComparison) {
    let slowdowns = comparison.rows.filter { $0.metric == .slowdownP50 }
    pairs = slowdowns.filter { $0.control == .none }
    controls = slowdowns.filter { $0.control != .none }
  }

  /// The pairs with this verdict.
  func count(_ verdict: Statistics.Verdict) -> Int { pairs.count { $0.verdict == verdict } }

  /// `Of 5 pairs: 1 worse, 0 better, 4 equivalent and 0 inconclusive; and 3 controls: …`
  var sentence: String {
    "Of \(Self.counted(pairs, "pair"))"
      + (controls.isEmpty ? "" : "; and \(Self.counted(controls, "control"))") + "."
  }

  private static func counted(_ rows: [RunComparison.Row], _ noun: String) -> String {
    let verdicts = [Statistics.Verdict.worse, .better, .equivalent, .inconclusive]
    let counts = verdicts.map { verdict in
      "\(rows.count { $0.verdict == verdict }) \(verdict.rawValue)"
    }
    let unjudged = rows.count { $0.verdict == nil }
    return "\(Number.count(rows.count, noun)): "
      + Words.list(counts + (unjudged > 0 ? ["\(unjudged) without a verdict"] : []))
  }
}
