import HardwareTopology
import Testing

/// What must hold on any machine; nothing here knows this one.
@Suite struct LiveTopologyTests {
  let topology: Topology

  init() throws { topology = try Topology() }

  @Test("Every PU belongs to one core, and every core has a PU")
  func cores() {
    for pu in topology.pus {
      #expect(topology.cores.filter { $0.pus.contains(pu) }.count <= 1)
    }
    #expect(topology.cores.allSatisfy { !$0.pus.isEmpty && $0.pus.isSubset(of: topology.pus) })
    if !topology.cores.isEmpty { #expect(topology.processingUnits.allSatisfy { $0.core != nil }) }
  }

  @Test("Every cache is used by at least one PU, and caches grow outward")
  func caches() {
    #expect(topology.caches.allSatisfy { !$0.pus.isEmpty && $0.pus.isSubset(of: topology.pus) })
    for pu in topology.pus {
      let caches = topology.dataCaches(of: pu)
      #expect(caches.map(\.level) == caches.map(\.level).sorted())
      #expect(zip(caches, caches.dropFirst()).allSatisfy { $0.pus.isSubset(of: $1.pus) })
    }
  }

  @Test("The usable PUs are some of the machine's")
  func usable() {
    #expect(!topology.usable.isEmpty)
    #expect(topology.usable.isSubset(of: topology.pus))
    #expect(topology.offline.isDisjoint(with: topology.pus))
  }

  @Test("A PU shares with itself what is closest of all")
  func itself() throws {
    let pu = try #require(topology.usable.first)
    #expect(try topology.sharing(between: pu, and: pu).closest == .processingUnit)
  }

  @Test("Loaded from this machine, it can be run on and exported")
  func export() throws {
    // hwloc's variables may stand in for the machine where the tests run.
    if topology.source == .thisMachine {
      #expect(throws: Never.self) { try topology.requireThisSystem() }
    }
    #expect(topology.exportXML().contains("</topology>"))
    #expect(topology.drawing().contains("PU"))
  }
}
