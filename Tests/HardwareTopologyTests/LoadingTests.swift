import Foundation
import Testing

@testable import HardwareTopology

@Suite struct LoadingTests {
  @Test("A synthetic machine has what its description says")
  func synthetic() throws {
    let topology = try Machines.synthetic("pack:2 numa:2 l3:1 l2:4 core:1 pu:2")
    #expect(topology.packages.count == 2)
    #expect(topology.numaNodes.map(\.osIndex) == [0, 1, 2, 3])
    #expect(topology.caches.filter { $0.level == 3 }.count == 4)
    #expect(topology.caches.filter { $0.level == 2 }.count == 16)
    #expect(topology.cores.count == 16)
    #expect(topology.processingUnits.map(\.osIndex) == Array(0..<32))
    #expect(topology.threadsPerCore == 2)
    let last = try #require(topology.processingUnit(31))
    #expect(last.core == 15 && last.package == 1 && last.numaNode == 3)
    #expect(topology.usable == PUSet(0..<32))
    #expect(topology.virtualMachine == nil)
    #expect(!topology.isThisSystem)
    #expect(topology.hwlocVersion.hasPrefix("2."))
  }

  @Test("A real machine's file keeps its caches as they are")
  func guest() throws {
    let topology = try Machines.load("kvm-guest-4")
    #expect(
      topology.caches.map(\.name)
        == ["L1d", "L1i", "L2", "L3"].flatMap {
          Array(repeating: $0, count: $0 == "L3" ? 1 : 4)
        })
    let last = try #require(topology.lastLevelCache(of: 2))
    #expect(last.level == 3 && last.kind == .unified && last.pus == [0, 1, 2, 3])
    #expect(last.bytes == 32 << 20 && last.lineBytes == 64 && last.ways == .count(16))
    #expect(topology.bytes(ofCacheLevel: 1, for: 3) == 32 << 10)
    #expect(topology.bytes(ofCacheLevel: 2, for: 3) == 1 << 20)
    #expect(topology.bytes(ofCacheLevel: 4, for: 3) == nil)
    #expect(topology.bytes(ofCacheLevel: 2, for: 99) == nil)
    #expect(topology.dataCaches(of: 0).map(\.name) == ["L1d", "L2", "L3"])
    #expect(topology.model == "AMD EPYC")
    #expect(topology.numaNodes.map(\.memoryBytes) == [6_268_608_512])
  }

  @Test("Cores of different kinds keep their own caches and names")
  func hybrid() throws {
    let topology = try Machines.load("hybrid-8p8e")
    #expect(topology.bytes(ofCacheLevel: 2, for: 0) == 1280 << 10)
    #expect(topology.bytes(ofCacheLevel: 2, for: 16) == 2 << 20)
    let byPUs = Dictionary(uniqueKeysWithValues: topology.cpuKinds.map { ($0.pus, $0) })
    #expect(byPUs[PUSet(0..<16)]?.infos["CoreType"] == "IntelCore")
    #expect(byPUs[PUSet(16..<24)]?.infos["CoreType"] == "IntelAtom")
    #expect(byPUs[PUSet(16..<24)]?.efficiency == 0)
  }

  @Test("Distances are read as a matrix")
  func distances() throws {
    let matrix = try #require(Machines.load("epyc-2x96").distances.first)
    #expect(matrix.name == "NUMALatency" && matrix.meaning == .latency)
    #expect(matrix.objects == ["NUMANode 0", "NUMANode 1"])
    #expect(matrix.values == [[10, 32], [32, 10]])
  }

  @Test("PUs outside the cpuset and offline ones are told apart")
  func restricted() throws {
    let topology = try Machines.load("guest-restricted")
    #expect(topology.pus == PUSet(0..<6))
    #expect(topology.usable == [0, 1, 2, 3])
    #expect(topology.offline == [6, 7])
    #expect(topology.processingUnits.map(\.isAllowed) == [true, true, true, true, false, false])
    #expect(topology.virtualMachine?.product == "QEMU")
    #expect(throws: Never.self) { try topology.requireUsable([0, 3]) }
    #expect(
      message { try topology.requireUsable([0, 4]) }
        == "CPU 4: it is outside this process's cpuset (usable here: 0-3)")
    #expect(
      message { try topology.requireUsable([6]) }
        == "CPU 6: it is offline (echo 1 > /sys/devices/system/cpu/cpu6/online)")
    #expect(
      message { try topology.requireUsable([9]) }
        == "CPU 9: there is no such CPU (usable here: 0-3)")
  }

  @Test("A machine of another make is not one to run on")
  func notThisSystem() throws {
    let topology = try Machines.synthetic("core:2 pu:1")
    #expect(
      message { try topology.requireThisSystem() }
        == "this topology is not this machine (synthetic \"core:2 pu:1\"): "
        + "it can be drawn and planned with, not run on")
  }

  @Test("hwloc's environment variables stand in for the machine, and the source says so")
  func environment() throws {
    let synthetic = try Topology(loading: .thisMachine) {
      ["HWLOC_SYNTHETIC": "core:3 pu:1", "HWLOC_XMLFILE": "/nonexistent"][$0]
    }
    #expect(synthetic.cores.count == 3 && !synthetic.isThisSystem)
    #expect(synthetic.source.description == "environment HWLOC_SYNTHETIC=core:3 pu:1")

    let path = Machines.path("hybrid-8p8e.xml")
    let file = try Topology(loading: .thisMachine) { $0 == "HWLOC_XMLFILE" ? path : nil }
    #expect(file.cores.count == 16 && !file.isThisSystem)
    #expect(file.source == .environment(variable: "HWLOC_XMLFILE", value: path))

    // hwloc itself would show the real machine here, without a word.
    #expect(
      message {
        _ = try Topology(loading: .thisMachine) { $0 == "HWLOC_XMLFILE" ? "/nonexistent" : nil }
      } == "/nonexistent: No such file or directory")
  }

  @Test("Only a library of the same major version is used")
  func libraryVersion() throws {
    try HwlocTopology.check(built: 0x0002_0800, running: 0x0002_0b00)
    #expect(
      message { try HwlocTopology.check(built: 0x0002_0800, running: 0x0003_0000) }
        == "built for hwloc 2.x, but the libhwloc found at run time is 3.x: "
        + "install libhwloc 2.x or rebuild")
  }
}

/// The text of the error that `body` throws.
func message(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return "\(error)"
  }
}
