import HardwareTopology
import Testing

@Suite struct PlacementTests {
  @Test(
    "The aggressors share exactly what was asked for",
    arguments: [
      ("kvm-guest-4", 3, SharedResource.cache(level: 3), 0, [1, 2, 3]),
      ("smt-server-2x16", 1, .core, 0, [32]),
      ("smt-server-2x16", 2, .cache(level: 3), 0, [1, 2]),
      ("smt-server-2x16", 2, .machine, 0, [16, 17]),
      ("epyc-2x96", 3, .cache(level: 3), 0, [1, 2, 3]),
      ("epyc-2x96", 2, .numaNode, 0, [8, 9]),
      ("epyc-2x96", 1, .machine, 0, [96]),
      ("hybrid-8p8e", 3, .cache(level: 2), 16, [17, 18, 19]),
      ("hybrid-8p8e", 1, .core, 0, [1]),
    ])
  func exactly(
    name: String, count: Int, resource: SharedResource, victim: Int, aggressors: [Int]
  ) throws {
    let topology = try Machines.load(name)
    let placement = try topology.placement(aggressors: count, sharingExactly: resource)
    #expect(placement.victim == victim)
    #expect(placement.aggressors == aggressors)
    #expect(placement.resource == resource)
  }

  @Test("Aggressors fill cores of their own before they double up")
  func spread() throws {
    let topology = try Machines.load("hybrid-8p8e")
    let few = try topology.placement(victim: 0, aggressors: 8, sharingExactly: .cache(level: 3))
    #expect(few.aggressors == [2, 4, 6, 8, 10, 12, 14, 16])
    let many = try topology.placement(victim: 0, aggressors: 16, sharingExactly: .cache(level: 3))
    #expect(many.aggressors == [2, 4, 6, 8, 10, 12, 14] + Array(16...23) + [3])
  }

  @Test("A given victim and given PUs are kept to")
  func given() throws {
    let topology = try Machines.load("epyc-2x96")
    let placement = try topology.placement(
      victim: 100, aggressors: 2, sharingExactly: .cache(level: 3), from: [0, 1, 98, 100, 290])
    #expect(placement.victim == 100 && placement.aggressors == [98, 290])
  }

  @Test("Every placement on every machine holds what it promises")
  func promise() throws {
    for name in Machines.names {
      let topology = try Machines.load(name)
      let resources: [SharedResource] =
        [.core, .numaNode, .package, .machine] + (1...3).map { .cache(level: $0) }
      for resource in resources {
        for count in 1...4 {
          guard
            let placement = try? topology.placement(aggressors: count, sharingExactly: resource)
          else { continue }
          #expect(placement.aggressors.count == count && Set(placement.aggressors).count == count)
          #expect(PUSet(placement.aggressors + [placement.victim]).isSubset(of: topology.usable))
          for aggressor in placement.aggressors {
            #expect(
              try topology.sharing(between: placement.victim, and: aggressor).isExactly(resource))
          }
        }
      }
    }
  }

  @Test("Unusable PUs are never chosen")
  func restricted() throws {
    let topology = try Machines.load("guest-restricted")
    let placement = try topology.placement(aggressors: 3, sharingExactly: .cache(level: 3))
    #expect(placement.aggressors == [1, 2, 3])
    #expect(
      message { _ = try topology.placement(aggressors: 4, sharingExactly: .cache(level: 3)) }
        == "CPU 0 shares exactly L3 with only 3 of the CPUs 0-3; 4 asked for")
  }

  @Test(
    "A placement that can't be is refused with the reason",
    arguments: [
      (
        SharedResource.core, 1,
        "no CPU shares exactly core with any of the CPUs 0-3 "
          + "(every core has one PU: no SMT, or it is off)"
      ),
      (
        .cache(level: 2), 1,
        "no CPU shares exactly L2 with any of the CPUs 0-3 "
          + "(every L2 belongs to one core)"
      ),
      (.cache(level: 4), 1, "this machine has no L4 that holds data: it has L1d, L2, L3"),
      (
        .machine, 1,
        "no CPU shares exactly machine with any of the CPUs 0-3 "
          + "(the machine has one package)"
      ),
      (
        .numaNode, 1,
        "no CPU shares exactly numa with any of the CPUs 0-3 "
          + "(PUs of one NUMA node always share a cache too)"
      ),
      (.cache(level: 3), 0, "a placement needs at least 1 aggressor, not 0"),
    ])
  func refusal(resource: SharedResource, count: Int, reason: String) throws {
    let topology = try Machines.load("kvm-guest-4")
    #expect(
      message { _ = try topology.placement(aggressors: count, sharingExactly: resource) } == reason)
  }

  @Test("A victim outside the given PUs is refused")
  func victim() throws {
    let topology = try Machines.load("kvm-guest-4")
    #expect(
      message {
        _ = try topology.placement(
          victim: 3, aggressors: 1, sharingExactly: .cache(level: 3), from: [0, 1])
      } == "the victim's CPU 3 is not usable here (usable: 0-1)")
    #expect(
      message {
        _ = try topology.placement(victim: 1, aggressors: 1, sharingExactly: .core)
      } == "CPU 1 shares exactly core with none of the CPUs 0-3 "
        + "(every core has one PU: no SMT, or it is off)")
  }
}
