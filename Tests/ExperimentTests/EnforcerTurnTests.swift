import Platform
import Scheduling
import Testing
import Workloads

@testable import Experiment
@testable import Partitioning

@Suite("A partition that stood still at its stop")
struct EnforcerTurnTests {
  /// Two ticks to the nanosecond.
  private let scale = TickScale(
    from: ClockAnchor(nanoseconds: 0, ticks: 0), to: ClockAnchor(nanoseconds: 1000, ticks: 2000))
  private let window = WindowRecord(
    planned: PlannedWindow(start: 1000, end: 2000, index: 0, frame: 0),
    ran: WindowRecord.Ran(
      start: 1010, end: 2300, startTicks: 2020, endTicks: 4600, steps: 1, cpu: 0))

  private func stoodStill(_ gap: (from: UInt64, to: UInt64)) -> Bool {
    let sample = Sample(
      endTicks: 2 * gap.to, durationTicks: UInt32(2 * (gap.to - gap.from)), cpu: 0, labels: 0)
    let plan = ThreadPlan(
      partition: "p", cpus: [0], windows: [window.planned], code: NeverRun(), duty: .measure,
      stepsPerJob: 1, sampleCapacity: 1)
    return ThreadRecord(
      plan: plan, windows: [window],
      applications: [ApplicationRecord(name: "p", samples: [sample], samplesDropped: 0)]
    ).stoodStill(at: 1950, in: window, scale)
  }

  @Test("Saw a gap across the instant, not before it, and not the one that the stop itself made")
  func gaps() {
    #expect(stoodStill((from: 1900, to: 2200)))
    #expect(stoodStill((from: 1950, to: 2000)))
    #expect(!stoodStill((from: 1500, to: 1900)))
    #expect(!stoodStill((from: 2300, to: 3000)))
  }
}

/// Code that stands in a plan and is never run.
private struct NeverRun: PartitionCode {
  func measure(_ measurement: Measurement) -> Never { preconditionFailure("run after all") }
  func load(_ measurement: Measurement) -> Never { preconditionFailure("run after all") }
}
