import Platform
import Scheduling
import Testing
import Workloads

@testable import Partitioning

@Suite("Stray time: what a partition ran between its windows")
struct StrayTimeTests {
  private struct Nothing: PartitionCode {
    func measure(_ measurement: Measurement) -> Never { fatalError() }
    func load(_ measurement: Measurement) -> Never { fatalError() }
  }

  /// Windows that ran at these ticks, and the gaps that the witness saw; a tick is a nanosecond.
  private func record(
    _ windows: [(UInt64, UInt64)?], gaps: [(UInt64, UInt64)]
  ) -> ThreadRecord {
    let planned = windows.indices.map {
      PlannedWindow(start: Int64($0) * 100, end: Int64($0) * 100 + 50, index: 0, frame: Int64($0))
    }
    return ThreadRecord(
      plan: ThreadPlan(
        partition: "p", cpus: [0], windows: planned, code: Nothing(), duty: .measure,
        stepsPerJob: 1, sampleCapacity: 8),
      windows: zip(planned, windows).map { planned, window in
        WindowRecord(
          planned: planned,
          ran: window.map {
            WindowRecord.Ran(
              start: Int64($0.0), end: Int64($0.1), startTicks: $0.0, endTicks: $0.1, steps: 1,
              cpu: 0)
          })
      },
      applications: [
        ApplicationRecord(
          name: "p",
          samples: gaps.map {
            Sample(endTicks: $0.1, durationTicks: UInt32($0.1 - $0.0), cpu: 0, labels: 0)
          }, samplesDropped: 0)
      ])
  }

  private var scale: TickScale {
    TickScale(
      from: ClockAnchor(nanoseconds: 0, ticks: 0), to: ClockAnchor(nanoseconds: 10, ticks: 10))
  }

  @Test("There is none where gaps hold all of the time between two windows")
  func none() {
    let record = record([(0, 50), (100, 150), (200, 250)], gaps: [(48, 101), (149, 203)])
    #expect(record.strayNanoseconds(scale: scale) == [0, 0])
  }

  @Test("It is what lies between two windows and in no gap, however many gaps there are")
  func some() {
    let record = record(
      [(0, 50), (100, 150), nil, (300, 350)], gaps: [(20, 25), (60, 70), (80, 120), (160, 310)])
    #expect(record.strayNanoseconds(scale: scale) == [20, 10])
  }

  @Test("A partition that was never stopped ran all the time between")
  func all() {
    #expect(record([(0, 50), (100, 150)], gaps: []).strayNanoseconds(scale: scale) == [50])
  }
}
