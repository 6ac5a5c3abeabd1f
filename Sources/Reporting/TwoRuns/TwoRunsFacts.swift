import Verdicts

/// The facts of machine, tool and arrangement that are not the same in both.
enum TwoRunsFacts {
  static func html(_ runs: TwoRuns) -> String {
    let comparability = runs.comparability
    let rows =
      comparability.refusals.map { row($0, isRefusal: true) }
      + comparability.differences.map { row($0, isRefusal: false) }
    let table =
      rows.isEmpty
      ? ""
      : """
      <div class="scroll" tabindex="0" role="region" aria-label="Facts that differ">
      <table><thead><tr><th scope="col">fact<th scope="col">in A<th scope="col">in B\
      <th scope="col">consequence</tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      """
    let isJudged = if case .suites = runs.outcome { true } else { false }
    let doubt = comparability.absoluteTimesDoubt.map {
      !isJudged
        ? ""
        : "<p class=\"note\">Times are shown and not judged: \(Escape.markup($0)). A slowdown is"
          + " measured against the victim alone in the same round.</p>"
    }
    return """
      <section class="card wide" id="differences">
      <p class="question">What is not the same</p>
      <h2>\(Escape.markup(headline(comparability)))</h2>
      \(table)
      \(doubt ?? "")
      </section>
      """
  }

  static func headline(_ comparability: Comparability) -> String {
    let differences = comparability.refusals.count + comparability.differences.count
    guard differences > 0 else { return "Every fact of machine and tool is the same in both" }
    let refusals = comparability.refusals.count
    let differ = "\(Number.count(differences, "fact")) differ\(differences == 1 ? "s" : "")"
    return refusals == 0
      ? "\(differ), \(differences == 1 ? "and it is not" : "none of them") in the way of a comparison"
      : "\(differ), \(refusals) in the way of a comparison"
  }

  private static func row(_ fact: Comparability.Difference, isRefusal: Bool) -> String {
    let texts = [fact.name, shown(fact.old), shown(fact.new)].map {
      "<td class=t>" + Escape.markup($0)
    }
    return "<tr>" + texts.joined()
      + (isRefusal ? "<td class=bad>not comparable" : "<td>to know")
  }

  private static func shown(_ text: String) -> String { text.isEmpty ? "not stated" : text }
}
