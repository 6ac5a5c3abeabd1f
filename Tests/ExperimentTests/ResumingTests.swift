import Foundation
import Partitioning
import Platform
import Results
import Testing

@testable import Experiment

@Suite("What a run that goes on knows of its first part")
struct ResumingTests {
  private func withWriter(_ body: (ResultsWriter) throws -> Void) throws {
    let parent = FileManager.default.temporaryDirectory.appending(
      path: "bulkhead-resuming-\(UUID().uuidString)"
    ).path
    defer { try? FileManager.default.removeItem(atPath: parent) }
    let machine = try paperMachine()
    let writer = try ResultsWriter(
      in: parent, createsParent: true,
      provenance: Provenance(machine: machine, command: "run", seed: 1, arguments: [], notes: []),
      contents: ResultsContents(isResumable: true))
    try body(writer)
    try writer.close()
  }

  private static let suite = "policies: [baseline]\nvictims: [chase]\naggressors: [write]"

  /// The first pair, under a policy that limits its aggressor's traffic.
  private func budgeted(_ plan: Plan) -> Plan.Pair {
    var pair = plan.pairs[0]
    pair.policyName = "budget"
    return pair
  }

  @Test("No deployment, pair or suite can be called what a step before the rounds is called")
  func names() throws {
    let pair = try budgeted(plan(Self.suite))
    let free = try FreeTraffic.step(#require(FreeTraffic.unlimited(pair)))
    for step in [StepLog.proofs, StepLog.floor, StepLog.sentinel, free] {
      #expect(!DocumentName.isIdentifier(step.subject), "\(step.subject)")
    }
    try withWriter { writer in
      var steps = StepLog(writer)
      try steps.end(StepLog.proofs)
      #expect(!steps.isOver(Step("proofs", round: 0)))
    }
  }

  @Test("Bins come back as they were written, and what is no bin is an error and not left out")
  func tallies() throws {
    var first = Histograms()
    first.add([0, 0, 31, 1_000_000], cell: "c1", metric: "gap")
    var second = Histograms()
    for tally in first.tallies(of: StepLog.floor) { try second.add(tally) }
    #expect(second.rows == first.rows && second.rows.map(\.count) == [2, 1, 1])
    for bins in ["1:2 3", "1:2 x:1", "1:-1", "-1:1", "1:2:3", "1:2 1:3", "99999:1", "1:"] {
      var tally = TallyRow()
      (tally.cellID, tally.metric, tally.bins) = ("c1", "gap", bins)
      var histograms = Histograms()
      let error = #expect(throws: ResultsError.self, "\(bins)") { try histograms.add(tally) }
      #expect(error?.file == TallyRow.file)
    }
  }

  @Test("Free traffic comes back as it was measured, and what is none is an error")
  func traffic() throws {
    for traffic in [
      Traffic(stepsPerMillisecond: 12.25, megabytesPerSecond: 1e-3),
      Traffic(stepsPerMillisecond: 1 / 3, megabytesPerSecond: nil),
    ] {
      var row = StepRow()
      row.detail = traffic.detail
      let again = try Traffic(row)
      #expect(again.stepsPerMillisecond == traffic.stepsPerMillisecond)
      #expect(again.megabytesPerSecond == traffic.megabytesPerSecond)
    }
    for detail in ["", "1 2 3", "1 ", "fast"] {
      var row = StepRow()
      row.detail = detail
      #expect(throws: ResultsError.self) { _ = try Traffic(row) }
    }
  }

  @Test("What an aggressor does unhindered is not measured again where a mark says it")
  func knownTraffic() throws {
    let machine = try paperMachine()
    let plan = try plan(Self.suite, on: machine)
    let pair = budgeted(plan)
    // A runner of a machine that is not there: to measure would fail.
    let runner = PairRunner(
      plan: plan, machine: machine,
      calibration: Calibrator.Outcome(
        enforcer: CooperativeEnforcer(), enforcement: Enforcement(), enforcements: [:],
        schedulingClass: .ordinary, notes: []),
      pool: BufferPool(machine: machine, seed: 1), changes: MachineChanges())
    try withWriter { writer in
      var row = StepRow()
      row.subject = try FreeTraffic.step(#require(FreeTraffic.unlimited(pair))).subject
      row.detail = Traffic(stepsPerMillisecond: 7, megabytesPerSecond: 9).detail
      var steps = StepLog(writer, rows: [row], elapsedNanoseconds: 0)
      let found = try FreeTraffic(runner: runner).traffic(for: pair, &steps, isCancelled: { false })
      #expect(found?.stepsPerMillisecond == 7 && found?.megabytesPerSecond == 9)
    }
  }

  @Test("A cell says all kinds of pages that it was measured in, each once")
  func pages() {
    #expect(CellLedger.pages("", then: "thp node0") == "thp node0")
    #expect(CellLedger.pages("thp node0", then: "thp node0") == "thp node0")
    let both = CellLedger.pages("thp node0, base node0", then: "base node0")
    #expect(both == "thp node0, base node0; then base node0")
    #expect(CellLedger.pages(both, then: "base node0") == both)
    #expect(CellLedger.pages(both, then: "") == both)
  }

  @Test("Changes of the machine count time from the start of the run, and are handed out once")
  func machineEvents() {
    let events = MachineEventList()
    events.add(MachineEvent(.changed, "before", "1"))
    let hour: Int64 = 3_600_000_000_000
    events.begin(at: monotonicNanoseconds() - hour)
    events.add(MachineEvent(.changed, "after", "2"))
    let rows = events.take()
    #expect(rows.map(\.subject) == ["before", "after"])
    #expect(rows.map(\.kind) == ["machine_changed", "machine_changed"])
    #expect(rows.allSatisfy { $0.timeNanoseconds >= hour - 60_000_000_000 })
    #expect(events.take().isEmpty)
    events.begin(at: monotonicNanoseconds() + hour)
    events.add(MachineEvent(.restored, "setting", "3"))
    #expect(events.take().map(\.timeNanoseconds) == [0])
  }
}
