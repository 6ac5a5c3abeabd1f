import Partitioning
import Platform
import Policies
import ResctrlDouble
import Testing

@Suite("Policies cat, l2-cat and cdp, on a tree of the same layout")
struct WayPolicyTests {
  /// What a policy asks of the groups of victim and aggressor.
  private func schemata(_ policy: any Policy, on machine: TreeMachine) throws -> [String] {
    let (_, lever) = try ResctrlRound(machine: machine).engage(policy)
    defer { lever.release() }
    return try ["victim", "aggressor"].map { role in
      let path = "\(machine.mountPoint)/\(machine.group(role))"
      let seen = try ResctrlGroup(path: path).schemata()
      return Schemata(seen.lines.filter { $0.resource != "MB" }).description
    }
  }

  @Test("The victim's share of the ways are its own; those that devices fill are left out")
  func masks() throws {
    let machine = TreeMachine(.skylake)
    let policy = CacheAllocation(.l3, on: machine.machine)
    #expect(policy.probe(request()) == .available)
    #expect(try schemata(policy, on: machine) == ["L3:0=1f", "L3:0=1e0"])
    #expect(
      try schemata(policy.configured(["ways": 0.75]), on: machine) == ["L3:0=7f", "L3:0=180"])
  }

  @Test("On every cache the masks avoid what is somebody's own there")
  func domains() throws {
    var layout = ResctrlLayout.rome
    layout.info["L3/bit_usage"] = "0=SSSSSSSSSSSSSSSS;1=EEEEEEEESSSSSSSP\n"
    let machine = TreeMachine(layout)
    let policy = CacheAllocation(.l3, on: machine.machine)
    #expect(
      try schemata(policy, on: machine) == ["L3:0=ff;1=1e", "L3:0=ff00;1=e0"],
      "bits 1 to 7 of the second cache are left")
  }

  @Test("Where code and data are divided already, cat gives both the same ways")
  func catUnderCDP() throws {
    let machine = TreeMachine(.codeAndData)
    #expect(
      try schemata(CacheAllocation(.l3, on: machine.machine), on: machine)
        == ["L3DATA:0=1f L3CODE:0=1f", "L3DATA:0=1e0 L3CODE:0=1e0"])
  }

  @Test("cdp gives the victim's code, its data and the others three parts without a way in common")
  func threeParts() throws {
    let machine = TreeMachine(.codeAndData)
    let policy = CodeDataPrioritization(on: machine.machine)
    #expect(policy.probe(request()) == .available)
    #expect(
      try schemata(policy, on: machine)
        == ["L3DATA:0=1e L3CODE:0=1", "L3DATA:0=1e0 L3CODE:0=1e0"])
  }

  @Test("l2-cat divides the L2 of every core, and stands on turns on one core")
  func level2() throws {
    var layout = ResctrlLayout.skylake
    layout.addCache("L2", mask: "ff", usage: "SSSSSSSS", shareable: "0", classes: 8)
    layout.schemata.append("L2:0=ff;1=ff")
    layout.info["L2/bit_usage"] = "0=SSSSSSSS;1=SSSSSSSS\n"
    let machine = TreeMachine(layout)
    let policy = CacheAllocation(.l2, on: machine.machine)
    #expect(policy.probe(request()) == .available && policy.base?.aspect == .time)
    let seen = try schemata(policy, on: machine)
    #expect(seen.map { $0.hasSuffix("L2:0=f;1=f") } == [true, false])
    #expect(seen[1].hasSuffix("L2:0=f0;1=f0") && seen[1].hasPrefix("L3:0=7ff"))
  }

  @Test("Was in force when schemata, threads and occupancy were as they should")
  func held() throws {
    let round = ResctrlRound(machine: TreeMachine())
    let evidence = try round.evidence(CacheAllocation(.l3, on: round.machine.machine)) {
      $0.write("5000000\n", to: "\($0.group("victim"))/mon_data/mon_L3_00/llc_occupancy")
    }
    #expect(
      evidence
        == Evidence(
          held: true,
          detail:
            "read back: victim L3:0=1f, 4882 of 5120 KiB held; aggressor L3:0=1e0, 0 of 4096 KiB held"
        ))
    #expect(round.machine.machine.tree?.groupNames == [])
  }

  @Test("The part of code and data apart is both together: five ways of the victim's")
  func bothParts() throws {
    for (bytes, holds) in [(5 << 20, true), (6 << 20, false)] {
      let round = ResctrlRound(machine: TreeMachine(.codeAndData))
      let evidence = try round.evidence(CodeDataPrioritization(on: round.machine.machine)) {
        $0.write("\(bytes)\n", to: "\($0.group("victim"))/mon_data/mon_L3_00/llc_occupancy")
      }
      #expect(evidence.held == holds && evidence.detail.contains("of 5120 KiB"), "\(evidence)")
    }
  }

  @Test("Without monitoring the schemata and the threads are the evidence")
  func unmonitored() throws {
    var layout = ResctrlLayout.skylake
    layout.monitors = nil
    let round = ResctrlRound(machine: TreeMachine(layout))
    let evidence = try round.evidence(CacheAllocation(.l3, on: round.machine.machine))
    #expect(
      evidence
        == Evidence(held: true, detail: "read back: victim L3:0=1f; aggressor L3:0=1e0"))
  }

  @Test("Is caught when a mask was changed for some time, though it is right again at the end")
  func changed() throws {
    let round = ResctrlRound(machine: TreeMachine())
    let policy = CacheAllocation(.l3, on: round.machine.machine)
    let (arrangement, lever) = try round.engage(policy)
    try lever.admit([("victim", 1), ("aggressor", 1)])
    let file = "\(round.machine.group("victim"))/schemata"
    let right = try #require(round.machine.text(file))
    round.machine.write("L3:0=7ff\n", to: file)
    lever.observe()
    round.machine.write(right, to: file)
    lever.observe()
    let evidence = policy.evidence(round.observation(arrangement, lever.readings()))
    #expect(evidence == Evidence(held: false, detail: "victim: L3:0 is 7ff, not 1f"))
    lever.release()
  }

  @Test("Is caught when its threads are in the group no more")
  func left() throws {
    let round = ResctrlRound(machine: TreeMachine())
    let evidence = try round.evidence(CacheAllocation(.l3, on: round.machine.machine)) {
      $0.write("", to: "\($0.group("victim"))/tasks")
    }
    #expect(
      evidence == Evidence(held: false, detail: "victim: 1 of 1 threads had left its group"))
  }

  @Test("Is caught when a group has more of the cache than its ways hold")
  func overflowing() throws {
    let round = ResctrlRound(machine: TreeMachine())
    let evidence = try round.evidence(CacheAllocation(.l3, on: round.machine.machine)) {
      $0.write("9000000\n", to: "\($0.group("aggressor"))/mon_data/mon_L3_00/llc_occupancy")
    }
    #expect(!evidence.held && evidence.detail.hasSuffix("its lines lie in others' ways"))
  }

  @Test("A lever that does nothing leaves nothing to read, which is no evidence")
  func idle() throws {
    let round = ResctrlRound(machine: TreeMachine())
    for policy: any Policy in [
      CacheAllocation(.l3, on: round.machine.machine),
      CodeDataPrioritization(on: round.machine.machine),
      MemoryBandwidthAllocation(on: round.machine.machine),
    ] {
      let arrangement = try policy.arranged(request())
      let evidence = policy.evidence(round.observation(arrangement, [:]))
      #expect(
        !evidence.held && evidence.detail.hasPrefix("nothing was read back"), "\(policy.name)")
    }
  }

  @Test("A tree that takes a mask and does not keep it ends the round with what it has instead")
  func lying() {
    let machine = TreeMachine(.skylake, .init(keepsMasks: false))
    let error = #expect(throws: ResctrlError.self) {
      try ResctrlRound(machine: machine).evidence(CacheAllocation(.l3, on: machine.machine))
    }
    #expect(error?.reason == "took the write, but L3:0 is 7ff, not 1f")
    #expect(machine.machine.tree?.groupNames == [])
  }
}
