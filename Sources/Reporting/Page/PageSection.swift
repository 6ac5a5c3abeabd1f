import Results

/// What one kind of measurement puts on the page; it is there when the run has rows for it.
struct PageSection: Sendable {
  /// In the title: `interference`, `contention`.
  let subject: String
  let tone: Verdict.Tone
  /// The finding in a word or two, and in sentences.
  let word: String
  let sentence: String
  var tiles: [Tile] = []
  var caveats: [Caveats.Caveat] = []
  /// Cards below the figures, as HTML.
  var cards: [String] = []

  /// The sections of a run, in the order of the page.
  static func all(for results: ResultSet) -> [PageSection] {
    let measured = [contention(results), jitter(results)].compactMap(\.self)
    // A run without any rows still says which verdict it failed to reach.
    guard measured.isEmpty || !results.cells.isEmpty else {
      return measured.enumerated().map { index, section in
        var section = section
        // Otherwise the interference section tells of the machine.
        if index == 0 { section.caveats += Caveats.machine(results) }
        return section
      }
    }
    return [interference(Findings(results))] + measured
  }

  private static func interference(_ findings: Findings) -> PageSection {
    let verdict = Verdict(findings)
    return PageSection(
      subject: "interference", tone: verdict.tone, word: verdict.word, sentence: verdict.sentence,
      tiles: Tiles.all(findings), caveats: Caveats.all(findings),
      cards: [
        WindowsCard.html(findings), JitterCard.html(findings.results, .floor),
        VerificationCard.html(findings.results),
        NumbersTable.html(findings),
      ])
  }

  private static func contention(_ results: ResultSet) -> PageSection? {
    guard let findings = ContentionFindings(results) else { return nil }
    return PageSection(
      subject: "contention", tone: .open, word: "Contention",
      sentence: [findings.headline, findings.contendedSentence].compactMap { $0.map { $0 + "." } }
        .joined(separator: " "),
      tiles: ContentionTiles.all(findings), caveats: ContentionCaveats.all(findings),
      cards: [ContentionCard.html(findings)])
  }

  private static func jitter(_ results: ResultSet) -> PageSection? {
    let measured = results.jitter.filter { $0.moment == .measurement }
    guard let findings = JitterFindings(measured) else { return nil }
    return PageSection(
      subject: "jitter", tone: .open, word: "Jitter of the machine", sentence: findings.sentence,
      caveats: [Caveats.Caveat(level: .note, text: findings.attribution)],
      cards: [JitterCard.html(results, .measurement)])
  }
}
