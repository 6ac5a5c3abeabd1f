import Experiment
import Foundation
import HardwareTopology
import Partitioning
import Platform
import Results
import Testing

extension LiveMachine {
  @Suite("A whole experiment", .serialized)
  struct ExperimentRunTests {
    /// Two rounds of one pair for each policy, and where they are written.
    struct Setup {
      let plan: Plan
      let experiment: Experiment
      var writer: ResultsWriter
      let parent: String

      init(
        _ interruption: Interruption, rounds: String = "rounds: 2", phase: String = "50ms"
      ) throws {
        let suite = try Suite.parse(
          SourceText(
            file: "small.yaml",
            text: """
              \(rounds)
              phase: \(phase)
              warmup: 2ms
              policies: [baseline, pinned, sliced]
              victims: [chase@16KiB]
              aggressors: [read@64KiB]
              aggressor_cores: 1
              controls: false
              seed: 7

              """),
          vocabulary: Suite.Vocabulary(
            workloads: ["chase", "read"], policies: ["baseline", "pinned", "sliced"],
            enforcers: ["timer", "cooperative"]))
        let machine = try Machine(
          topology: Topology(), scale: .calibrated(), facts: .read())
        let calibrator = Calibrator(machine: machine, suite: suite)
        let shortest = try PlanBuilder.shortestWindow(of: suite)
        let calibration = try calibrator.calibrate(shortestWindow: shortest)
        plan = try PlanBuilder(
          suite: suite, machine: machine, enforcer: calibration.enforcer,
          enforcement: calibration.enforcement
        ).plan(seed: 7)
        experiment = Experiment(
          plan: plan, machine: machine, calibration: calibration, changes: MachineChanges(),
          interruption: interruption,
          showsProgress: false)
        parent = NSTemporaryDirectory() + "bulkhead-live-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        writer = try ResultsWriter(
          in: parent,
          provenance: Provenance(
            machine: machine, command: "run", seed: 7, arguments: ["test"], notes: []),
          contents: ResultsContents(isResumable: true))
      }

      func remove() { try? FileManager.default.removeItem(atPath: parent) }
    }

