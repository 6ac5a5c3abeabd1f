import Foundation
import HardwareTopology
import Testing

/// Files that hwloc writes, and ones that somebody has changed.
@Suite struct ForeignXMLTests {
  private static let machine = "pack:2 [numa] l3:1 core:2 pu:1"

  private func refusal(_ content: String) throws -> String? {
    try Machines.withFile(content) { path in
      message { _ = try Topology(loading: .xmlFile(path: path)) }?
        .replacing(path + ":", with: "")
    }
  }

  @Test(
    "What hwloc writes of a synthetic machine is read as that machine",
    arguments: [
      machine, "pu:1", "pack:2 l3:12 core:8 pu:2", "[numa] pack:2 [numa] [numa] l2:2 core:2 pu:1",
      "pack:2 group:3 die:2 l3:2 l2:2 l1i:1 l1d:1 core:1 pu:2(indexes=core:pu)",
    ])
  func synthetic(text: String) throws {
    let topology = try Machines.synthetic(text)
    try Machines.withFile(topology.exportXML()) { path in
      let again = try Topology(loading: .xmlFile(path: path))
      #expect(again.csv() == topology.csv())
    }
  }

  @Test("Devices, remarks and memory attributes do not keep a machine from being read")
  func devices() throws {
    let topology = try Machines.load("kvm-guest-4-devices")
    #expect(topology.pus == [0, 1, 2, 3] && topology.cores.count == 4)
    #expect(topology.cpuKinds.map(\.pus) == [[2, 3], [0, 1]])
    #expect(topology.cpuKinds.last?.infos["CoreType"] == "Big")
    for word in ["OSDev", "Misc", "memattr", "support"] {
      #expect(!topology.exportXML().contains("type=\"\(word)\""))
    }
  }

  @Test("A file of hwloc 1 is read with its memory and its distances")
  func first() throws {
    let topology = try Machines.load("two-memories-hwloc1")
    #expect(topology.packages.map(\.pus) == [[0, 1], [2, 3]])
    #expect(Set(topology.numaNodes.map(\.osIndex)) == [0, 1, 2, 3])
    let matrix = try #require(topology.distances.first)
    #expect(
      matrix.values == [[10, 17, 21, 28], [17, 10, 28, 21], [21, 28, 10, 17], [28, 21, 17, 10]])
  }

  @Test(
    "A file that hwloc would take, and stumble over, is refused with the line and the reason",
    arguments: [
      (
        " version=\"2.0\"", " version=\"3.0\"",
        "3: its version is \"3.0\", and hwloc 2 reads 1.0 and 2.0"
      ),
      ("type=\"Machine\"", "type=\"Core\"", "4: the first object is a Core, not a Machine"),
      ("complete_nodeset", "x", "4: object Machine has nodeset but no complete_nodeset"),
      (
        " cpuset=\"0x0000000f\"", " cpuset=\"0x0000000f,\"",
        "more in cpuset than in complete_cpuset"
      ),
      ("cpuset=\"0x00000003\"", "cpuset=\"0x00000007\"", "more in cpuset than in complete_cpuset"),
      (
        "cpuset=\"0x00000001\"", "cpuset=\"0x00000000\"",
        "object PU has more in cpuset than what it is in"
      ),
      (
        "\"PU\" os_index=\"1\"", "\"PU\" os_index=\"2\"",
        "object PU 2 has others in complete_cpuset"
      ),
      (
        "\"PU\" os_index=\"1\"", "\"PU\" os_index=\"-1\"",
        "os_index=\"-1\" is not a number up to 8191"
      ),
      ("\"PU\" os_index=\"1\"", "\"PU\"", "object PU has no os_index"),
      (
        "\"NUMANode\" os_index=\"1\"", "\"NUMANode\" os_index=\"0\"",
        "NUMANode 0 has others in complete_nodeset"
      ),
      ("depth=\"3\"", "depth=\"9\"", "object L3Cache has another depth or cache_type"),
      ("cache_size=\"", "cache_size=\"x", "is not a number"),
      ("name=\"Backend\"", "nom=\"Backend\"", "5: <info> has no name or no value"),
      (
        "<info name=\"Backend\"", "<infos name=\"Backend\"",
        "5: <infos> is nothing that an object has"
      ),
      ("value=\"Synthetic\"", "value=\"&copy;\"", "5: <info> has a malformed attribute"),
      ("value=\"Synthetic\"", "value=\"<\"", "5: <info> has a malformed attribute"),
    ])
  func changed(from: String, to: String, reason: String) throws {
    let good = try Machines.synthetic(Self.machine).exportXML()
    #expect(try refusal(good) == nil)
    try #require(good.contains(from))
    // A change that hwloc's own text would undo must be everywhere.
    let count = from == "complete_nodeset" ? Int.max : 1
    let bad = good.replacing(from, with: to, maxReplacements: count)
    let told = try #require(try refusal(bad))
    #expect(told.hasSuffix(reason), "\(told)")
  }

  @Test("Elements without end are refused, not followed")
  func depth() throws {
    let nested = String(repeating: "<object type=\"Group\">\n", count: 100_000)
    #expect(
      try refusal("<topology version=\"2.0\">\n\(nested)")
        == "65: its elements are more than 64 deep")
  }
}
