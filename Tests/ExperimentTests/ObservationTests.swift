import Platform
import Policies
import Results
import Scheduling
import Testing
import Workloads

@testable import Experiment
@testable import Partitioning

/// Observations made by hand: phases of 10 000 ns, solo first; a tick is a nanosecond.
private struct Hand {
  var plan: Plan
  var victim: [Sample] = []
  var victimWindows: [WindowRecord] = []
  var aggressorWindows: [WindowRecord] = []
  var noise: [Noise] = []

  init(policy: String) throws {
    plan = try ExperimentTests.plan(
      "policies: [\(policy)]\nvictims: [chase]\naggressors: [read]\ncontrols: false\nguard: 0\n"
    )
    plan.phaseNanoseconds = 10_000
    plan.warmupNanoseconds = 1000
  }

  /// A job that took `duration` and ended at an instant.
  mutating func job(_ end: UInt64, _ duration: UInt32, cpu: UInt16 = 1, split: Bool = false) {
    victim.append(
      Sample(
        endTicks: end, durationTicks: duration, cpu: cpu, labels: split ? SampleLabel.split : 0))
  }

  func window(_ start: Int64, _ end: Int64, ran: (Int64, Int64)?, steps: Int64 = 1) -> WindowRecord
  {
    WindowRecord(
      planned: PlannedWindow(start: start, end: end, index: 0, frame: 0),
      ran: ran.map {
        WindowRecord.Ran(
          start: $0, end: $1, startTicks: UInt64($0), endTicks: UInt64($1), steps: steps, cpu: 1)
      })
  }

  var observation: PairObservation {
    let scale = TickScale(
      from: ClockAnchor(nanoseconds: 0, ticks: 0), to: ClockAnchor(nanoseconds: 1000, ticks: 1000))
    func thread(_ name: String, _ windows: [WindowRecord], _ samples: [Sample])
      -> PairObservation.Thread
    {
      let record = ThreadRecord(
        plan: ThreadPlan(
          partition: name, cpus: [1], windows: windows.map(\.planned),
          code: NeverRun(),
          duty: .measure, stepsPerJob: 1, sampleCapacity: 0),
        windows: windows,
        applications: [
          ApplicationRecord(
            name: name, samples: samples, samplesDropped: name == "victim" ? 3 : 0)
        ])
      return PairObservation.Thread(
        partition: name, record: record,
        outcomes: record.outcomes(
          witnessed: false, correction: Enforcement(), scale: scale))
    }
    return PairObservation(
      pair: plan.pairs[0], phases: PhaseSequence(plan: plan, pair: plan.pairs[0], soloFirst: true),
      threads: [
        thread("victim", victimWindows, victim), thread("aggressor", aggressorWindows, []),
      ], evidence: Evidence(held: false, detail: "seen elsewhere"), noise: noise, epoch: 0,
      scale: scale, isComplete: true, buffers: [[], []])
  }
}

@Suite("Histograms")
struct HistogramTests {
  @Test("Count the jobs of each condition over all rounds, without the warm-up of its phases")
  func jobs() throws {
    var hand = try Hand(policy: "baseline")
    hand.job(500, 7)  // warm-up of the first solo phase
    hand.job(2000, 10)
    hand.job(3000, 10)
    hand.job(12_000, 1000)  // corun
    hand.job(35_000, 12)  // the second solo phase
    var histograms = Histograms()
    histograms.add(hand.observation, warmUp: 1000)
    histograms.add(hand.observation, warmUp: 1000)
    let rows = histograms.rows
    #expect(rows.map(\.cellID) == ["c000", "c000", "c001"])
    #expect(rows.allSatisfy { $0.metric == "job_latency" })
    #expect(rows.map(\.count) == [4, 2, 2])
    #expect(rows.map(\.lowerNanoseconds) == [10, 12, 992])
    #expect(rows.map(\.upperNanoseconds) == [11, 13, 1008])
  }

  @Test("Count the start errors of slices; missed windows have none and early ones count as zero")
  func startErrors() throws {
    var hand = try Hand(policy: "sliced: {window: 5us}")
    hand.victimWindows = [
      hand.window(0, 5000, ran: (20, 4900)), hand.window(10_000, 15_000, ran: (9_990, 14_000)),
    ]
    hand.aggressorWindows = [
      hand.window(15_000, 20_000, ran: nil), hand.window(25_000, 30_000, ran: (25_020, 29_000)),
    ]
    var histograms = Histograms()
    histograms.add(hand.observation, warmUp: 1000)
    #expect(histograms.rows.map(\.metric) == ["start_error", "start_error"])
    #expect(histograms.rows.map(\.lowerNanoseconds) == [0, 20])
    #expect(histograms.rows.map(\.count) == [1, 2])
  }
}

