import Results

/// The top of the page of two runs: which they are, what became of A in B, and what each says for itself.
enum TwoRunsHeader {
  static func html(_ runs: TwoRuns) -> String {
    """
    <header>
    \(PageHeader.top("Two runs side by side"))
    \(facts("A", runs.a))
    \(facts("B", runs.b))
    \(finding(runs))
    \(own("A", runs.a))
    \(own("B", runs.b))
    </header>
    """
  }

  private static func facts(_ name: String, _ results: ResultSet) -> String {
    let facts = ([results.provenance.directoryName] + PageHeader.facts(results)).map(Escape.markup)
    let partial = results.isPartial ? " · <b>partial run</b>" : ""
    return "<p class=\"facts\"><b>\(name)</b> \(facts.joined(separator: " · "))\(partial)</p>"
  }

  private static func finding(_ runs: TwoRuns) -> String {
    switch runs.outcome {
    case .suites(let comparison):
      let change = TwoRunsVerdict(comparison)
      return verdict(change.tone, change.word, change.sentence)
    case .deployments(let comparison):
      let sentences = ComparisonSentences(comparison: comparison).all
      return verdict(.open, "B against A", TwoRunsChanges.counts(comparison))
        + "<ul class=\"sentences\">"
        + sentences.map { "<li>\(Escape.markup($0))</li>" }.joined() + "</ul>"
    case .none(let reason):
      return verdict(
        .open, "Not compared", "\(Words.capitalised(reason)). Both are shown without a verdict.")
    }
  }

  private static func own(_ name: String, _ results: ResultSet) -> String {
    PageSection.all(for: results)
      .map { verdict($0.tone, "\(name): \($0.word)", $0.sentence) }.joined(separator: "\n")
  }

  private static func verdict(_ tone: Verdict.Tone, _ word: String, _ sentence: String) -> String {
    "<p class=\"verdict \(tone.rawValue)\"><b>\(Escape.markup(word)).</b>"
      + " \(Escape.markup(sentence))</p>"
  }
}
