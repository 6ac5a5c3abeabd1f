import Partitioning
import Platform
import Policies
import ResctrlDouble
import Testing

@Suite(
  "Policies on resctrl say why they cannot be had and what would help, on a tree of the same layout"
)
struct ResctrlProbeTests {
  /// Whose file this is, each with its flag.
  private static let policies: [(flag: String, make: @Sendable (ResctrlMachine) -> any Policy)] = [
    ("cat_l3", { CacheAllocation(.l3, on: $0) }), ("cat_l2", { CacheAllocation(.l2, on: $0) }),
    ("cdp_l3", { CodeDataPrioritization(on: $0) }),
    ("mba", { MemoryBandwidthAllocation(on: $0) }),
  ]

  private func obstacle(
    _ policy: Int, _ layout: ResctrlLayout, _ behaviour: TreeKernel.Behaviour = .init()
  ) -> String? {
    let machine = TreeMachine(layout, behaviour)
    return Self.policies[policy].make(machine.machine).probe(request()).obstacle
  }

  @Test("A processor without the flag: which flag, and where there is one", arguments: 0..<4)
  func noFlag(policy: Int) throws {
    let flag = Self.policies[policy].flag
    var layout = ResctrlLayout.skylake.without("L3").without("MB")
    layout.flags.removeAll { $0 == flag }
    for (isListed, isMounted) in [(false, false), (true, false), (true, true)] {
      (layout.isListed, layout.isMounted) = (isListed, isMounted)
      let reason = try #require(obstacle(policy, layout))
      #expect(reason.contains("\(flag) is not in /proc/cpuinfo"), "\(reason)")
    }
  }

  @Test("A kernel without it: which option it takes", arguments: 0..<4)
  func noKernel(policy: Int) {
    var layout = ResctrlLayout.skylake
    (layout.isListed, layout.isMounted) = (false, false)
    #expect(obstacle(policy, layout)?.contains("CONFIG_X86_CPU_RESCTRL") == true)
  }

  @Test(
    "Nobody has mounted it: root does so by itself, others are told the command", arguments: 0..<4)
  func unmounted(policy: Int) {
    var layout = ResctrlLayout.skylake
    layout.isMounted = false
    #expect(obstacle(policy, layout) == nil)
    let command = policy == 2 ? "mount -t resctrl -o cdp resctrl" : "mount -t resctrl resctrl"
    #expect(
      obstacle(policy, layout, .init(mayMount: false))?
        .hasSuffix("sudo \(command) /sys/fs/resctrl") == true)
  }

  @Test("Mounted without cdp: the command, and whose groups it would cost")
  func withoutOption() throws {
    var layout = ResctrlLayout.skylake
    layout.groups = ["tenant": [:]]
    let reason = try #require(obstacle(2, layout))
    #expect(reason.contains("is mounted without -o cdp: sudo umount "))
    #expect(reason.hasSuffix("that removes the groups of others: tenant"))
  }

  @Test("No MBA, no ways of the L2: the others work")
  func partial() {
    let layout = ResctrlLayout.skylake.without("MB", flags: ["mba"])
    #expect(obstacle(0, layout) == nil)
    #expect(
      obstacle(1, layout.without("L2", flags: ["cat_l2"]))?.contains("cat_l2 is not in") == true)
    #expect(obstacle(3, layout)?.contains("mba is not in") == true)
    #expect(obstacle(0, ResctrlLayout.skylake.without("L3", flags: ["cat_l3"])) != nil)
    #expect(obstacle(3, ResctrlLayout.skylake.without("L3", flags: ["cat_l3"])) == nil)
  }

  @Test("All classes taken: how many, and by whose groups")
  func classes() {
    var layout = ResctrlLayout.skylake
    layout.groups = Dictionary(uniqueKeysWithValues: (1...6).map { ("tenant-\($0)", [:]) })
    #expect(
      obstacle(0, layout)
        == "needs 2 of 8 classes, 1 are free; groups of others: tenant-1, tenant-2, tenant-3, tenant-4, tenant-5, tenant-6"
    )
    #expect(obstacle(3, layout) == nil, "one group is enough for mba")
  }

  @Test("Too few ways that are nobody's: how many there are")
  func ways() {
    var layout = ResctrlLayout.skylake
    layout.info["L3/bit_usage"] = "0=EEEEEEEEEES\n"
    #expect(
      obstacle(0, layout)?.contains("do not fit into 11 ways, 10 of them others' own") == true)
  }

  @Test("Garbage in the tree: the file that holds it")
  func garbage() {
    var layout = ResctrlLayout.skylake
    layout.info["L3/cbm_mask"] = "garbage\n"
    #expect(obstacle(0, layout)?.contains("info/L3/cbm_mask: `garbage`") == true)
    layout.info["MB/bandwidth_gran"] = "\u{1}\n"
    #expect(obstacle(3, layout)?.contains("info/MB/bandwidth_gran") == true)
  }
}
