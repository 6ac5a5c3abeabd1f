import Results
import SyntheticRuns
import Testing
import Verdicts

@Suite("What can be compared")
struct ComparabilityTests {
  private func run(
    _ change: (inout Comparability.Run) -> Void = { _ in }
  ) -> Comparability.Run {
    let synthetic = SyntheticRun()
    var run = Comparability.Run(
      provenance: synthetic.provenance, cells: synthetic.rows.cells,
      topology: ["cores": "2: 0 1", "L2": "1048576 B in 8 ways of CPU 0"])
    change(&run)
    return run
  }

  private typealias Change = @Sendable (inout Comparability.Run) -> Void

  @Test("A run can be compared with itself, and nothing differs")
  func itself() {
    let comparability = Comparability(old: run(), new: run())
    #expect(comparability.refusals.isEmpty)
    #expect(comparability.differences.isEmpty)
    #expect(comparability.absoluteTimesDoubt == nil)
  }

  @Test(
    "Arguments that differ are named; where the results go, the seed and the suite's folder are not"
  )
  func arguments() {
    func asked(_ text: String) -> (inout Comparability.Run) -> Void {
      { $0.provenance.arguments = ["bulkhead"] + text.split(separator: " ").map(String.init) }
    }
    func differences(_ old: String, _ new: String) -> [String] {
      Comparability(old: run(asked(old)), new: run(asked(new))).differences.map(\.description)
    }
    #expect(
      differences(
        "run a/s.yaml --seed 7 -o x", "run -q b/s.yaml --cache-sizes hwloc --seed=8 --output=y")
        == ["arguments: none, now --cache-sizes hwloc"])
    #expect(
      differences("run s.yaml --rounds 5 --quick", "run --quick s.yaml --rounds 6")
        == ["arguments: --rounds 5, now --rounds 6"])
    #expect(differences("run s.yaml --rounds 5", "run --rounds 5 s.yaml") == [])
    let (old, new) = (run(asked("run s.yaml")), run(asked("run --resume x")))
    #expect(Comparability.differences(within: old, now: new) == [])
  }

  private static let refusing: [(String, Change)] = [
    ("schema version: \(schemaVersion), now 99", { $0.provenance.schemaVersion = 99 }),
    ("command: run, now measure", { $0.provenance.command = "measure" }),
    (
      "build configuration: release, now debug",
      { $0.provenance.tool.buildConfiguration = "debug" }
    ),
    ("topology, cores: 2: 0 1, now 1: 0-1", { $0.topology["cores"] = "1: 0-1" }),
    ("topology, L3: not stated, now 32 MiB", { $0.topology["L3"] = "32 MiB" }),
    (
      "workload chase: version 1, now version 2",
      { $0.provenance.workloadVersions?["chase"] = 2 }
    ),
    (
      "workload alu: version 1, now not stated",
      { $0.provenance.workloadVersions?["alu"] = nil }
    ),
    (
      "working set of chase@16KiB: 16384 bytes, now 32768 bytes",
      { $0.cells[1].victimWorkingSetBytes = 32_768 }
    ),
    (
      "working set of write@64MiB: 0 bytes, now 64 bytes",
      { $0.cells[1].aggressorWorkingSetBytes = 64 }
    ),
    ("window under baseline: none, now 5 ns", { $0.cells[1].windowNanoseconds = 5 }),
    ("major frame under baseline: none, now 5 ns", { $0.cells[1].majorFrameNanoseconds = 5 }),
    ("enforcer: timer, now stacks", { $0.cells[1].enforcer = "stacks" }),
    (
      "parameters of baseline: defaults, now ways=4",
      { $0.cells[1].policyParameters = "ways=4" }
    ),
    ("CPUs of victims under baseline: 1, now 2", { $0.cells[1].victimCPUs = "2" }),
    ("CPUs of aggressors under baseline: 2-3, now 0", { $0.cells[1].aggressorCPUs = "0" }),
  ]

  @Test("Other work, another arrangement or another shape is refused, and the fact is named")
  func refused() {
    for (fact, change) in Self.refusing {
      let refusals = Comparability(old: run(), new: run(change)).refusals
      #expect(refusals.map(\.description) == [fact])
    }
  }

  private static let said: [(String, Change)] = [
    ("host: nowhere, now elsewhere", { $0.provenance.host = "elsewhere" }),
    ("kernel: not stated, now 6.18", { $0.provenance.kernel = "6.18" }),
    ("microcode: not stated, now 0x1", { $0.provenance.microcode = "0x1" }),
    ("governor: not stated, now powersave", { $0.provenance.governor = "powersave" }),
    ("hypervisor: none, now KVM", { $0.provenance.hypervisor = "KVM" }),
  ]

  @Test("What else differs of the machine is said, and absolute times are not judged then")
  func differences() {
    for (fact, change) in Self.said {
      let comparability = Comparability(old: run(), new: run(change))
      #expect(comparability.refusals.isEmpty)
      #expect(comparability.differences.map(\.description) == [fact])
      #expect(comparability.absoluteTimesDoubt == "the machines are not the same")
    }
    let commit = Comparability(old: run(), new: run { $0.provenance.tool.commit = "abc" })
    #expect(commit.differences.map(\.description) == ["bulkhead commit: unknown, now abc"])
    #expect(commit.absoluteTimesDoubt == nil)
  }

  @Test("On a virtual machine absolute times are never judged: its neighbours are no fact")
  func virtual() {
    let guest = run { $0.provenance.hypervisor = "KVM" }
    let comparability = Comparability(old: guest, new: guest)
    #expect(comparability.differences.isEmpty)
    #expect(comparability.absoluteTimesDoubt != nil)
  }

  @Test("A workload or a cell that only one run has refuses nothing")
  func onlyOne() {
    let more = run { run in
      var cell = run.cells[1]
      (cell.victim, cell.victimWorkingSetBytes) = ("parser@1MiB", 1 << 20)
      run.cells.append(cell)
      run.provenance.workloadVersions?["parser"] = 3
    }
    #expect(Comparability(old: run(), new: more).refusals.isEmpty)
    let unavailable = run { run in
      run.cells[1].status = .unavailable
      run.cells[1].victimCPUs = ""
    }
    #expect(Comparability(old: run(), new: unavailable).refusals.isEmpty)
  }
}
