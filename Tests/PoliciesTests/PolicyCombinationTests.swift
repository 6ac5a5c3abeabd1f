import Partitioning
import Platform
import Policies
import Scheduling
import Testing

@Suite("Combinations of policies")
struct PolicyCombinationTests {
  private func combination(_ name: String, _ values: [String: Double] = [:]) throws
    -> PolicyCombination
  {
    try #require(try PolicyCatalogue.combination(named: name, values))
  }

  @Test("Keep the name that was asked for, and apply placement before windows in whatever order")
  func order() throws {
    let asked = try combination("no-huge-pages+gang+pinned")
    #expect(asked.name == "no-huge-pages+gang+pinned")
    #expect(asked.policies.map(\.name) == ["pinned", "gang", "no-huge-pages"])
    let arrangement = try asked.arrangement(request())
    #expect(arrangement.cpus == [[[1]], [[2]]], "the placement's cores")
    #expect(arrangement.schedule != nil)
    #expect(arrangement.partitions.allSatisfy { $0.memory.pages == .base })
  }

  @Test("Are refused when two policies decide the same, and say which")
  func conflict() {
    #expect(throws: PolicyConflict(first: "gang", second: "sliced", aspect: .time)) {
      try PolicyCatalogue.combination(named: "gang+sliced")
    }
  }

  @Test("Are unknown when one of the names is", arguments: ["gang+magic", "", "gang+", "+gang"])
  func unknown(name: String) throws {
    #expect(try PolicyCatalogue.combination(named: name) == nil)
  }

  @Test("Give parameters to those that know them")
  func parameters() throws {
    let asked = try combination("gang+budget", ["window": 2_000_000, "share": 0.1])
    #expect(asked.windowNanoseconds == 2_000_000)
    let arrangement = try asked.arrangement(request())
    #expect(arrangement.schedule?.table.majorFrameNanoseconds == 4_000_000)
    #expect(arrangement.partitions.map(\.trafficShare) == [nil, 0.1])
    #expect(try combination("gang").windowNanoseconds == 1_000_000)
    let own = try PolicyCombination([Gang(windowNanoseconds: 3_000_000)], ["share": 0.1])
    #expect(own.windowNanoseconds == 3_000_000, "what a policy was made with stays")
  }

  @Test("Cannot be had when one of them cannot, and are degraded when one of them is")
  func availability() throws {
    #expect(try combination("gang+interleave").probe(request()).obstacle != nil)
    #expect(
      try combination("gang+numa-local").probe(request())
        == .degraded(reason: "there is one NUMA node: all memory is local anyway"))
    #expect(try combination("gang+no-huge-pages").probe(request()) == .available)
  }

  @Test("Were in force only when all of them were")
  func evidence() throws {
    let seen = PolicyObservation(threads: [
      thread("victim", on: [1], seen: [1], ran: [(0, 100)]),
      thread("aggressor", on: [2], seen: [3], ran: [(100, 200)]),
    ])
    #expect(try combination("gang").evidence(seen).held)
    #expect(try !combination("gang+pinned").evidence(seen).held)
  }
}
