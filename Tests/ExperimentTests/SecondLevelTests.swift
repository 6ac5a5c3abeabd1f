import Partitioning
import Results
import Scheduling
import Testing

@testable import Experiment
@testable import Partitioning

@Suite("The second level of scheduling")
struct SecondLevelTests {
  /// Applications a, b, … on one virtual CPU with windows and slices as given, in microseconds.
  private func record(
    _ scheduler: GuestScheduler, windows: [Range<Int64>], slices: [[Range<Int64>]],
    priorities: [Int] = [1, 2, 3], reservations: [(period: Int64, budget: Int64)?] = [],
    active: [[Range<Int64>]?] = [], missed: Set<Int> = []
  ) -> ThreadRecord {
    let applications = slices.indices.map { index in
      ApplicationPlan(
        name: "app\(index)", duty: .load, stepsPerJob: 1, sampleCapacity: 1,
        priority: priorities[index],
        reservation: index < reservations.count
          ? reservations[index].map {
            GuestScheduler.Reservation(
              periodNanoseconds: $0.period * 1_000, budgetNanoseconds: $0.budget * 1_000)
          } : nil,
        active: index < active.count ? active[index]?.map(\.microseconds) : nil
      ) { throw CancellationError() }
    }
    let planned = windows.enumerated().map { index, window in
      PlannedWindow(
        start: window.lowerBound * 1_000, end: window.upperBound * 1_000, index: index, frame: 0)
    }
    return ThreadRecord(
      plan: ThreadPlan(
        partition: "p", cpus: [0], windows: planned, applications: applications,
        guestScheduler: scheduler),
      windows: planned.enumerated().map { index, window in
        WindowRecord(
          planned: window,
          ran: missed.contains(index)
            ? nil
            : WindowRecord.Ran(
              start: window.start, end: window.end, startTicks: 0, endTicks: 0, steps: 0, cpu: 0))
      },
      applications: slices.enumerated().map { index, slices in
        ApplicationRecord(
          name: "app\(index)", samples: [], samplesDropped: 0,
          slices: slices.map(\.microseconds).map {
            SliceRecord(
              window: 0, start: $0.lowerBound, end: $0.upperBound, startTicks: 0, endTicks: 0,
              steps: 0)
          })
      })
  }

  private func level(_ record: ThreadRecord, _ phases: [Range<Int64>]) -> SecondLevel {
    SecondLevel(record, in: phases.map(\.microseconds))
  }

  @Test("Shares are of the windows that ran, in the phases in which the application is active")
  func shares() {
    let record = record(
      .roundRobin(quantumNanoseconds: 100_000), windows: [0..<400, 1000..<1400, 2000..<2400],
      slices: [[0..<300], [300..<400, 1000..<1100]], active: [[0..<1000], nil], missed: [2])
    let got = level(record, [0..<1000, 1000..<3000]).applications
    #expect(got.map(\.share) == [0.75, 0.25])
    #expect(got.map(\.windowNanoseconds) == [400_000, 800_000])
    #expect(got.map(\.slices) == [1, 2])
    let outside = level(record, [2000..<3000]).applications
    #expect(outside.map(\.share) == [nil, nil])
  }

  @Test("A turn goes on in the next window, and only another application ends it")
  func turns() {
    let record = record(
      .roundRobin(quantumNanoseconds: 100_000), windows: [0..<150, 500..<650],
      slices: [[0..<100, 550..<650], [100..<150, 500..<550]])
    let got = level(record, [0..<1000]).applications
    #expect(got[0].turns == [100_000, 100_000])
    #expect(got[1].turns == [100_000])
  }

  @Test("An application that is alone in a phase has no turns there")
  func alone() {
    let record = record(
      .roundRobin(quantumNanoseconds: 100_000), windows: [0..<900],
      slices: [[0..<900], []], active: [nil, []])
    #expect(level(record, [0..<1000]).applications[0].turns == [])
  }

  @Test("A period counts by what its windows left after the more urgent, and only if it is whole")
  func periods() {
    // b is more urgent than a; windows give 300 of each 500.
    let record = record(
      .fixedPriority, windows: [0..<300, 500..<800, 1000..<1300],
      slices: [[100..<200, 500..<550], [0..<100, 600..<800]], priorities: [2, 1],
      reservations: [(500, 100), (500, 100)])
    let got = level(record, [0..<1250]).applications
    #expect(got[0].periods.map(\.availableNanoseconds) == [200_000, 100_000])
    #expect(got[0].periods.map(\.ranNanoseconds) == [100_000, 50_000])
    #expect(got[1].periods.map(\.availableNanoseconds) == [300_000, 300_000])
    #expect(got[1].periods.map(\.ranNanoseconds) == [100_000, 200_000])
  }

  @Test("What runs in the background takes nothing from what has a budget")
  func background() {
    let record = record(
      .fixedPriority, windows: [0..<300], slices: [[200..<300], [0..<200]], priorities: [2, 1],
      reservations: [(300, 100), nil])
    let got = level(record, [0..<300]).applications
    #expect(got[0].periods.map(\.availableNanoseconds) == [300_000])
    #expect(got[1].periods == [])
  }

  @Test("A release is delayed from the period's start on, if that lies in a window that ran")
  func releases() {
    // Periods begin at 0 in a window, at 500 outside, at 1000 in a missed one, at 1500 while it runs.
    let record = record(
      .fixedPriority, windows: [0..<400, 600..<700, 1000..<1100, 1400..<1900],
      slices: [[30..<130, 600..<700, 1400..<1600]], reservations: [(500, 100)], missed: [2])
    #expect(level(record, [0..<2000]).applications[0].releaseDelays == [30_000, 0])
  }

  @Test("A budget is short only where it was supplied, and by more than a switch takes")
  func short() {
    var row = SliceRow()
    row.setPeriods(
      [(300, 300), (300, 296), (300, 100), (200, 0), (400, 350)].map {
        SecondLevel.Period(availableNanoseconds: $0.0 * 1_000, ranNanoseconds: $0.1 * 1_000)
      }, GuestScheduler.Reservation(periodNanoseconds: 1_000_000, budgetNanoseconds: 300_000))
    #expect(row.periods == 5)
    #expect(row.periodsSupplied == 4)
    #expect(row.periodsShort == 1)
    #expect(row.shortfallMaximumNanoseconds == 200_000)
    #expect(row.periodMaximumNanoseconds == 350_000)
  }

  @Test("Quantiles are only of as many as can show them")
  func quantiles() {
    var row = SliceRow()
    row.setReleases(Array(1...19))
    #expect(row.releaseDelayP50Nanoseconds == nil)
    #expect(row.releaseDelayMaximumNanoseconds == 19)
    row.setReleases(Array((1...1000).reversed()))
    #expect(row.releaseDelayP50Nanoseconds == 500)
    #expect(row.releaseDelayP99Nanoseconds == 990)
    row.setTurns([7], quantum: 5)
    #expect(row.turns == 1 && row.turnMaximumNanoseconds == 7 && row.turnP50Nanoseconds == nil)
  }
}

extension Range<Int64> {
  fileprivate var microseconds: Range<Int64> { lowerBound * 1_000..<upperBound * 1_000 }
}
