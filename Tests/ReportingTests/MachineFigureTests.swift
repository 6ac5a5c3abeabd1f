import Results
import Testing

@testable import Reporting

@Suite("The drawing of the machine")
struct MachineFigureTests {
  /// Packages of last-level caches of cores, with two CPUs a core where asked, numbered as Linux does.
  static func machine(
    packages: Int, caches: Int, cores: Int, hasSiblings: Bool = false
  ) -> MachineBox {
    let all = packages * caches * cores
    var next = 0
    let boxes = (0..<packages).map { package in
      let inner = (0..<caches).map { _ in
        let leaves = (0..<cores).map { _ in
          defer { next += 1 }
          return MachineBox(
            title: "Core \(next)", details: ["L2 1 MiB", "L1d 32 KiB"],
            pus: hasSiblings ? [next, next + all] : [next])
        }
        return MachineBox(
          title: "L3 32 MiB", details: [], pus: leaves.flatMap(\.pus), children: leaves)
      }
      return MachineBox(
        title: "Package \(package)", details: ["NUMA node \(package) 377 GiB"],
        pus: inner.flatMap(\.pus), children: inner)
    }
    return MachineBox(
      title: "Machine", details: [], pus: boxes.flatMap(\.pus), children: boxes)
  }

  private static func results(_ machine: MachineBox) -> ResultSet {
    var results = SyntheticResults(policies: ["pinned"]).results()
    results.machine = machine
    return results
  }

  private static func figure(_ results: ResultSet) throws -> Figure {
    try #require(Figures.all(for: results).first { $0.name == "topology" })
  }

  @Test("Every CPU can be pointed at, and says whose it was", arguments: [1, 12])
  func chips(caches: Int) throws {
    let machine = Self.machine(packages: 2, caches: caches, cores: 8, hasSiblings: true)
    let results = Self.results(machine)
    let svg = try #require(ParsedSVG(Self.figure(results).svg(.html)))
    let chips = svg.tips.filter { $0.hasPrefix("CPU ") && !$0.contains("L1d") }
    #expect(chips.count == machine.pus.count)
    for user in MachineUse(results).users {
      for cpu in user.cpus {
        let tip = try #require(chips.first { $0.hasPrefix("CPU \(cpu)\n") })
        #expect(tip.contains(user.name))
      }
    }
  }

  @Test("Boxes lie inside the box around them, and apart from their neighbours")
  func nested() {
    let machine = Self.machine(packages: 2, caches: 12, cores: 8)
    let placed = MachineLayout(machine, width: 1280, usersOfCPU: 2).placed
    #expect(placed.count == 1 + 2 + 24 + 192)
    for (index, one) in placed.enumerated() {
      for other in placed[(index + 1)...] where other.depth == one.depth {
        #expect(!one.box.intersects(other.box), "\(one.machine.title) on \(other.machine.title)")
      }
      for child in placed
      where child.depth == one.depth + 1
        && Set(child.machine.pus).isSubset(of: one.machine.pus)
      {
        #expect(child.box.x >= one.box.x && child.box.right <= one.box.right)
        #expect(child.box.y >= one.box.y && child.box.bottom <= one.box.bottom)
      }
    }
    #expect(placed[0].box.width <= 1280)
  }

  @Test("The headline names the smallest thing that all of them share")
  func shared() throws {
    var results = ResultSet(
      directory: "", isPartial: false, cells: [], rounds: [], summary: [], windows: [],
      histogram: [], events: [], provenance: SyntheticResults().results().provenance)
    results.machine = Self.machine(packages: 2, caches: 2, cores: 4)
    results.partitions = [("gyro", "0"), ("video", "1")].map { name, cpus in
      var row = PartitionRow()
      (row.partition, row.cpus) = (name, cpus)
      return row
    }
    #expect(
      try Self.figure(results).headline
        == "Gyro (CPU 0) and video (CPU 1) share L3 32 MiB, on a machine of 16 cores")
    results.partitions[1].cpus = "8-9"
    #expect(try Self.figure(results).headline.contains("share Machine"))
  }

  @Test("Where nobody read the machine there is no drawing of it")
  func absent() {
    #expect(!Figures.all(for: SyntheticResults().results()).contains { $0.name == "topology" })
  }
}
