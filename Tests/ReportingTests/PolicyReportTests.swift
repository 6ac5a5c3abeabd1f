import Results
import Testing

@testable import Reporting
@testable import Tradeoffs

@Suite("The comparison of policies, as people see it")
struct PolicyReportTests {
  private let sure = IsolationDoubt([])

  @Test("One sentence names the best at the least cost, its intervals and what qualifies it")
  func sentence() throws {
    let choices = VictimChoice.all([SyntheticPolicies(aggressors: ["write@2*L3"]).rows()])
    #expect(
      PolicySentences.text(choices[0], sure).replacing("\u{A0}", with: " ")
        == "coloured protects chase@L2/2 best at the least cost: 96 % [93, 99] of the slowdown gone"
        + " for 14 % [13, 15] of everybody's work. Less for less: pinned, 40 % [34, 46] for 1 % [0, 2]."
    )
    #expect(
      PolicySentences.text(choices[1], sure).replacing("\u{A0}", with: " ")
        == "No policy is shown to protect read@L3/2. Nearest, but inconclusive: gang, 97 %"
        + " [95, 99] of the slowdown gone.")
  }

  @Test("Over several aggressors it says at least and at most")
  func severalAggressors() {
    let choices = VictimChoice.all([SyntheticPolicies().rows()])
    let text = PolicySentences.text(choices[0], sure).replacing("\u{A0}", with: " ")
    #expect(
      text.hasPrefix(
        "coloured protects chase@L2/2 best at the least cost: at least 94 % [93, 99] of the slowdown"
          + " gone beside each of 2 aggressors, for at most 14 % [13, 15] of everybody's work."))
  }

  @Test("What is not told apart is named together, and readings against it are told")
  func tie() {
    var rows = SyntheticPolicies(aggressors: ["write@2*L3"]).rows()
    for index in rows.indices where rows[index].policy == "coloured" {
      (rows[index].lostPercent, rows[index].lostLowPercent, rows[index].lostHighPercent) =
        (51, 50, 52)
    }
    let text = PolicySentences.text(VictimChoice.all([rows])[0], sure).replacing(
      "\u{A0}", with: " ")
    #expect(text.hasPrefix("gang and coloured protect chase@L2/2 best at the least cost and are"))
    #expect(text.contains("not told apart: gang 97 % [95, 99] of the slowdown gone for 52 %"))
    #expect(text.contains("gang was not in force in 1 of 10 readings."))
  }

  @Test("A victim that nothing slows needs no policy")
  func noneNeeded() {
    var rows = SyntheticPolicies().rows().filter { ["baseline", "gang"].contains($0.policy) }
    for index in rows.indices {
      if rows[index].policy == "gang" { rows[index].verdict = .nothingToProtect }
      rows[index].slowdownVerdict = .equivalent
    }
    #expect(
      PolicySentences.text(VictimChoice.all([rows])[0], sure)
        == "chase@L2/2 needs no policy here: nothing slows it beyond the margin.")
  }

  /// Of a run that slows its victim nowhere.
  private func isolated() -> ResultSet {
    var results = SyntheticPolicies(victims: ["chase@L2/2"], aggressors: ["write@2*L3"]).results()
    results.policies = results.policies.filter { ["baseline", "gang"].contains($0.policy) }
    for index in results.policies.indices {
      if results.policies[index].policy == "gang" {
        results.policies[index].verdict = .nothingToProtect
      }
      results.policies[index].slowdownVerdict = .equivalent
    }
    return results
  }

  /// What the terminal, the recommendation and the page say and paint of it.
  private func expect(
    _ sentence: String, of results: ResultSet, isSupported: Bool,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let recommendation = Recommendation([results])
    #expect(recommendation.isSupported == isSupported, sourceLocation: location)
    #expect(recommendation.text(width: 0).contains(sentence), sourceLocation: location)
    let table = try #require(PolicyTable(results)).text(width: 0, colour: false)
    #expect(table.contains(sentence), sourceLocation: location)
    let section = try #require(
      PageSection.all(for: results).first { $0.subject == "policies" })
    #expect(section.sentence == sentence, sourceLocation: location)
    #expect((section.tone == .good) == isSupported, sourceLocation: location)
    if !isSupported {
      #expect(!table.contains("needs no policy"), sourceLocation: location)
      #expect(!recommendation.json().contains("none needed"), sourceLocation: location)
    }
  }

  @Test("After a failed control, or beside an aggressor without its proof, nothing is free of need")
  func doubtful() throws {
    var results = isolated()
    try expect(
      "chase@L2/2 needs no policy here: nothing slows it beyond the margin.", of: results,
      isSupported: true)
    var proof = VerificationRow()
    (proof.label, proof.verdict) = ("write@2*L3", .notExercised)
    results.verification = [proof]
    try expect(
      "It cannot be told whether chase@L2/2 needs a policy: write@2*L3 did not exercise its channel.",
      of: results, isSupported: false)
    results.verification[0].verdict = .inconclusive
    try expect(
      "It cannot be told whether chase@L2/2 needs a policy: write@2*L3 is not shown to exercise its"
        + " channel.", of: results, isSupported: false)
    results.verification[0].verdict = .exercised
    try expect(
      "chase@L2/2 needs no policy here: nothing slows it beyond the margin.", of: results,
      isSupported: true)
  }

  @Test("A failed positive control takes the green from policies, tiles and the two-run verdict")
  func failedPositive() throws {
    var results = SyntheticResults(policies: ["baseline", "sliced"]).results()
    var rows = results.summary
    for place in rows.indices
    where rows[place].metric == "slowdown_p50" && rows[place].control == .positive {
      (rows[place].lower, rows[place].upper) = (0.9, 40)
    }
    #expect(
      Tiles.all(Findings(results)).contains {
        $0.label.hasPrefix("worst under") && $0.tone == "good"
      })
    results = results.with(summary: rows)
    results.policies = isolated().policies
    #expect(
      !Tiles.all(Findings(results)).contains {
        $0.label.hasPrefix("worst under") && $0.tone == "good"
      })
    try expect(
      "It cannot be told whether chase@L2/2 needs a policy: the positive control failed.",
      of: results, isSupported: false)
    let text = Recommendation([results]).text(width: 0)
    #expect(text.hasPrefix("Not supported: the positive control failed"))
  }

  @Test("The table stands best first, with every verdict as a word and the unavailable by reason")
  func table() throws {
    let table = try #require(PolicyTable(SyntheticPolicies(aggressors: ["write@2*L3"]).results()))
    let text = table.text(width: 120, colour: false).replacing("\u{A0}", with: " ")
    let lines = text.split(separator: "\n").map(String.init)
    let names = lines.compactMap { line in
      line.split(separator: " ").first {
        !$0.hasPrefix("1") && !$0.hasPrefix("2") && !$0.hasPrefix("3")
      }
    }
    let order = ["chase@L2/2", "coloured", "gang", "pinned", "baseline", "container"]
    #expect(names.dropFirst(2).prefix(6).map(String.init) == order)
    #expect(
      lines.contains { $0.hasPrefix("1*") && $0.contains("coloured") && $0.contains("effective") })
    #expect(lines.contains { $0.contains(" gang ") && $0.contains("9/10") })
    #expect(lines.contains { $0.contains("liar") && $0.contains("not in force (") })
    #expect(lines.contains { $0.contains("cluster") && $0.contains("harmful (") })
    #expect(lines.last == "unavailable: cat, mba: resctrl is not mounted")
    #expect(!text.contains("\u{1B}"))
  }

  @Test("Nothing is said where no policy is compared", arguments: ["ordinary", "nothing", "sweep"])
  func absent(sample: String) {
    let results = Samples.results(sample)
    #expect(PolicyTable(results) == nil)
    #expect(!Figures.all(for: results).contains { $0.name == "pareto" })
    #expect(!HTMLReport.html(results).contains("id=\"policy-table\""))
  }

  @Test("The figure has a point with whiskers and a name for each policy with numbers")
  func figure() throws {
    let results = SyntheticPolicies().results()
    let figure = try #require(Figures.all(for: results).first { $0.name == "pareto" })
    #expect(figure.headline == "Best at the least cost: coloured for chase@L2/2")
    let svg = try #require(ParsedSVG(figure.svg(.flat(.light))))
    for policy in ["coloured", "gang", "pinned", "cluster", "container", "no-huge-pages"] {
      #expect(svg.labels.count { $0.text == policy } == 2, "\(policy), one in each panel")
      #expect(svg.tips.contains { $0.hasPrefix("\(policy): ") })
    }
    for policy in ["liar", "cat", "mba"] {
      #expect(!svg.tips.contains { $0.hasPrefix("\(policy): ") })
    }
  }

  @Test("In a crowd the outlying policies keep their names, and each has its tip")
  func crowd() throws {
    let figure = try #require(ParetoFront.figure(SyntheticPolicies(crowd: 24).rows()))
    let svg = try #require(ParsedSVG(figure.svg(.flat(.light))))
    for policy in ["coloured", "pinned", "cluster", "container"] {
      #expect(svg.labels.count { $0.text == policy } == 2, "\(policy), one in each panel")
    }
    #expect(svg.tips.count { $0.hasPrefix("sliced-guard+coloured-") } == 48)
  }

  @Test("The report has a section with the same words")
  func report() {
    let html = HTMLReport.html(SyntheticPolicies().results())
    #expect(html.contains("id=\"policy-table\""))
    #expect(html.contains("A policy is shown to protect 1 of 2 victims"))
    #expect(html.contains("<td class=good>effective"))
    #expect(html.contains("<td class=bad>not in force"))
    #expect(html.contains("Unavailable: cat, mba: resctrl is not mounted"))
  }

  @Test("A recommendation is supported when every victim has one and no control failed")
  func recommendation() throws {
    var one = SyntheticPolicies(victims: ["chase@L2/2"]).results()
    #expect(Recommendation([one]).isSupported)
    #expect(!Recommendation([SyntheticPolicies().results()]).isSupported)
    #expect(!Recommendation([]).isSupported)
    #expect(!Recommendation([Samples.results("ordinary")]).isSupported)

    var failed = SyntheticResults(negativeControlFails: true).results()
    failed.policies = one.policies
    let refused = Recommendation([failed])
    #expect(!refused.isSupported)
    #expect(refused.text(width: 0).contains("Not supported: the negative control failed"))

    one.policies = []
    #expect(Recommendation([one]).text(width: 0).hasPrefix("No policy is supported"))
  }
}
