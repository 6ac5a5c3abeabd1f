import Partitioning
import Platform
import Policies
import ResctrlDouble
import Testing

@Suite("Policy mba, on a tree of the same layout")
struct BandwidthPolicyTests {
  private func asked(_ round: ResctrlRound, share: Double) throws -> Schemata {
    let policy = MemoryBandwidthAllocation(share: share, on: round.machine.machine)
    let (_, lever) = try round.engage(policy)
    defer { lever.release() }
    let path = "\(round.machine.mountPoint)/\(round.machine.group("aggressor"))"
    #expect(round.machine.machine.tree?.groupNames == [round.machine.group("aggressor")])
    return try ResctrlGroup(path: path).schemata()
  }

  @Test("In percent the others get a step that the hardware has; the victim stays unlimited")
  func percent() throws {
    let round = ResctrlRound(machine: TreeMachine(.skylake))
    #expect(try asked(round, share: 0.1)["MB"] == [0: 10])
    #expect(try asked(round, share: 0.12)["MB"] == [0: 20])
  }

  @Test("With mba_MBps, and on AMD, it is the share of what the aggressor causes unhindered")
  func rates() throws {
    var layout = ResctrlLayout.skylake
    layout.options = ["mba_MBps"]
    layout.schemata = ["L3:0=7ff", "MB:0=4294967295"]
    #expect(try asked(ResctrlRound(machine: TreeMachine(layout)), share: 0.1)["MB"] == [0: 954])
    #expect(
      try asked(ResctrlRound(machine: TreeMachine(.rome)), share: 0.1)["MB"] == [0: 8, 1: 8])
    let silent = ResctrlRound(machine: TreeMachine(.rome), aggressorFree: nil)
    let error = #expect(throws: ResctrlError.self) { try asked(silent, share: 0.1) }
    #expect(error?.reason == "is in 1/8 GB/s, and aggressor declares no traffic")
  }

  @Test("Was in force when the aggressor caused no more than was asked for")
  func held() throws {
    let round = ResctrlRound(machine: TreeMachine(), aggressorAchieved: 1100)
    let evidence = try round.evidence(MemoryBandwidthAllocation(on: round.machine.machine))
    #expect(
      evidence
        == Evidence(
          held: true, detail: "MB:0=10 read back, aggressor caused 1100 MB/s of 1000 asked for"))
  }

  @Test("Is caught when it is set and lets everything through")
  func throughput() throws {
    let round = ResctrlRound(machine: TreeMachine(), aggressorAchieved: 9900)
    let evidence = try round.evidence(MemoryBandwidthAllocation(on: round.machine.machine))
    #expect(
      evidence
        == Evidence(
          held: false,
          detail: "MB:0=10 read back, but aggressor caused 9900 MB/s of 1000 asked for"))
  }

  @Test("Where memory counts for itself, a rate is held against that count and not the aggressor's")
  func counted() throws {
    let round = ResctrlRound(machine: TreeMachine(.rome), aggressorAchieved: 10)
    let evidence = try round.evidence(MemoryBandwidthAllocation(on: round.machine.machine)) {
      let group = "\($0.group("aggressor"))/mon_data"
      $0.write("999999999999999\n", to: "\(group)/mon_L3_00/mbm_total_bytes")
    }
    #expect(!evidence.held && evidence.detail.contains("but aggressor caused"))
  }

  @Test("An aggressor without traffic has nothing to compare: the schemata are the evidence")
  func silent() throws {
    let round = ResctrlRound(machine: TreeMachine(), aggressorFree: nil)
    let evidence = try round.evidence(MemoryBandwidthAllocation(on: round.machine.machine))
    #expect(
      evidence
        == Evidence(
          held: true, detail: "MB:0=10 read back, aggressor causes no traffic to compare"))
  }

  @Test("Together with cat it uses the same groups, and both are in force")
  func combined() throws {
    let round = ResctrlRound(machine: TreeMachine(), aggressorAchieved: 900)
    let machine = round.machine.machine
    let combination = try PolicyCombination([
      CacheAllocation(.l3, on: machine), MemoryBandwidthAllocation(on: machine),
    ])
    #expect(combination.probe(request()) == .available)
    var arrangement = try combination.arrangement(request())
    arrangement.partitions[1].freeMegabytesPerSecond = 10_000
    let levers = try combination.engage(arrangement, through: round.machine.changes)
    for lever in levers { try lever.admit([("victim", 1), ("aggressor", 1)]) }
    for lever in levers { lever.observe() }
    let aggressor = "\(round.machine.mountPoint)/\(round.machine.group("aggressor"))"
    #expect(try ResctrlGroup(path: aggressor).schemata().description == "L3:0=1e0 MB:0=10")
    let readings = levers.reduce(into: [:]) { $0.merge($1.readings()) { first, _ in first } }
    let observation = round.observation(arrangement, readings)
    // Process 1 ended up in the aggressor's group, and the victim's has lost it: for cat that is no evidence.
    #expect(combination.policies.map { $0.evidence(observation).held }.suffix(1) == [true])
    for lever in levers.reversed() { lever.release() }
    #expect(machine.tree?.groupNames == [])
  }
}
