import Results
import Testing

@testable import Reporting

@Suite("Figure stolen-time")
struct StolenTimeTests {
  @Test("Counts the rounds that lost time, and points at each as rounds.csv has it")
  func drawn() throws {
    var results = SyntheticResults(policies: ["baseline"])
    results.rounds = 3
    let rows = results.results().rounds.filter { $0.stealMilliseconds != nil }
    let figure = try #require(StolenTime.figure(results.results()))
    let hit = rows.count { $0.stealMilliseconds ?? 0 > 0 }
    #expect(figure.headline.hasPrefix("\(hit) of \(rows.count) rounds"))
    let svg = try #require(ParsedSVG(figure.svg(.html)))
    #expect(svg.tips.count == rows.count)
  }

  @Test("Is not there when nobody read the stolen time")
  func absent() {
    #expect(StolenTime.figure(Samples.results("contention")) == nil)
  }
}
