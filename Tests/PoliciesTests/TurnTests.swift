import Partitioning
import Policies
import Scheduling
import Testing

@Suite("Policies sliced, sliced-guard and slack")
struct TurnTests {
  @Test("Only the cores that both use are taken in turns; the rest is the aggressor's")
  func table() throws {
    for policy in [Sliced(), SlicedGuard()] as [any Policy] {
      let schedule = try #require(
        try policy.arranged(request(aggressor: 2, cores: [1, 2])).schedule)
      #expect(schedule.occupant(cpu: 1, at: 100_000) == "victim")
      #expect(schedule.occupant(cpu: 1, at: 1_100_000) == "aggressor")
      for time in stride(from: Int64(0), to: 2_000_000, by: 100_000) {
        #expect(schedule.occupant(cpu: 2, at: time) == "aggressor", "at \(time)")
      }
    }
  }

  @Test("Only sliced goes without a guard")
  func guardBand() throws {
    #expect(try Sliced().arranged(request()).guardNanoseconds == 0)
    #expect(try SlicedGuard().arranged(request()).guardNanoseconds == 50_000)
    #expect(try Slack().arranged(request()).guardNanoseconds == 50_000)
  }

  @Test("Partitions on other cores at the same time are no overlap; on the same core they are")
  func overlap() {
    func evidence(_ cpu: Int) -> Evidence {
      Sliced().evidence(
        PolicyObservation(threads: [
          thread("victim", on: [1], seen: [1], ran: [(0, 100)]),
          thread("aggressor", on: [cpu], seen: [cpu], ran: [(0, 100)]),
        ]))
    }
    #expect(evidence(2).held)
    #expect(!evidence(1).held)
    #expect(evidence(1).detail.hasPrefix("100 ns of overlap between partitions on a core"))
  }

  @Test("slack makes the others best effort")
  func bestEffort() throws {
    let arrangement = try Slack().arranged(request())
    #expect(arrangement.partitions.map(\.isBestEffort) == [false, true])
  }

  @Test(
    "slack was in force when the others were idle class and the victim had its windows",
    arguments: [(5, 100, true), (0, 100, false), (5, 50, false)] as [(Int32, Int64, Bool)])
  func slackEvidence(schedulingPolicy: Int32, ran: Int64, held: Bool) throws {
    var settings = try Slack().arranged(request()).partitions
    var victim = thread("victim", on: [1], seen: [1], ran: [(0, 100)])
    victim.windows[0].end = ran
    var aggressor = thread("aggressor", on: [1], seen: [1])
    aggressor.schedulingPolicy = schedulingPolicy
    let seen = PolicyObservation(
      threads: [victim, aggressor],
      partitions: [
        .init(name: "victim", setting: settings.removeFirst()),
        .init(name: "aggressor", setting: settings.removeFirst()),
      ])
    #expect(Slack().evidence(seen).held == held)
  }
}
