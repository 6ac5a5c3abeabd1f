import Results
import Testing

@testable import Reporting
@testable import Tradeoffs

@Suite("The comparison of policies, as people see it")
struct PolicyReportTests {
  @Test("One sentence names the best at the least cost, its intervals and what qualifies it")
  func sentence() throws {
    let choices = VictimChoice.all([SyntheticPolicies(aggressors: ["write@2*L3"]).rows()])
    #expect(
      PolicySentences.text(choices[0]).replacing("\u{A0}", with: " ")
        == "coloured protects chase@L2/2 best at the least cost: 96 % [93, 99] of the slowdown gone"
        + " for 14 % [13, 15] of everybody's work. Less for less: pinned, 40 % [34, 46] for 1 % [0, 2]."
    )
    #expect(
      PolicySentences.text(choices[1]).replacing("\u{A0}", with: " ")
        == "No policy is shown to protect read@L3/2. Nearest, but inconclusive: gang, 97 %"
        + " [95, 99] of the slowdown gone.")
  }

  @Test("Over several aggressors it says at least and at most")
  func severalAggressors() {
    let choices = VictimChoice.all([SyntheticPolicies().rows()])
    let text = PolicySentences.text(choices[0]).replacing("\u{A0}", with: " ")
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
    let text = PolicySentences.text(VictimChoice.all([rows])[0]).replacing("\u{A0}", with: " ")
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
      PolicySentences.text(VictimChoice.all([rows])[0])
        == "chase@L2/2 needs no policy here: nothing slows it beyond the margin.")
  }

  @Test("The table stands best first, with every verdict as a word and the unavailable by reason")
  func table() throws {
    let table = try #require(PolicyTable(SyntheticPolicies(aggressors: ["write@2*L3"]).rows()))
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
    #expect(PolicyTable(results.policies) == nil)
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
