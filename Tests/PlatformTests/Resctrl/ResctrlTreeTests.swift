import ResctrlDouble
import Testing

@testable import Platform

@Suite("resctrl, read on a tree of the same layout")
struct ResctrlTreeTests {
  private func tree(_ machine: TreeMachine) throws -> ResctrlTree {
    try #require(machine.machine.tree)
  }

  @Test("A server: ways, classes, bandwidth and counters are what its files say")
  func skylake() throws {
    let machine = TreeMachine(.skylake)
    let tree = try tree(machine)
    let cache = try #require(try tree.caches(level: 3).first)
    #expect(cache.name == "L3" && cache.classes == 16 && cache.leastWays == 1 && !cache.isSparse)
    #expect(cache.cache(domain: 0).sharedWithHardware == CapacityMask(0x600))
    #expect(try tree.caches(level: 2).isEmpty)
    #expect(try tree.classes() == 8, "the least of all resources counts")
    let bandwidth = try #require(try tree.bandwidth(isAMD: false, hasController: false))
    #expect(bandwidth.unit == .percent && bandwidth.least == 10 && bandwidth.step == 10)
    #expect(bandwidth.isLinear && bandwidth.threadThrottleMode == "max")
    #expect(try tree.monitoring()?.identifiers == 144)
    #expect(tree.lastCommandStatus == "ok")
    #expect(tree.groupNames.isEmpty, "info, mon_data and mon_groups are no groups")
    #expect(tree.defaultGroup.tasks == [1, 2])
    #expect(tree.defaultGroup.bytes(of: "L3") == 11 << 20)
  }

  @Test("With code divided from data there are two resources of a level")
  func codeAndData() throws {
    let machine = TreeMachine(.codeAndData)
    #expect(try tree(machine).caches(level: 3).map(\.name) == ["L3CODE", "L3DATA"])
    #expect(machine.machine.hasOption("cdp") && !machine.machine.hasOption("mba_MBps"))
  }

  @Test("What the hardware lacks is missing, not an error: no MBA, no monitoring, no allocation")
  func lacking() throws {
    var layout = ResctrlLayout.skylake.without("MB").without("L3_MON")
    layout.monitors = nil
    let bare = TreeMachine(layout)
    #expect(try tree(bare).bandwidth(isAMD: false, hasController: false) == nil)
    #expect(try tree(bare).monitoring() == nil)
    #expect(try tree(bare).defaultGroup.reading(.occupancy) == .absent)
    let monitoring = TreeMachine(.skylake.without("L3").without("MB"))
    #expect(try tree(monitoring).caches(level: 3).isEmpty)
    #expect(try tree(monitoring).classes() == nil)
  }

  @Test(
    "Garbage in a file is an error that names the file",
    arguments: [
      ("L3/cbm_mask", "zz\n"), ("L3/cbm_mask", "0x7ff\n"), ("L3/cbm_mask", "-1\n"),
      ("L3/cbm_mask", "0\n"), ("L3/cbm_mask", "fffffffff\n"), ("L3/num_closids", "many\n"),
      ("L3/num_closids", "0\n"), ("L3/min_cbm_bits", "-2\n"), ("L3/shareable_bits", "g\n"),
      ("L3/bit_usage", "0=SSS\n"), ("L3/bit_usage", "0=??SSSSSSSSS\n"), ("L3/bit_usage", "SS\n"),
      ("L3/sparse_masks", "no\n"),
    ])
  func garbage(file: String, text: String) throws {
    let machine = TreeMachine()
    machine.write(text, to: "info/\(file)")
    let tree = try tree(machine)
    let error = #expect(throws: ResctrlError.self) { try tree.cache("L3") }
    #expect(error?.path.contains("/info/L3") == true && error?.reason.isEmpty == false)
  }

  @Test("An older kernel says nothing of usage and gaps, and is taken at its shareable bits")
  func old() throws {
    var layout = ResctrlLayout.skylake
    layout.info["L3/bit_usage"] = nil
    layout.info["L3/sparse_masks"] = nil
    let machine = TreeMachine(layout)
    let cache = try #require(try tree(machine).cache("L3"))
    #expect(cache.usage.isEmpty && !cache.isSparse)
    #expect(cache.cache(domain: 0).sharedWithHardware == CapacityMask(0x600))
  }

  @Test("Counters sum over caches; a word of the kernel's instead of a number is passed on")
  func counters() throws {
    let machine = TreeMachine(.rome)
    let group = try tree(machine).defaultGroup
    machine.write("1000\n", to: "mon_data/mon_L3_00/llc_occupancy")
    machine.write("24\n", to: "mon_data/mon_L3_01/llc_occupancy")
    #expect(group.reading(.occupancy) == .bytes(1024))
    machine.write("Unavailable\n", to: "mon_data/mon_L3_01/mbm_total_bytes")
    #expect(group.reading(.totalTraffic) == .unavailable)
  }

  @Test("Where it stands: not known to the kernel, not mounted, mounted with its options")
  func states() {
    var layout = ResctrlLayout.skylake
    layout.options = ["cdp", "mba_MBps"]
    let mounted = TreeMachine(layout)
    #expect(
      mounted.machine.state
        == .mounted(path: mounted.mountPoint, options: ["rw", "relatime", "cdp", "mba_MBps"]))
    layout.isMounted = false
    let unmounted = TreeMachine(layout)
    #expect(unmounted.machine.state == .unmounted)
    layout.isListed = false
    let without = TreeMachine(layout)
    #expect(without.machine.state == .unsupported && without.machine.tree == nil)
    #expect(!without.machine.lacksFlag("cat_l3") && without.machine.lacksFlag("cat"))
    let rome = TreeMachine(.rome)
    #expect(!without.machine.isAMD && rome.machine.isAMD)
    let nowhere = ResctrlMachine(root: "/no/such/machine")
    #expect(nowhere.state == .unsupported)
    #expect(!nowhere.lacksFlag("cat_l3"), "a processor without words of this kind may have it")
  }
}

@Suite("Bandwidth values")
struct BandwidthValueTests {
  private func resource(_ unit: BandwidthResource.Unit, least: Int = 10, step: Int = 10)
    -> BandwidthResource
  {
    BandwidthResource(
      classes: 8, least: least, step: step, unit: unit, isLinear: true, threadThrottleMode: nil)
  }

  @Test("In percent they are steps that the hardware has, never below the share nor above 100")
  func percent() {
    let resource = resource(.percent)
    #expect(
      [0, 0.05, 0.1, 0.11, 0.5, 0.95, 1].map { resource.value(share: $0, of: 0) }
        == [10, 10, 10, 20, 50, 100, 100])
    #expect(resource.megabytesPerSecond(50) == nil, "a percentage is no rate")
  }

  @Test("With the software controller they are MiB/s, on AMD eighths of GB/s")
  func rates() {
    #expect(resource(.mebibytesPerSecond).value(share: 0.5, of: 10_485.76) == 5000)
    #expect(resource(.mebibytesPerSecond).value(share: 0, of: 1000) == 1)
    let amd = resource(.eighthGigabytesPerSecond, least: 1, step: 1)
    #expect(amd.value(share: 0.2, of: 10_000) == 16)
    #expect(amd.megabytesPerSecond(16) == 2000)
  }
}
