import HardwareTopology
import Testing

@Suite struct SharingTests {
  @Test("Two SMT threads share their core and everything around it")
  func threads() throws {
    let sharing = try Machines.load("smt-server-2x16").sharing(between: 3, and: 35)
    #expect(sharing.core?.logicalIndex == 3)
    #expect(sharing.caches.map(\.name) == ["L1d", "L1i", "L2", "L3"])
    #expect(sharing.closest == .core)
    #expect(
      "\(sharing)" == "PU 3 and PU 35 share core 3, L1d (48 KiB), L1i (32 KiB), L2 (1.25 MiB), "
        + "L3 (24 MiB), NUMA node 0, package 0")
  }

  @Test(
    "The closest thing shared is found on every machine",
    arguments: [
      ("kvm-guest-4", 0, 3, SharedResource.cache(level: 3)),
      ("smt-server-2x16", 0, 1, .cache(level: 3)), ("smt-server-2x16", 0, 16, .machine),
      ("epyc-2x96", 0, 192, .core), ("epyc-2x96", 0, 7, .cache(level: 3)),
      ("epyc-2x96", 0, 8, .numaNode), ("epyc-2x96", 0, 96, .machine),
      ("hybrid-8p8e", 16, 19, .cache(level: 2)), ("hybrid-8p8e", 19, 20, .cache(level: 3)),
      ("hybrid-8p8e", 0, 1, .core), ("hybrid-8p8e", 5, 5, .processingUnit),
    ])
  func closest(name: String, a: Int, b: Int, expected: SharedResource) throws {
    let topology = try Machines.load(name)
    #expect(try topology.sharing(between: a, and: b).closest == expected)
    #expect(try topology.sharing(between: b, and: a).closest == expected)
  }

  @Test("Two nodes in one package leave only the package in common")
  func subNUMA() throws {
    let topology = try Machines.synthetic("pack:2 numa:2 l3:1 core:2 pu:1")
    #expect(try topology.sharing(between: 0, and: 2).closest == .package)
    #expect(try "\(topology.sharing(between: 0, and: 2))" == "PU 0 and PU 2 share package 0")
    #expect(try "\(topology.sharing(between: 0, and: 4))" == "PU 0 and PU 4 share only the machine")
  }

  @Test("Packages of a machine without NUMA are still different packages")
  func oneNode() throws {
    let sharing = try Machines.synthetic("[numa] pack:2 l3:1 core:2 pu:1")
      .sharing(between: 0, and: 2)
    #expect(sharing.closest == .numaNode)
    #expect(sharing.isExactly(.machine) && sharing.isExactly(.numaNode))
    #expect(!sharing.isExactly(.package))
  }

  @Test("A PU that is not there shares nothing")
  func missing() throws {
    let topology = try Machines.synthetic("core:2 pu:1")
    #expect(
      message { _ = try topology.sharing(between: 0, and: 2) }
        == "CPU 2: there is no such CPU (there are 0-1)")
  }

  @Test("Names of resources read back, and others are refused")
  func names() throws {
    for resource: SharedResource in [.core, .cache(level: 2), .numaNode, .package, .machine] {
      #expect(try SharedResource(parsing: resource.description) == resource)
    }
    #expect(try SharedResource(parsing: "memory") == .numaNode)
    #expect(try SharedResource(parsing: "l3") == .cache(level: 3))
    #expect(
      message { _ = try SharedResource(parsing: "socket") }
        == "\"socket\" is nothing that PUs share: use core, L1 to L5, numa, package or machine")
  }
}
