import HardwareTopology
import Partitioning
import Policies
import Results
import Testing

@testable import Experiment

@Suite("Plan")
struct PlanTests {
  static let suite = """
    rounds: 8
    policies: [baseline, pinned, sliced]
    victims: [chase@L2/2, read@L3/2]
    aggressors: [alu, write@2*L3]

    """

  @Test("The same suite, machine and seed give the same plan and order", arguments: [0, 1, .max])
  func sameSeed(seed: UInt64) throws {
    let first = try plan(Self.suite, seed: seed)
    let second = try plan(Self.suite, seed: seed)
    #expect(first == second)
    #expect(PlanText.json(first) == PlanText.json(second))
  }

  @Test("Another seed gives another order of the same pairs")
  func otherSeeds() throws {
    let plans = try (UInt64(1)...20).map { try plan(Self.suite, seed: $0) }
    #expect(Set(plans.map(\.order)).count == 20)
    #expect(Set(plans.map(\.soloFirst)).count == 20)
    #expect(plans.allSatisfy { $0.pairs == plans[0].pairs })
  }

  @Test("Every round holds every pair once, in an order of its own", arguments: UInt64(1)...10)
  func rounds(seed: UInt64) throws {
    let plan = try plan(Self.suite, seed: seed)
    #expect(plan.order.count == 8 && plan.soloFirst.count == 8)
    for (order, first) in zip(plan.order, plan.soloFirst) {
      #expect(order.sorted() == Array(plan.pairs.indices))
      #expect(first.count == order.count)
    }
    #expect(Set(plan.order).count == 8)
    let solo = plan.soloFirst.joined()
    #expect(solo.contains(true) && solo.contains(false))
  }

  @Test("Every victim meets every aggressor under every policy, under names of its own")
  func pairs() throws {
    let plan = try plan(Self.suite)
    for policy in ["baseline", "pinned", "sliced"] {
      for victim in ["chase@L2/2", "read@L3/2"] {
        for aggressor in ["alu", "write@2*L3"] {
          let found = plan.pairs.count {
            $0.policy == policy && $0.victim.label == victim && $0.aggressor.label == aggressor
          }
          #expect(found == 1)
        }
      }
    }
    let cells = plan.pairs.flatMap { [$0.soloCell, $0.corunCell] }
    #expect(Set(cells).count == cells.count)
    #expect(Set(plan.pairs.map(\.id)).count == plan.pairs.count)
  }

  @Test("Working sets are resolved against the caches of the victim's core")
  func workingSets() throws {
    let pair = try #require(
      plan(Self.suite).pairs.first {
        $0.victim.label == "chase@L2/2" && $0.aggressor.label == "write@2*L3"
      })
    #expect(pair.victim.workingSetBytes == 512 << 10)
    #expect(pair.aggressor.workingSetBytes == 64 << 20)
  }

  @Test("One core of four is the harness's: the victim has one, the aggressor the other two")
  func threads() throws {
    let pair = try plan(Self.suite).pairs[0]
    #expect(pair.victim.threads == 1 && pair.aggressor.threads == 2)
  }

  @Test(
    "Controls: alu must do nothing, false sharing must show, padding must not; where cores are own")
  func controls() throws {
    let plan = try plan(Self.suite)
    let kinds = Dictionary(
      grouping: plan.pairs.filter { $0.control != "none" }, by: \.control)
    #expect(Set(kinds.keys) == ["negative", "positive", "padded"])
    #expect(kinds.values.joined().allSatisfy { $0.policy == "pinned" })
    #expect(kinds["negative"]?.allSatisfy { $0.aggressor.workload == "alu" } == true)
    #expect(kinds["positive"]?.map(\.victim.workload) == ["false-sharing"])
    #expect(kinds["padded"]?.map(\.aggressor.workload) == ["padded"])
  }

  @Test(
    "Without pinned the controls stand under the baseline; alu is added where the suite lacks it")
  func controlsOfBaseline() throws {
    let plan = try plan("policies: [baseline]\nvictims: [chase]\naggressors: [read]\n")
    let controls = plan.pairs.filter { $0.control != "none" }
    #expect(controls.map(\.control) == ["negative", "positive", "padded"])
    #expect(controls[0].victim.workload == "chase" && controls[0].aggressor.workload == "alu")
    let none = try ExperimentTests.plan(
      "policies: [baseline]\nvictims: [chase]\naggressors: [read]\ncontrols: false\n")
    #expect(none.pairs.count == 1 && none.pairs[0].control == "none")
  }

  @Test("A policy that cannot be had is planned with its reason and never run")
  func unavailable() throws {
    let plan = try plan(Self.suite, on: paperMachine(usable: [2]))
    let pinned = plan.pairs.filter { $0.policy == "pinned" }
    #expect(!pinned.isEmpty)
    #expect(
      pinned.allSatisfy {
        $0.unavailable == "needs 2 cores for 2 partitions, 1 to use"
      })
    for order in plan.order {
      #expect(order.sorted() == plan.pairs.indices.filter { plan.pairs[$0].unavailable == nil })
    }
  }

  @Test("A policy that is listed twice is told apart by its window")
  func labels() throws {
    let plan = try plan(
      """
      policies: [sliced: {window: 1ms}, sliced: {window: 250us}, baseline]
      victims: [chase]
      aggressors: [alu]
      controls: false

      """)
    #expect(plan.pairs.map(\.policy) == ["sliced-1ms", "sliced-250us", "baseline"])
    #expect(plan.pairs.map(\.combination.windowNanoseconds) == [1_000_000, 250_000, nil])
    #expect(plan.guardNanoseconds == 40_000, "the guard is chosen for the shortest window")
  }

  @Test("The estimate is the phases and the overhead of every pair in every round")
  func estimate() throws {
    let plan = try plan(
      "rounds: 3\nphase: 10ms\npolicies: [baseline]\nvictims: [chase]\naggressors: [alu]\ncontrols: false\n"
    )
    #expect(plan.roundsNanoseconds == 3 * (40_000_000 + Plan.overheadNanoseconds))
  }

  @Test(
    "A working set larger than memory is refused where it stands in the file",
    arguments: [
      (
        "victims: [chase@64GiB]\naggressors: [alu]\n",
        "s.yaml:2:17: victims: chase@64GiB needs 65536 MiB, 16384 MiB of memory are available"
      ),
      (
        "victims: [chase]\naggressors:\n  - alu\n  - workload: read\n    working_set: 9GiB\n",
        "s.yaml:6:18: aggressors.working_set: read@9GiB needs 9216 MiB for each of 2 threads, 16384 MiB of memory are available"
      ),
      (
        "victims: [chase]\naggressors: [read@9223372036854775807*L3]\n",
        "s.yaml:3:19: aggressors: read@9223372036854775807*L3 needs 8796093022207 MiB for each of 2 threads, 16384 MiB of memory are available"
      ),
      (
        "victims: [chase@6GiB]\naggressors: [read@6GiB]\n",
        "s.yaml:3:13: aggressors: all buffers together need 18432 MiB, 16384 MiB of memory are available; use smaller working sets or fewer aggressor_cores"
      ),
    ])
  func memory(text: String, message: String) throws {
    let error = #expect(throws: SuiteErrors.self) { try plan("policies: [baseline]\n" + text) }
    #expect(error?.description == message)
  }

  @Test("A working set for a workload that has none is refused where it stands")
  func pointlessWorkingSet() {
    let error = #expect(throws: SuiteErrors.self) {
      try plan("policies: [baseline]\nvictims: [chase]\naggressors: [alu@4MiB]\n")
    }
    #expect(
      error?.description
        == "s.yaml:3:18: aggressors: alu has no working set to choose; remove '4MiB'")
  }
}

