import Results
import Tradeoffs

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
    let measured = [
      policies(results), deployment(results), contention(results), sweep(results), jitter(results),
      enforcers(results), residue(results), leakage(results), verification(results),
      faults(results), worstCase(results),
    ].compactMap(\.self)
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
        WindowsCard.html(findings), VerificationCard.html(findings.results),
        CachesCard.html(findings.results), JitterCard.html(findings.results),
      ])
  }

  /// Of a run that compares policies with a baseline.
  private static func policies(_ results: ResultSet) -> PageSection? {
    guard let table = PolicyTable(results) else { return nil }
    // Where a control failed the run's own verdict is open, and no green stands below it.
    let isFound =
      Recommendation([results]).isSupported && !IsolationDoubt([results]).hasFailedControl
    return PageSection(
      subject: "policies", tone: isFound ? .good : .open, word: "Policies",
      sentence: table.sentences.joined(separator: " "),
      cards: [PoliciesCard.html(results)])
  }

  /// Of a deployment: its register, and what its analysis says without it.
  private static func deployment(_ results: ResultSet) -> PageSection? {
    guard let analysis = AnalysisFindings(results.analysis) else { return nil }
    let register = RegisterFindings(results)
    return PageSection(
      subject: "deployment", tone: register?.tone ?? .open, word: "Deployment",
      sentence: register.map { "\($0.sentence) \($0.robustness)" } ?? analysis.sentence,
      tiles: register.map(RegisterTiles.all) ?? [],
      caveats: register.map(RegisterTiles.caveats) ?? [],
      cards: (register.map { [RegisterCard.html($0)] } ?? [])
        + [
          PartitionSchedule(results).map(PartitionScheduleTable.html),
          GuestSchedule(results).map(GuestScheduleTable.html),
        ].compactMap(\.self) + AnalysisCards.html(analysis)
        + (results.verification.isEmpty ? [] : [VerificationCard.html(results)]))
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

  /// Of the command of that name; beside cells the caches stand in the section of the interference.
  private static func sweep(_ results: ResultSet) -> PageSection? {
    guard results.cells.isEmpty, !results.sweep.isEmpty else { return nil }
    return PageSection(
      subject: "sweep", tone: .open, word: "Sweep", sentence: SweepFindings(results).sentence,
      cards: [CachesCard.html(results)])
  }

  /// Of the command of that name; beside cells the floor stands in the section of the interference.
  private static func jitter(_ results: ResultSet) -> PageSection? {
    guard results.cells.isEmpty, let findings = JitterFindings(results.jitter) else { return nil }
    return PageSection(
      subject: "jitter", tone: .open, word: "Jitter", sentence: findings.sentence,
      caveats: [Caveats.Caveat(level: .note, text: findings.attribution)],
      cards: [JitterCard.html(results)])
  }

  private static func enforcers(_ results: ResultSet) -> PageSection? {
    guard let findings = EnforcerFindings(results.enforcers) else { return nil }
    return PageSection(
      subject: "enforcers", tone: .open, word: "Enforcers", sentence: findings.sentence,
      cards: [EnforcersCard.html(results)])
  }

  private static func leakage(_ results: ResultSet) -> PageSection? {
    guard let findings = LeakageFindings(results) else { return nil }
    return PageSection(
      subject: "leakage", tone: .open, word: "Leakage", sentence: findings.sentence,
      cards: [LeakageCard.html(findings)])
  }

  private static func residue(_ results: ResultSet) -> PageSection? {
    guard let findings = ResidueFindings(results) else { return nil }
    return PageSection(
      subject: "residue", tone: .open, word: "Residue", sentence: findings.sentence,
      cards: [ResidueCard.html(findings)])
  }

  /// Of a selftest; where they are of a suite or a deployment the proofs stand in its section.
  private static func verification(_ results: ResultSet) -> PageSection? {
    guard results.cells.isEmpty, AnalysisFindings(results.analysis) == nil,
      !results.verification.isEmpty
    else { return nil }
    return PageSection(
      subject: "selftest", tone: .open, word: "Selftest",
      sentence: VerificationTable.headline(results.verification) + ".",
      cards: [VerificationCard.html(results)])
  }

  private static func faults(_ results: ResultSet) -> PageSection? {
    guard let findings = FaultFindings(results) else { return nil }
    return PageSection(
      subject: "faults", tone: .open, word: "Faults", sentence: findings.sentence,
      tiles: findings.tiles, cards: [FaultCard.html(findings)])
  }

  private static func worstCase(_ results: ResultSet) -> PageSection? {
    guard let findings = WorstCaseFindings(results) else { return nil }
    let isFound = findings.answer != nil
    return PageSection(
      subject: "worst case", tone: .open, word: "Worst case", sentence: findings.sentence,
      caveats: findings.mark.isDescriptive && isFound
        ? [Caveats.Caveat(level: .warn, text: String(findings.descriptive.dropFirst()))] : [],
      cards: [WorstCaseCard.html(findings)])
  }
}
