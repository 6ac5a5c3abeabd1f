import Foundation
import HardwareTopology
import Testing

@Suite struct ExportTests {
  @Test("The XML of a topology loads as the same topology", arguments: Machines.names)
  func xml(name: String) throws {
    let topology = try Machines.load(name)
    try Machines.withFile(topology.exportXML()) { path in
      let again = try Topology(loading: .xmlFile(path: path))
      #expect(again.csv() == topology.csv())
      #expect(again.distances == topology.distances)
      #expect(again.cpuKinds == topology.cpuKinds)
      #expect(again.usable == topology.usable && again.offline == topology.offline)
      #expect(again.virtualMachine == topology.virtualMachine)
    }
  }

  @Test("The CSV has one row per object and the columns it promises")
  func csv() throws {
    let csv = try Machines.load("kvm-guest-4").csv()
    let lines = csv.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(csv.hasSuffix("\n"))
    #expect(
      lines[0] == "kind,level,type,os_index,logical_index,bytes,line_bytes,ways,shared_by")
    #expect(lines.contains("package,,,0,0,,,,0-3"))
    #expect(lines.contains("numa,,,0,0,6268608512,,,0-3"))
    #expect(lines.contains("cache,3,unified,,0,33554432,64,16,0-3"))
    #expect(lines.contains("cache,1,instruction,,2,32768,64,8,2"))
    #expect(lines.contains("core,,,2,2,,,,2"))
    #expect(lines.contains("pu,,,3,3,,,,3"))
    #expect(lines.count == 1 + 1 + 1 + 13 + 4 + 4 + 1)
  }

  @Test("A list of PUs with commas is quoted")
  func quoting() throws {
    let csv = try Machines.load("smt-server-2x16").csv()
    #expect(csv.contains("\ncore,,,0,0,,,,\"0,32\"\n"))
  }

  @Test("What is unknown is an empty cell, not a zero")
  func unknown() throws {
    let csv = try Machines.synthetic("l2:2(size=1MiB) core:1 pu:1").csv()
    #expect(csv.contains("\ncache,2,unified,,0,1048576,64,,0\n"))
  }

  @Test("The JSON says what the values say, the same way every time", arguments: Machines.names)
  func json(name: String) throws {
    let topology = try Machines.load(name)
    let text = topology.json()
    #expect(text == topology.json())
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["usable"] as? String == topology.usable.description)
    #expect(object["is_this_system"] as? Bool == false)
    #expect((object["caches"] as? [[String: Any]])?.count == topology.caches.count)
    let units = try #require(object["processing_units"] as? [[String: Any]])
    #expect(units.map { $0["os_index"] as? Int } == topology.processingUnits.map(\.osIndex))
    let cache = try #require((object["caches"] as? [[String: Any]])?.last)
    #expect(cache["line_bytes"] as? Int == 64)
    #expect(cache["kind"] as? String == "unified")
  }
}
