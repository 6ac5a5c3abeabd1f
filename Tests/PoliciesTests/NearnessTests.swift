import HardwareTopology
import Partitioning
import Policies
import Testing

/// Two packages of two L3 with two cores of two hardware threads each: PUs 0 to 15.
private let layered = try! Topology(loading: .synthetic("package:2 l3:2 l2:2 core:1 pu:2"))

@Suite("Policies cluster, spread and smt-exclusive")
struct NearnessTests {
  private let cores = [0, 2, 4, 6, 8, 10]

  @Test("cluster takes the cores that share most with the victim's")
  func cluster() throws {
    let arrangement = try Cluster().arranged(
      request(aggressor: 2, cores: [0, 10, 8, 6, 4, 2], on: layered))
    #expect(arrangement.cpus == [[[0]], [[2], [4]]])
  }

  @Test("spread takes those that share least")
  func spread() throws {
    let arrangement = try Spread().arranged(request(aggressor: 2, cores: cores, on: layered))
    #expect(arrangement.cpus == [[[0]], [[10], [8]]])
  }

  @Test("spread keeps the victim's own threads together")
  func family() throws {
    let arrangement = try Spread().arranged(
      request(victim: 2, aggressor: 1, cores: cores, on: layered))
    #expect(arrangement.cpus == [[[0], [2]], [[10]]])
  }

  @Test("Both say so where every core shares the same with the victim's")
  func uniform() {
    for policy in [Cluster(), Spread()] as [any Policy] {
      #expect(
        policy.probe(request())
          == .degraded(reason: "every core shares L3 with the victim's: the same as pinned"))
      #expect(policy.probe(request(cores: cores, on: layered)) == .available)
      #expect(policy.probe(request(aggressor: 9, cores: cores, on: layered)).obstacle != nil)
    }
  }

  @Test("smt-exclusive needs hardware threads to keep idle")
  func exclusive() throws {
    #expect(SMTExclusive().probe(request()).obstacle?.contains("one hardware thread") == true)
    let asked = request(aggressor: 2, cores: cores, on: layered)
    #expect(SMTExclusive().probe(asked) == .available)
    let arrangement = try SMTExclusive().arranged(asked)
    let taken = arrangement.cpus.joined().joined()
    #expect(Set(taken.map { layered.processingUnit($0)?.core }).count == taken.count)
  }
}