@Suite("Rows of a round")
struct RoundRowsTests {
  @Test("Samples belong to the condition in whose phase they ended; warm-up is counted apart")
  func samples() throws {
    var hand = try Hand(policy: "baseline")
    for time in stride(from: UInt64(100), to: 40_000, by: 100) {
      let isCorun = (10_000..<30_000).contains(time)
      hand.job(time, isCorun ? 200 : 50, cpu: time < 5000 ? 1 : 2, split: time % 1000 == 500)
    }
    let rows = hand.observation.roundRows(plan: hand.plan, round: 4, position: 2)
    #expect(rows.map(\.condition) == [.solo, .corun])
    #expect(rows.map(\.cellID) == ["c000", "c001"])
    #expect(rows.allSatisfy { $0.round == 4 && $0.position == 2 })
    // The first solo phase lacks the job at 0; each phase loses its first 1000 ns.
    #expect(rows.map(\.samples) == [180, 180])
    #expect(rows.map(\.samplesWarmUp) == [19, 20])
    #expect(rows.map(\.samplesSplit) == [18, 18])
    #expect(rows.map(\.samplesDropped) == [3, 3])
    #expect(rows.map(\.p50Nanoseconds) == [50, 200])
    #expect(rows.map(\.p90Nanoseconds) == [50, 200])
    #expect(rows.map(\.p99Nanoseconds) == [nil, nil], "too few samples for it")
    #expect(rows.map(\.migrations) == [1, 0])
    #expect(rows.map(\.durationNanoseconds) == [20_000, 20_000])
    #expect(rows.map(\.firstJobP50Nanoseconds) == [nil, nil], "nothing is sliced")
    #expect(rows.allSatisfy { $0.evidence == .violated && $0.evidenceDetail == "seen elsewhere" })
    #expect(rows[0].flags == "samples_dropped")
    #expect(rows[1].flags == "samples_dropped aggressor_did_not_run")
    #expect(rows.map(\.interrupts) == [nil, nil], "no noise was read")
  }

  @Test("Noise is summed over the two phases of a condition")
  func noise() throws {
    var hand = try Hand(policy: "baseline")
    hand.noise = ([1, 10, 100, 1000] as [Int64]).map { count in
      var noise = Noise()
      noise.interrupts = count
      noise.stealMilliseconds = count == 10 ? 20 : 0
      return noise
    }
    let rows = hand.observation.roundRows(plan: hand.plan, round: 0, position: 0)
    #expect(rows.map(\.interrupts) == [1001, 110])
    #expect(rows.map(\.stealMilliseconds) == [0, 20])
    #expect(rows[1].flags.hasPrefix("steal "))
  }

  @Test("In slices the work comes from the windows, and the first whole job of each is kept apart")
  func slices() throws {
    var hand = try Hand(policy: "sliced: {window: 5us}")
    hand.victimWindows = [
      hand.window(0, 5000, ran: (0, 4900), steps: 2),
      hand.window(10_000, 15_000, ran: (10_000, 14_900), steps: 3),
      hand.window(20_000, 25_000, ran: nil),
    ]
    hand.aggressorWindows = [hand.window(15_000, 20_000, ran: (15_000, 19_900), steps: 5)]
    let rows = hand.observation.roundRows(plan: hand.plan, round: 0, position: 0)
    #expect(rows.map(\.victimAccesses) == [2 * 64, 3 * 64])
    #expect(rows.map(\.aggressorAccesses) == [0, 5 * 64])
    // 5 steps of 64 lines of 64 bytes in 20 us.
    #expect(rows[1].aggressorMegabytesPerSecond == Double(5 * 64 * 64) / 20_000 * 1e3)
  }
}

@Suite("Rows of windows")
struct WindowRowsTests {
  @Test("Every planned window is a row, with its cell by the phase it lies in and its cause")
  func rows() throws {
    var hand = try Hand(policy: "sliced: {window: 5us}")
    hand.victimWindows = [
      hand.window(0, 5000, ran: (20, 5100), steps: 2), hand.window(10_000, 15_000, ran: nil),
      hand.window(20_000, 25_000, ran: nil),
    ]
    hand.aggressorWindows = [hand.window(15_000, 20_000, ran: (15_000, 19_000), steps: 1)]
    hand.noise = [0, 0, 20, 0].map { steal in
      var noise = Noise()
      noise.stealMilliseconds = steal
      return noise
    }
    let rows = hand.observation.windowRows(round: 6)
    #expect(rows.map(\.partition) == ["victim", "victim", "victim", "aggressor"])
    #expect(rows.map(\.window) == [0, 1, 2, 0])
    #expect(rows.map(\.cellID) == ["c000", "c001", "c001", "c001"])
    #expect(rows.map(\.status) == [.onTime, .missed, .missed, .onTime])
    #expect(rows.map(\.cause) == ["", "unattributed", "steal_in_phase", ""])
    #expect(rows.map(\.accesses) == [128, 0, 0, 64])
    #expect(rows[0].startErrorNanoseconds == 20)
    #expect(rows[0].overrunNanoseconds == 100 && rows[0].leakNanoseconds == 100)
    #expect(rows[1].actualStartNanoseconds == nil)
    #expect(rows.allSatisfy { $0.round == 6 && $0.cpu == 1 })
  }
}

/// Code that stands in a plan and is never run.
private struct NeverRun: PartitionCode {
  func measure(_ measurement: Measurement) -> Never { preconditionFailure("run after all") }
  func load(_ measurement: Measurement) -> Never { preconditionFailure("run after all") }
}
