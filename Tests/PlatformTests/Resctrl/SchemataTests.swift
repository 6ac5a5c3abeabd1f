import Testing

@testable import Platform

@Suite("Schemata of a resctrl group")
struct SchemataTests {
  @Test("Are read as the kernel pads them, and written without blanks")
  func padded() throws {
    let schemata = try Schemata("    MB:0= 100;1=  20\n    L3:0=7ff;1=00f\n L2CODE:0=ff\n")
    #expect(schemata["MB"] == [0: 100, 1: 20])
    #expect(schemata.masks("L3") == [0: CapacityMask(0x7ff), 1: CapacityMask(0xf)])
    #expect(schemata.lines.map(\.description) == ["MB:0=100;1=20", "L3:0=7ff;1=f", "L2CODE:0=ff"])
    #expect(schemata["L3DATA"] == nil)
  }

  @Test("Know masks from numbers: 10 is sixteen ways' fifth, or ten percent")
  func radix() throws {
    let schemata = try Schemata("L3:0=10\nMB:0=10\nSMBA:0=10\n")
    #expect(schemata["L3"] == [0: 16])
    #expect(schemata["MB"] == [0: 10] && schemata["SMBA"] == [0: 10])
  }

  @Test("Take the whole range of the software controller, and caches with gaps in their numbers")
  func wide() throws {
    let schemata = try Schemata("MB:0=4294967295;8=1\n")
    #expect(schemata["MB"] == [0: 4_294_967_295, 8: 1])
  }

  @Test(
    "Are refused with the line that is none of theirs",
    arguments: [
      "", "\n\n", "L3", "L3:", "L3:0", "L3:0=", "L3:0=xyz", "L3:0=-1", "L3:x=1", "L3:-1=1",
      "L3:0=1;0=2", "L3:0=1\nL3:0=1", "L3:uninitialized", "MB:0=1f", ":0=1", "L3:0=1:1=2",
      "L3:0=123456789", "\u{0}\u{1}", "L3:0=1;;1", "L 3:0=1",
    ])
  func garbage(text: String) {
    let error = #expect(throws: ResctrlError.self) { try Schemata(text, path: "/x/schemata") }
    #expect(error?.path == "/x/schemata" && error?.reason.isEmpty == false)
  }

  @Test("Say what of a request is otherwise, and nothing of what was not asked for")
  func differences() throws {
    let seen = try Schemata("L3:0=ff;1=f0\nMB:0=100;1=100\n")
    #expect(seen.differences(from: try Schemata("L3:1=f0\n")).isEmpty)
    #expect(
      seen.differences(from: try Schemata("L3:0=f;1=f0\nMB:1=20\nL2:0=3\n"))
        == ["L3:0 is ff, not f", "MB:1 is 100, not 20", "L2:0 is missing, not 3"])
  }
}

@Suite("Usage of a cache's ways")
struct BitUsageTests {
  @Test("Is written highest way first, and read by way")
  func order() throws {
    let usage = try #require(BitUsage("XHSE0P"))
    #expect(
      usage.uses == [
        .pseudoLocked, .unused, .exclusive, .shareable, .hardware, .hardwareAndSoftware,
      ])
    #expect(usage.reserved == CapacityMask(0b000101))
    #expect(usage.sharedWithHardware == CapacityMask(0b110000))
  }

  @Test(
    "With a letter that nobody has documented is not guessed at", arguments: ["", "S?", "s", "1"])
  func unknown(letters: String) { #expect(BitUsage(letters) == nil) }
}

@Suite("Counters of a resctrl group")
struct MonitorReadingTests {
  @Test(
    "Are bytes, or the kernel's word for having none",
    arguments: [
      ("16234000\n", MonitorReading.bytes(16_234_000)), ("Unavailable\n", .unavailable),
      ("Error\n", .error), ("Unassigned\n", .unassigned), ("-1\n", .garbage("-1")),
      ("99999999999999999999\n", .garbage("99999999999999999999")), ("", .garbage("")),
    ])
  func words(text: String, reading: MonitorReading) {
    #expect(MonitorReading(text) == reading)
  }

  @Test("Sum to a number only when every cache gave one")
  func sums() {
    #expect(MonitorReading.sum([.bytes(1), .bytes(2)]) == .bytes(3))
    #expect(MonitorReading.sum([.bytes(1), .unavailable, .error]) == .unavailable)
    #expect(MonitorReading.sum([]) == .absent)
  }
}
