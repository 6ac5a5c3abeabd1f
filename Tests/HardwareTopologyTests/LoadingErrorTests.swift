import Foundation
import HardwareTopology
import Testing

@Suite struct LoadingErrorTests {
  private func refusal(_ content: String) throws -> String? {
    try Machines.withFile(content) { path in
      message { _ = try Topology(loading: .xmlFile(path: path)) }?
        .replacing(path, with: "FILE")
    }
  }

  @Test(
    "A path that is no readable file is refused with the system's reason",
    arguments: [
      ("/nonexistent/machine.xml", "No such file or directory"), ("/tmp", "Is a directory"),
      ("/dev/zero", "it is larger than 64 MiB, too large for a topology"),
      ("/dev/null", "it is empty"), ("", "No such file or directory"),
    ])
  func path(path: String, reason: String) {
    #expect(message { _ = try Topology(loading: .xmlFile(path: path)) } == "\(path): \(reason)")
  }

  @Test(
    "A file that is no topology is refused with what it is",
    arguments: [
      ("hello\n", "it has no <topology> element: hwloc XML comes from lstopo --of xml FILE"),
      ("a\0b", "it is not a text file"),
      ("<topology version=\"2.0\">\n", "it is cut short: </topology> is missing"),
      ("<topology version=\"2.0\"></topology>\n", ":1: it does not begin with an object"),
    ])
  func content(content: String, reason: String) throws {
    #expect(try refusal(content) == (reason.hasPrefix(":") ? "FILE" : "FILE: ") + reason)
  }

  @Test("A fault inside a topology is refused, with its line where it is known")
  func faults() throws {
    let good = try String(contentsOfFile: Machines.path("kvm-guest-4.xml"), encoding: .utf8)
    #expect(try refusal(good) == nil)
    let line =
      try #require(
        good.split(separator: "\n").firstIndex { $0.contains("\"Core\"") }) + 1
    #expect(
      try refusal(good.replacing("\"Core\"", with: "\"Coro\""))
        == "FILE:\(line): unknown object type \"Coro\"")
    // hwloc 2.9 would die of this one.
    #expect(
      try refusal(good.replacing(#" complete_cpuset="0x00000004""#, with: ""))?
        .hasSuffix("object L2Cache has cpuset but no complete_cpuset") == true)
    #expect(
      try refusal(good.replacing(#" complete_nodeset="0x00000001""#, with: ""))
        == "FILE:4: object Machine has nodeset but no complete_nodeset")
    let broken = #" allowed_cpuset=",x1""#
    #expect(
      try refusal(good.replacing(#" allowed_cpuset="0x0000000f""#, with: broken))
        == "FILE:4: allowed_cpuset=\",x1\" is not a bitmap of indices up to 8191")
    let withoutPUs = good.split(separator: "\n").filter { !$0.contains("\"PU\"") }
    #expect(
      try refusal(withoutPUs.joined(separator: "\n") + "\n")?
        .hasSuffix("object Core has CPUs in its cpuset that are not inside it: 0") == true)
  }

  @Test("hwloc and libxml print nothing of their own")
  func silence() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent, \.standardOutputContent]
    ) {
      let good = try String(contentsOfFile: Machines.path("kvm-guest-4.xml"), encoding: .utf8)
      for bad in [
        "junk", "<topology></topology>", "<topology version=\"9\"><x y='1'/></topology>",
        good.replacing("cache_type=\"1\"", with: "cache_type=\"7\""),
        good.replacing("nodeset=\"0x00000001\"", with: "nodeset=\"0x00000000\""),
        good.replacing("</object>", with: "&nbsp;</object>"),
      ] {
        try Machines.withFile(bad) { _ = try? Topology(loading: .xmlFile(path: $0)) }
      }
      for bad in ["foo:2", "core:2", "pu:0", "pack:2 [numa(memory=x)] pu:1"] {
        _ = try? Machines.synthetic(bad)
      }
    }
    #expect(result?.standardErrorContent.isEmpty == true)
  }

  @Test(
    "A tag that is not well formed is refused",
    arguments: [
      ("<object type=\"Machine\"", "a tag has no end"),
      ("</object>", "</object> closes nothing"),
      ("<object type=Machine/>", "<object> has a malformed attribute"),
      ("<object type=\"Machine/>", "<object> has a malformed attribute"),
      ("<object type=\"PU\" type=\"PU\"/>", "<object> has type twice"),
      ("<object/>", "an object has no type"),
      ("<info>", "</topology> closes nothing"),
    ])
  func tags(tag: String, reason: String) throws {
    #expect(
      try refusal("<?xml version=\"1.0\"?>\n<topology version=\"2.0\">\n\(tag)\n</topology>\n")?
        .hasSuffix(": \(reason)") == true)
  }

  @Test("A file cut short anywhere is refused or read, never fatal")
  func truncation() throws {
    let good = try String(contentsOfFile: Machines.path("kvm-guest-4.xml"), encoding: .utf8)
    for length in stride(from: 0, to: good.count - 15, by: 97) {
      #expect(try refusal(String(good.prefix(length))) != nil, "cut at \(length)")
    }
  }

  @Test("A line lost anywhere is refused or read, never fatal")
  func lostLines() throws {
    let lines = try String(contentsOfFile: Machines.path("kvm-guest-4.xml"), encoding: .utf8)
      .split(separator: "\n")
    for index in lines.indices {
      var damaged = lines
      damaged.remove(at: index)
      try Machines.withFile(damaged.joined(separator: "\n") + "\n") { path in
        if let topology = try? Topology(loading: .xmlFile(path: path)) {
          #expect(!topology.drawing().isEmpty && !topology.pus.isEmpty)
        }
      }
    }
  }

  @Test(
    "What is wrong with a synthetic description is named",
    arguments: [
      ("", "it is empty"),
      ("pack:2 foo:3", "hwloc can't read \"foo:3\" as its last level"),
      ("pack:2 foo:3 pu:2", "hwloc can't read \"foo:3\""),
      ("core:2", "hwloc can't read \"core:2\" as its last level"),
      ("pack:0 core:2 pu:1", "hwloc can't read \"pack:0\""),
      ("core:60000 pu:60000", "it has more than 2048 PUs"),
      ("core:4000000000 pu:4000000000", "it has more than 2048 PUs"),
      ("pack:1024 [numa] [numa] [numa] pu:1", "it has more than 2048 NUMA nodes"),
      // Numbers that hwloc reads and nobody would write.
      ("core:0x9999 pu:1", "\"core:0x9999\" is no level"),
      ("core(:9999 pu:1", "\"core(:9999 pu:1\" is no level"),
      ("9999pu:6", "\"9999pu:6\" is no level"),
      ("core:9999l2:1 pu:1", "\"core:9999l2:1\" is no level"),
    ])
  func synthetic(text: String, reason: String) {
    #expect(
      message { _ = try Machines.synthetic(text) }
        == "synthetic topology \"\(text)\": \(reason) "
        + "(levels are TYPE:COUNT and end in pu, as in \"pack:2 l3:1 core:4 pu:2\")")
  }

  @Test("Two NUMA nodes of one number are refused")
  func twins() {
    #expect(
      message { _ = try Machines.synthetic("pack:2 [numa(indexes=1,1)] pu:1") }?
        .hasSuffix("two of its NUMA nodes have one number") == true)
  }
}