    @Test("Ends complete: every cell, round, window and summary is there, with its evidence")
    func complete() throws {
      let setup = try Setup(Interruption())
      defer { setup.remove() }
      let timersBefore = timers()
      #expect(try setup.experiment.run(into: setup.writer) == .complete)
      let results = try ResultSet(reading: setup.writer.commit())
      #expect(!results.isPartial)
      #expect(timers() == timersBefore)

      #expect(results.cells.count == 6)
      let runnable = setup.plan.pairs.filter { $0.unavailable == nil }
      #expect(runnable.contains { $0.policy == "baseline" })
      #expect(runnable.contains { $0.policy == "sliced" })
      #expect(runnable.contains { $0.policy == "pinned" } == (cpus.count > 1))
      for pair in setup.plan.pairs {
        let cells = results.cells.filter { $0.pairID == pair.id }
        #expect(
          cells.allSatisfy { $0.status == (pair.unavailable == nil ? .measured : .unavailable) })
        #expect(cells.allSatisfy { $0.reason == pair.unavailable ?? "" })
      }
      checkRounds(results, runnable)
      try checkWindows(results, setup.plan, runnable)
      #expect(Set(results.summary.map(\.pairID)) == Set(runnable.map(\.id)))
      #expect(results.histogram.contains { $0.metric == "job_latency" })
      #expect(results.events.first?.kind == "run_started")
      #expect(results.events.last?.detail == "complete")
    }

    private func checkRounds(_ results: ResultSet, _ runnable: [Plan.Pair]) {
      for pair in runnable {
        let rounds = results.rounds.filter { $0.pairID == pair.id }
        #expect(rounds.count == 4, "two rounds of solo and corun")
        #expect(Set(rounds.map(\.round)) == [0, 1])
        for round in rounds {
          #expect(round.evidence != .none && !round.evidenceDetail.isEmpty)
          if round.condition == .solo { #expect(round.aggressorAccesses == 0) }
        }
        // What the policy promises cannot be broken by a busy machine: there is nothing to break, or a pinned thread moved.
        if pair.policy != "sliced" { #expect(rounds.allSatisfy { $0.evidence == .held }) }
        #expect(rounds.contains { $0.samples > 0 && $0.victimAccesses > 0 })
        #expect(rounds.contains { $0.aggressorAccesses > 0 })
      }
    }

    private func checkWindows(
      _ results: ResultSet, _ plan: Plan, _ runnable: [Plan.Pair]
    ) throws {
      let sliced = try #require(runnable.first { $0.policy == "sliced" })
      let windows = results.windows.filter { $0.pairID == sliced.id }
      // 200 ms in frames of 2 ms: the victim has one window in each, the aggressor in the half that is corun.
      for round in Int64(0)...1 {
        let ofRound = windows.filter { $0.round == round }
        #expect(ofRound.count { $0.partition == "victim" } == 100)
        #expect(ofRound.count { $0.partition == "aggressor" } == 50)
      }
      let cells = Set(results.cells.filter { $0.pairID == sliced.id }.map(\.cellID))
      #expect(Set(windows.map(\.cellID)) == cells)
      #expect(windows.allSatisfy { ($0.status == .missed) == ($0.actualStartNanoseconds == nil) })
      let summary = results.summary.first { $0.pairID == sliced.id && $0.metric == "windows" }
      #expect(summary?.value == Double(windows.count))
    }

    @Test(
      "Asked for a precision, it goes on after the pilot in the order of the seed, and says what it reached"
    )
    func precision() throws {
      // More than any number of rounds can give: the budget ends it, with the pilot or after it.
      let setup = try Setup(
        Interruption(), rounds: "precision: 0.01%\nbudget: 8s", phase: "5ms")
      defer { setup.remove() }
      #expect(try setup.experiment.run(into: setup.writer) == .complete)
      let results = try ResultSet(reading: setup.writer.commit())
      let plan = try JSONDecoder().decode(
        Plan.self,
        from: Data(contentsOf: URL(filePath: "\(results.directory)/plan.json")))
      #expect(plan.rounds >= 8 && Array(plan.order.prefix(8)) == setup.plan.order)
      #expect(Set(results.rounds.map(\.round)) == Set(0..<Int64(plan.rounds)))
      for round in results.rounds {
        let pair = plan.pairs[plan.order[Int(round.round)][Int(round.position)]]
        #expect(pair.id == round.pairID)
      }
      let runnable = plan.pairs.filter { $0.unavailable == nil }
      #expect(
        results.cells.allSatisfy { $0.status == .measured || $0.status == .unavailable })
      #expect(Set(results.precision.map(\.pairID)) == Set(runnable.map(\.id)))
      #expect(results.precision.allSatisfy { $0.end != .interrupted && $0.rounds <= plan.rounds })
      #expect(results.events.count { $0.kind == "precision_look" } == 1)
      #expect(!results.drift.isEmpty)
    }

    @Test("Gone on with when nothing is missing, it makes of the rows what it made of its memory")
    func fromRowsAlone() throws {
      var setup = try Setup(Interruption())
      defer { setup.remove() }
      #expect(try setup.experiment.run(into: setup.writer) == .complete)
      let directory = setup.writer.directory
      let first = try ResultSet(reading: directory)
      try setup.writer.close()
      setup.writer = try ResultsWriter(resuming: directory)
      try setup.writer.takeOver()
      #expect(try setup.experiment.run(into: setup.writer) == .complete)
      let second = try ResultSet(reading: setup.writer.commit())

      #expect(second.rounds == first.rounds)
      #expect(second.windows == first.windows)
      #expect(second.sentinel == first.sentinel)
      #expect(second.cells == first.cells)
      #expect(second.verification == first.verification)
      #expect(second.summary == first.summary)
      #expect(second.drift == first.drift)
      #expect(second.policies == first.policies)
      let ofCells = { (row: HistogramRow) in !row.cellID.hasPrefix("cpu") }
      #expect(second.histogram.filter(ofCells) == first.histogram.filter(ofCells))
      // The floor at the end is another one.
      #expect(
        second.jitter.filter { $0.moment == .start } == first.jitter.filter { $0.moment == .start })
      let resumed = second.events.filter { $0.kind == "resumed" }
      #expect(resumed.count == 1)
      #expect(resumed.first?.detail.contains("rows of data/jitter.csv") == true)
    }

    @Test("Ends after its first round when asked once; what there is was written and stays partial")
    func interrupted() throws {
      let interruption = Interruption()
      interruption.request()
      let setup = try Setup(interruption)
      defer { setup.remove() }
      #expect(try setup.experiment.run(into: setup.writer) == .partial)
      try setup.writer.close()
      let results = try ResultSet(reading: setup.writer.directory)
      #expect(results.isPartial)
      #expect(!results.rounds.isEmpty && results.rounds.allSatisfy { $0.round == 0 })
      #expect(results.cells.allSatisfy { $0.status == .partial || $0.status == .unavailable })
      #expect(results.events.contains { $0.kind == "interrupted" })
    }

    @Test("Ends at once when asked twice; the round that was broken off is not written")
    func urgent() throws {
      let interruption = Interruption()
      interruption.request()
      interruption.request()
      let setup = try Setup(interruption)
      defer { setup.remove() }
      #expect(try setup.experiment.run(into: setup.writer) == .partial)
      try setup.writer.close()
      let results = try ResultSet(reading: setup.writer.directory)
      #expect(results.isPartial && results.rounds.isEmpty)
      #expect(results.cells.allSatisfy { $0.status == .planned || $0.status == .unavailable })
    }
  }
}
