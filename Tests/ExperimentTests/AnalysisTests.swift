import HardwareTopology
import Results
import Scheduling
import Statistics
import Testing

@testable import Experiment

@Suite("The analysis of a deployment")
struct AnalysisTests {
  /// Four cores, L2 in pairs, one L3, one memory node.
  static let pairs = "pack:1 l3:1 l2:2 l1:2 core:1 pu:1"
  /// Two cores with SMT.
  static let siblings = "pack:1 l3:1 core:2 l1:1 pu:2"
  /// Two packages of two cores each, L2 private.
  static let packages = "pack:2 l3:1 l2:2 l1:1 core:1 pu:1"

  private func two(
    cores: (Int, Int), windows: (Range<Int64>, Range<Int64>), backend: String = "process"
  ) -> DeploymentBuilder {
    var builder = DeploymentBuilder(cores: 4)
    builder.partition("a", cores: [cores.0], backend: backend)
    builder.partition("b", cores: [cores.1], backend: backend)
    builder.window("a", core: cores.0, windows.0)
    builder.window("b", core: cores.1, windows.1)
    return builder
  }

  // MARK: Paths

  @Test("One after the other on one core leaves residue in all that the core has")
  func sameCore() throws {
    let analysis = try two(cores: (0, 0), windows: (0..<4_000, 5_000..<9_000))
      .analysis(on: Self.pairs)
    #expect(
      analysis.links(to: "a1", from: "b1") == [
        "core:residual", "TLB:residual", "L1:residual", "L2:residual", "L3:residual", "node:none",
        "hypervisor:residual", "host-os:residual",
      ])
  }

  @Test("Overlapping windows on cores that share an L2 make it concurrent, for as long as they do")
  func sharedL2() throws {
    let analysis = try two(cores: (0, 1), windows: (0..<4_000, 3_000..<9_000))
      .analysis(on: Self.pairs)
    #expect(
      analysis.links(to: "a1", from: "b1") == [
        "L2:concurrent", "L3:concurrent", "node:concurrent", "host-os:concurrent",
      ])
    let link = try #require(analysis.path(to: "a1", from: "b1")?.leading)
    #expect(link.channel == .l2)
    #expect(link.resource == "L2 of cores 0-1")
    #expect(link.overlapNanoseconds == 1_000_000)
  }

  @Test("Cores that share an L2 but never at once leave residue in it and share no bandwidth")
  func apart() throws {
    let analysis = try two(cores: (0, 1), windows: (0..<4_000, 4_000..<9_000))
      .analysis(on: Self.pairs)
    #expect(
      analysis.links(to: "a1", from: "b1") == [
        "L2:residual", "L3:residual", "node:none", "host-os:none",
      ])
    #expect(
      analysis.path(to: "a1", from: "b1")?.leading?.mitigations == ["never at once"])
  }

  @Test("SMT siblings share execution units, and are no core of their own")
  func smt() throws {
    let analysis = try two(cores: (0, 1), windows: (0..<4_000, 0..<4_000))
      .analysis(on: Self.siblings)
    let links = analysis.links(to: "b1", from: "a1")
    #expect(links.prefix(3) == ["smt:concurrent", "TLB:concurrent", "L1:concurrent"])
    #expect(!links.contains { $0.hasPrefix("core") })
  }

  @Test("Packages share the interconnect and neither cache nor memory node")
  func packages() throws {
    let analysis = try two(cores: (0, 2), windows: (0..<4_000, 0..<4_000))
      .analysis(on: "pack:2 [numa] l3:1 l2:2 l1:1 core:1 pu:1")
    #expect(
      analysis.links(to: "a1", from: "b1") == ["interconnect:concurrent", "host-os:concurrent"])
  }

  @Test(
    "Without a schedule everybody runs all the time, and the host's scheduler shares out a core")
  func unscheduled() throws {
    var builder = DeploymentBuilder(cores: 4, frameMicroseconds: nil)
    builder.partition("a", cores: [0])
    builder.partition("b", cores: [0])
    builder.partition("c", cores: [1])
    let analysis = try builder.analysis(on: Self.pairs)
    let links = analysis.links(to: "a1", from: "b1")
    #expect(links.contains("core:residual"))
    #expect(links.contains("host-os:concurrent"))
    #expect(!links.contains { $0.hasPrefix("hypervisor") })
    let link = try #require(analysis.path(to: "a1", from: "c1")?.leading)
    #expect(link.channel == .l2)
    #expect(link.overlapNanoseconds == nil)
  }

  @Test("Applications of one partition meet at its guest scheduler and in its address space")
  func guestScheduler() throws {
    var builder = DeploymentBuilder(cores: 1)
    builder.partition("a", cores: [0], applications: [0, 0])
    builder.window("a", core: 0, 0..<4_000)
    builder.deployment.partitions[0].guestScheduler = .fixedPriority
    builder.deployment.partitions[0].applications[1].priority = 2
    builder.deployment.partitions[0].applications[0].periodNanoseconds = 10_000_000
    builder.deployment.partitions[0].applications[0].budgetNanoseconds = 1_500_000
    let analysis = try builder.analysis(on: Self.pairs)
    let links = analysis.links(to: "a1", from: "a2")
    #expect(links.contains("partition:concurrent"))
    #expect(links.contains("address-space:residual"))
    #expect(!links.contains { $0.hasPrefix("hypervisor") })
    func mitigations(_ victim: String, _ aggressor: String) -> [String]? {
      analysis.path(to: victim, from: aggressor)?.links.first { $0.channel == .partition }?
        .mitigations
    }
    #expect(mitigations("a1", "a2") == ["higher priority"])
    #expect(mitigations("a2", "a1") == ["budget of 1500 us in 10 ms"])
  }

  @Test(
    "Threads share an address space across partitions; processes do not",
    arguments: [
      ("thread", true), ("process", false), ("container", false), ("vm", false),
    ])
  func addressSpace(backend: String, isShared: Bool) throws {
    let analysis = try two(
      cores: (0, 1), windows: (0..<4_000, 0..<4_000), backend: backend
    ).analysis(on: Self.pairs)
    let links = analysis.links(to: "a1", from: "b1")
    #expect(links.contains("address-space:concurrent") == isShared)
    let kernel = analysis.path(to: "a1", from: "b1")?.links.last
    #expect(kernel?.resource.contains("guest exits") == (backend == "vm"))
  }

  @Test("On a type 2 hypervisor the host's scheduler is shared too")
  func type2() throws {
    var builder = two(cores: (0, 1), windows: (0..<4_000, 0..<4_000))
    builder.deployment.hypervisor.type = .type2
    let path = try builder.analysis(on: Self.pairs).path(to: "a1", from: "b1")
    #expect(path?.links.last?.resource == "host kernel and scheduler")
  }

  // MARK: Invariants

  @Test("Of any deployment: no path to itself, and hardware is shared both ways", arguments: 0..<60)
  func invariants(round: Int) throws {
    let seed = UInt64.random(in: 0...(.max))
    var generator = SplitMix64(seed: seed)
    let builder = random(&generator)
    let machines = [
      Self.pairs, Self.packages, "pack:1 core:4 pu:1", "pack:1 l3:1 core:2 l2:1 l1:1 pu:2",
    ]
    let analysis = try builder.analysis(on: machines[round % machines.count])
    let count = builder.deployment.partitions.reduce(0) { $0 + $1.applications.count }
    #expect(analysis.paths.count == count * (count - 1), "seed \(seed)")
    for path in analysis.paths {
      #expect(path.victim.id != path.aggressor.id, "seed \(seed)")
      let back = try #require(
        analysis.paths.first {
          $0.victim.id == path.aggressor.id && $0.aggressor.id == path.victim.id
        })
      func facts(_ path: InterferencePath) -> [String] {
        path.links.map { "\($0.channel) \($0.resource) \($0.kind) \($0.overlapNanoseconds ?? -1)" }
      }
      #expect(facts(path) == facts(back), "seed \(seed)")
      for link in path.links {
        let frame = builder.deployment.majorFrameNanoseconds ?? 0
        #expect((link.overlapNanoseconds ?? 0) <= frame, "seed \(seed)")
        #expect(link.kind == .concurrent || (link.overlapNanoseconds ?? 0) == 0, "seed \(seed)")
      }
    }
    for point in analysis.failurePoints {
      let lost = Set(point.lost.map(\.id))
      #expect(Set(point.users.map(\.id)).isSubset(of: lost), "seed \(seed)")
    }
  }

  /// Up to six partitions on four cores; each core's frame is dealt out to those on it.
  private func random(_ generator: inout SplitMix64) -> DeploymentBuilder {
    func number(_ range: ClosedRange<Int>) -> Int {
      range.lowerBound + Int(generator.next() % UInt64(range.count))
    }
    var builder = DeploymentBuilder(cores: 4, frameMicroseconds: number(0...3) == 0 ? nil : 12_000)
    let backends = ["thread", "process", "container", "vm"]
    for index in 0..<number(1...6) {
      let first = number(0...3)
      let cores = Set([first, number(0...3)]).sorted()
      builder.partition(
        "p\(index)", cores: cores,
        applications: (0..<number(1...3)).map { cores[$0 % cores.count] },
        criticality: Deployment.Criticality.allCases[number(0...5)],
        backend: backends[number(0...3)])
    }
    guard builder.deployment.majorFrameNanoseconds != nil else { return builder }
    for core in 0..<4 {
      let here = builder.deployment.partitions.filter { $0.cores.contains(core) }.map(\.name)
      for (place, name) in here.enumerated() {
        let length = 12_000 / Int64(here.count)
        let start = Int64(place) * length
        builder.window(name, core: core, start..<start + Int64(number(1...Int(length))))
      }
    }
    return builder
  }

  @Test("A partition per core with caches of its own has no path through core, TLB, L1 or L2")
  func partitionPerCore() throws {
    var builder = DeploymentBuilder(cores: 4)
    for core in 0..<4 {
      builder.partition("p\(core)", cores: [core])
      builder.window("p\(core)", core: core, 0..<10_000)
    }
    let analysis = try builder.analysis(on: "pack:1 l3:1 l2:4 l1:1 core:1 pu:1")
    let close: Set<InterferenceChannel> = [.core, .smt, .tlb, .l1, .l2]
    for path in analysis.paths {
      #expect(path.links.allSatisfy { !close.contains($0.channel) })
      #expect(path.leading?.channel == .l3)
    }
  }

  @Test("An application with two threads meets others on both of its cores")
  func twoThreads() throws {
    var builder = DeploymentBuilder(cores: 4)
    builder.partition("a", cores: [0, 2], applications: [0])
    builder.deployment.partitions[0].applications[0].workload = .made("ping-pong")
    builder.partition("b", cores: [3])
    for core in [0, 2] { builder.window("a", core: core, 0..<5_000) }
    builder.window("b", core: 3, 0..<5_000)
    let analysis = try builder.analysis(on: Self.pairs)
    #expect(analysis.path(to: "b1", from: "a1")?.leading?.resource == "L2 of cores 2-3")
  }
}
