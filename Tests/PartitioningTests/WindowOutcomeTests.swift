import Platform
import Scheduling
import Testing
import Workloads

@testable import Partitioning

@Suite("What came of a window")
struct WindowOutcomeTests {
  let planned = PlannedWindow(start: 1_000_000, end: 2_000_000, index: 0, frame: 0)

  func outcome(_ start: Int64, _ end: Int64) -> WindowOutcome {
    WindowOutcome(
      planned: planned, witness: .enforcer, start: start, end: end, steps: 1, cpu: 0)
  }

  @Test(
    "Is late when it starts more than 50 us after its planned start",
    arguments: [
      (-5, .onTime), (0, .onTime), (50_000, .onTime), (50_001, .late), (900_000, .late),
    ] as [(Int64, WindowOutcome.Status)])
  func late(error: Int64, status: WindowOutcome.Status) {
    let outcome = outcome(planned.start + error, planned.end)
    #expect(outcome.status == status)
    #expect(outcome.startError == error)
  }

  @Test(
    "Overruns by what it ends after its planned end, and leaks what it runs outside its window",
    arguments: [
      // start, end, overrun, leak; all from the planned start
      (0, 1_000_000, 0, 0),
      (10, 999_000, 0, 0),
      (-300, 1_000_000, 0, 300),
      (0, 1_000_200, 200, 200),
      (-300, 1_000_200, 200, 500),
      // Wholly before, wholly after.
      (-300, -100, 0, 200),
      (1_000_100, 1_000_400, 400, 300),
    ] as [(Int64, Int64, Int64, Int64)])
  func leak(start: Int64, end: Int64, overrun: Int64, leak: Int64) {
    let outcome = outcome(planned.start + start, planned.start + end)
    #expect(outcome.overrun == overrun)
    #expect(outcome.leak == leak)
  }

  @Test("A missed window has neither start nor end, and neither overruns nor leaks")
  func missed() {
    let outcome = WindowOutcome(missed: planned)
    #expect(outcome.status == .missed)
    #expect(outcome.start == nil && outcome.end == nil && outcome.startError == nil)
    #expect(outcome.cpu == nil && outcome.steps == 0)
    #expect(outcome.overrun == 0 && outcome.leak == 0)
  }
}

@Suite("Windows by their witness")
struct WitnessTests {
  /// Two ticks to the nanosecond, both clocks from zero.
  let scale = TickScale(
    from: ClockAnchor(nanoseconds: 0, ticks: 0), to: ClockAnchor(nanoseconds: 1000, ticks: 2000))

  /// Windows of 1000 ns, the last one missed; the enforcer's stamps are 10 ns after and 20 ns before the plan.
  func record(samples: [Sample]) -> ThreadRecord {
    let planned = (0..<3).map { index in
      PlannedWindow(
        start: 2000 * Int64(index) + 1000, end: 2000 * Int64(index) + 2000, index: index, frame: 0)
    }
    let windows = planned.map { window -> WindowRecord in
      guard window.index < 2 else { return WindowRecord(planned: window, ran: nil) }
      let (start, end) = (window.start + 10, window.end - 20)
      return WindowRecord(
        planned: window,
        ran: WindowRecord.Ran(
          start: start, end: end, startTicks: UInt64(2 * start), endTicks: UInt64(2 * end),
          steps: 7, cpu: 3))
    }
    let plan = ThreadPlan(
      partition: "p", cpus: [3], windows: planned,
      code: NeverRun(),
      duty: .measure, stepsPerJob: 1, sampleCapacity: 8)
    return ThreadRecord(
      plan: plan, windows: windows,
      applications: [ApplicationRecord(name: "p", samples: samples, samplesDropped: 0)])
  }

  /// A gap between two instants, in nanoseconds.
  func gap(_ from: Int64, _ to: Int64) -> Sample {
    Sample(endTicks: UInt64(2 * to), durationTicks: UInt32(2 * (to - from)), cpu: 3, labels: 0)
  }

  @Test("Without a witness the enforcer's stamps count, with the return time added to the start")
  func enforcer() {
    let outcomes = record(samples: []).outcomes(
      witnessed: false, correction: Enforcement(returnNanoseconds: 5), scale: scale)
    #expect(outcomes.map(\.start) == [1015, 3015, nil])
    #expect(outcomes.map(\.end) == [1980, 3980, nil])
    #expect(outcomes.map(\.witness) == [.enforcer, .enforcer, .enforcer])
    #expect(outcomes.map(\.status) == [.onTime, .onTime, .missed])
    #expect(outcomes.map(\.steps) == [7, 7, 0])
    #expect(outcomes.map(\.cpu) == [3, 3, nil])
  }

  @Test("The gap over the enforcer's stamp gives the first and the last instruction of a window")
  func code() {
    let samples = [
      gap(0, 1022),  // before the first window, whose first instruction is at 1022
      gap(1500, 1503),  // an interrupt inside the window
      gap(1970, 3018),  // from the last instruction of the first window to the first of the second
      gap(3975, 6000),  // after the second window
    ]
    let outcomes = record(samples: samples).outcomes(
      witnessed: true, correction: Enforcement(returnNanoseconds: 5), scale: scale)
    #expect(outcomes.map(\.start) == [1022, 3018, nil])
    #expect(outcomes.map(\.end) == [1970, 3975, nil])
    #expect(outcomes.map(\.witness) == [.code, .code, .enforcer])
  }

  @Test(
    "A core that was lost between the ticks and the clock of a stamp makes neither a late start nor an overrun",
    arguments: [(start: 400, end: 0), (start: 0, end: 400), (start: 0, end: 0)])
  func lostBetweenStamps(start: Int64, end: Int64) {
    let record = record(samples: [gap(0, 1022), gap(1970, 3018)])
    var windows = record.windows
    windows[0].ran?.start += start
    windows[0].ran?.end += end
    let outcomes = ThreadRecord(
      plan: record.plan, windows: windows, applications: record.applications
    ).outcomes(witnessed: true, correction: Enforcement(), scale: scale)
    #expect(outcomes[0].start == 1022)
    #expect(outcomes[0].end == 1970)
  }

  @Test("Where the witness saw no gap the enforcer's stamp stands")
  func missingGap() {
    let outcomes = record(samples: [gap(0, 1022), gap(3500, 3600)]).outcomes(
      witnessed: true, correction: Enforcement(returnNanoseconds: 5), scale: scale)
    #expect(outcomes.map(\.start) == [1022, 3015, nil])
    #expect(outcomes.map(\.end) == [1980, 3980, nil])
    #expect(outcomes.map(\.witness) == [.code, .enforcer, .enforcer])
  }

  @Test(
    "A window without a single instruction has no length: it does not last until the next one")
  func emptyWindow() {
    let outcomes = record(samples: [gap(0, 3018)]).outcomes(
      witnessed: true, correction: Enforcement(returnNanoseconds: 0), scale: scale)
    #expect(outcomes[0].start == 1980)
    #expect(outcomes[0].end == 1980)
    #expect(outcomes[1].start == 3018)
  }
}

/// Code that stands in a plan and is never run.
private struct NeverRun: PartitionCode {
  func measure(_ measurement: Measurement) -> Never { preconditionFailure("run after all") }
  func load(_ measurement: Measurement) -> Never { preconditionFailure("run after all") }
}
