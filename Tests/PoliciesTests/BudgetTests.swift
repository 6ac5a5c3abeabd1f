import Partitioning
import Policies
import Testing

@Suite("Policy budget")
struct BudgetTests {
  private func evidence(achieved: Double, periods: [Double], share: Double = 0.25) throws
    -> Evidence
  {
    let budget = Budget(share: share)
    var settings = try budget.arranged(request()).partitions
    var victim = PolicyObservation.Partition(name: "victim", setting: settings.removeFirst())
    victim.megabytesPerSecond = 99_999
    var aggressor = PolicyObservation.Partition(name: "aggressor", setting: settings.removeFirst())
    aggressor.freeMegabytesPerSecond = 4000
    aggressor.megabytesPerSecond = achieved
    aggressor.periodMegabytesPerSecond = periods
    return budget.evidence(PolicyObservation(threads: [], partitions: [victim, aggressor]))
  }

  @Test("Limits the others and not the victim")
  func arrangement() throws {
    #expect(
      try Budget(share: 0.1).arranged(request()).partitions.map(\.trafficShare) == [nil, 0.1])
  }

  @Test("Was in force when neither the round nor any period had more, within a twentieth")
  func held() throws {
    #expect(
      try evidence(achieved: 1010, periods: [990, 1040])
        == Evidence(
          held: true,
          detail: "aggressor caused 1010 MB/s of 1000 asked for, at most 1040 in a period of 2"))
    #expect(try evidence(achieved: 400, periods: [400]).held, "less than allowed is no offence")
  }

  @Test("Is caught when the round or a single period had more")
  func violated() throws {
    #expect(try !evidence(achieved: 1060, periods: [1000]).held)
    #expect(try !evidence(achieved: 1000, periods: [940, 1060]).held)
    #expect(try !evidence(achieved: 4000, periods: []).held, "an apply that did nothing")
  }
}