@Suite("Phases")
struct PhaseSequenceTests {
  func phases(_ policy: String, phase: String, soloFirst: Bool) throws -> PhaseSequence {
    let plan = try plan(
      "phase: \(phase)\nwarmup: 0\npolicies: [\(policy)]\nvictims: [chase]\naggressors: [alu]\ncontrols: false\n"
    )
    return PhaseSequence(plan: plan, pair: plan.pairs[0], soloFirst: soloFirst)
  }

  @Test("Solo and corun alternate so that what drifts evenly falls on both alike")
  func conditions() throws {
    #expect(
      try phases("baseline", phase: "10ms", soloFirst: true).phases.map(\.condition)
        == [.solo, .corun, .corun, .solo])
    #expect(
      try phases("baseline", phase: "10ms", soloFirst: false).phases.map(\.condition)
        == [.corun, .solo, .solo, .corun])
  }

  @Test(
    "Phases adjoin and have one length: as asked, in slices whole major frames",
    arguments: [
      ("baseline", "10ms", 10_000_000), ("pinned", "1001us", 1_001_000),
      ("sliced: {window: 1ms}", "10ms", 10_000_000), ("sliced: {window: 1ms}", "11ms", 12_000_000),
      ("sliced: {window: 3ms}", "10ms", 12_000_000), ("sliced: {window: 9ms}", "10ms", 18_000_000),
    ] as [(String, String, Int64)])
  func lengths(policy: String, phase: String, length: Int64) throws {
    let sequence = try phases(policy, phase: phase, soloFirst: true)
    #expect(sequence.phases.map(\.start) == (0..<4).map { $0 * length })
    #expect(sequence.phases.map(\.end) == (1...4).map { $0 * length })
    #expect(sequence.total == 4 * length)
  }

  @Test("A workload that may not run here leaves its pairs unavailable, with the reason")
  func refused() throws {
    let suite = try Suite.parse(
      SourceText(
        file: "s.yaml",
        text: "policies: [baseline]\nvictims: [chase]\naggressors: [split-lock, read]\n"),
      vocabulary: .current)
    let plan = try PlanBuilder(
      suite: suite, machine: paperMachine(), enforcer: CooperativeEnforcer(),
      enforcement: Enforcement()
    ).plan(seed: 1)
    for pair in plan.pairs {
      let reason = pair.unavailable ?? ""
      #expect(pair.aggressor.workload == "split-lock" ? !reason.isEmpty : reason.isEmpty)
    }
    #expect(plan.pairs.contains { $0.aggressor.workload == "split-lock" })
  }

  @Test("Aggressors prove themselves, and victims whose proof lies in their own time")
  func proofs() throws {
    let plan = try plan(
      "policies: [baseline]\nvictims: [chase@L2/2, read@L3/2]\naggressors: [write@2*L3]\ncontrols: false\n"
    )
    #expect(plan.applications.map(\.label) == ["chase@L2/2", "write@2*L3"])
  }
}

@Suite("Memory of a plan")
struct PlanMemoryTests {
  @Test("Buffers that policies want otherwise count beside the others; the same are counted once")
  func policies() throws {
    func plan(_ policies: String, mebibytes: UInt64) throws -> Plan {
      try ExperimentTests.plan(
        """
        policies: [\(policies)]
        victims: [chase@64MiB]
        aggressors: [write@64MiB]
        aggressor_cores: 1
        controls: false

        """, on: paperMachine(memoryBytes: mebibytes << 20))
    }
    #expect(try plan("baseline, pinned", mebibytes: 130).pairs.count == 2)
    #expect(throws: SuiteErrors.self) { try plan("baseline, no-huge-pages", mebibytes: 130) }
    #expect(try plan("baseline, no-huge-pages", mebibytes: 258).pairs.count == 2)
  }
}
