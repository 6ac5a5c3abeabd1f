import Platform
import Results
import Testing

@testable import Experiment

@Suite("Causes of gaps and late wake-ups")
struct AttributionTests {
  static let millisecond: Int64 = 1_000_000

  /// Disturbances by end and length, in nanoseconds, on CPU 1 unless said otherwise.
  static func disturbances(_ items: [(end: Int64, length: Int64)], cpu: Int? = 1) -> [Disturbance] {
    items.map { Disturbance(end: $0.end, nanoseconds: $0.length, cpu: cpu) }
  }

  /// One interval of 10 ms after the other, each with what was counted in it.
  static func intervals(_ counts: [(inout Attribution.Interval) -> Void]) -> [Attribution.Interval]
  {
    counts.enumerated().map { index, change in
      let start = Int64(index) * 10 * millisecond
      var interval = Attribution.Interval(start: start, end: start + 10 * millisecond)
      interval.waitNanoseconds = 0
      change(&interval)
      return interval
    }
  }

  func causes(
    _ disturbances: [Disturbance], _ intervals: [Attribution.Interval],
    throttling: ThrottlingPattern? = nil
  ) -> [JitterRow.Cause] {
    var labelled = disturbances
    Attribution(cpu: 1, intervals: intervals, throttling: throttling).label(&labelled)
    #expect(labelled.map(\.end) == disturbances.map(\.end))
    return labelled.map(\.cause)
  }

  @Test("nothing counted explains nothing")
  func nothing() {
    let gaps = Self.disturbances([(1_000_000, 2_000), (9_000_000, 3_000_000)])
    #expect(causes(gaps, Self.intervals([{ _ in }])) == [.unattributed, .unattributed])
    #expect(causes(gaps, []) == [.unattributed, .unattributed])
    #expect(causes([], Self.intervals([{ _ in }])) == [])
  }

  @Test(
    "no more gaps are blamed on interrupts than there were, the shortest first, and no long one")
  func interrupts() {
    let gaps = Self.disturbances([
      (1_000_000, 5_000), (2_000_000, 2_000), (3_000_000, 90_000), (4_000_000, 100_001),
    ])
    for (count, expected): (Int64, [JitterRow.Cause]) in [
      (0, [.unattributed, .unattributed, .unattributed, .unattributed]),
      (1, [.unattributed, .interrupt, .unattributed, .unattributed]),
      (2, [.interrupt, .interrupt, .unattributed, .unattributed]),
      (9, [.interrupt, .interrupt, .interrupt, .unattributed]),
    ] {
      #expect(causes(gaps, Self.intervals([{ $0.interrupts = count }])) == expected)
    }
  }

  @Test("an interrupt explains only a gap that ended in the interval in which it was counted")
  func otherInterval() {
    let gaps = Self.disturbances([(5_000_000, 2_000), (15_000_000, 2_000)])
    let intervals = Self.intervals([{ _ in }, { $0.interrupts = 5 }])
    #expect(causes(gaps, intervals) == [.unattributed, .interrupt])
  }

  @Test("a switch explains the longest gap that the time waited allows")
  func switches() {
    let gaps = Self.disturbances([
      (1_000_000, 3_000), (5_000_000, 2_000_000), (9_000_000, 2_900_000),
    ])
    #expect(
      causes(
        gaps,
        Self.intervals([
          {
            $0.involuntarySwitches = 1
            $0.waitNanoseconds = 2_000_000
          }
        ])) == [.unattributed, .involuntarySwitch, .unattributed])
    #expect(
      causes(
        gaps,
        Self.intervals([
          {
            $0.involuntarySwitches = 2
            $0.waitNanoseconds = 4_900_000
          }
        ])) == [.unattributed, .involuntarySwitch, .involuntarySwitch])
  }

  @Test(
    "where the kernel does not count waiting, each switch explains the longest gap that is left")
  func switchesWithoutWait() {
    let gaps = Self.disturbances([(1_000_000, 3_000), (5_000_000, 2_000_000)])
    let intervals = Self.intervals([
      {
        $0.involuntarySwitches = 1
        $0.waitNanoseconds = nil
      }
    ])
    #expect(causes(gaps, intervals) == [.unattributed, .involuntarySwitch])
  }

  @Test(
    "a switch that was counted while the counters were read explains a gap of the next interval")
  func switchCarried() {
    let gaps = Self.disturbances([(10_050_000, 4_000_000), (35_000_000, 4_000_000)])
    let counted: (inout Attribution.Interval) -> Void = {
      $0.involuntarySwitches = 1
      $0.waitNanoseconds = 4_000_000
    }
    let intervals = Self.intervals([counted, { _ in }, { _ in }, { _ in }])
    #expect(causes(gaps, intervals) == [.involuntarySwitch, .unattributed])
  }

  @Test("a step of steal explains the longest gaps since the step before, and not short ones")
  func steal() {
    let gaps = Self.disturbances([
      (5_000_000, 6_000_000), (15_000_000, 5_000_000), (16_000_000, 50_000),
      (25_000_000, 200_000), (35_000_000, 3_000_000),
    ])
    let intervals = Self.intervals([
      { _ in }, { $0.stealNanoseconds = 10 * Self.millisecond }, { _ in }, { _ in },
    ])
    #expect(
      causes(gaps, intervals) == [.steal, .steal, .unattributed, .unattributed, .unattributed])
  }

  @Test("a gap after which the thread is elsewhere is a migration, and so is the way back")
  func migration() {
    var gaps = Self.disturbances([
      (1_000_000, 2_000), (2_000_000, 2_000), (3_000_000, 2_000), (4_000_000, 2_000),
    ])
    gaps[1].cpu = 3
    gaps[2].cpu = nil
    #expect(
      causes(gaps, Self.intervals([{ _ in }])) == [
        .unattributed, .migration, .unattributed, .migration,
      ])
  }

  @Test("a label that is there already stays, and uses up nothing")
  func labelled() {
    var gaps = Self.disturbances([(1_000_000, 2_000), (2_000_000, 3_000)])
    gaps[0].cause = .wakeUp
    #expect(causes(gaps, Self.intervals([{ $0.interrupts = 1 }])) == [.wakeUp, .interrupt])
  }

  @Test("two readings differ by what was counted between, and a counter that goes back by nothing")
  func readings() {
    var first = DisturbanceReading()
    first.instant = 5
    first.timerInterrupts = 10
    first.otherInterrupts = 3
    first.stealTicks = 7
    first.involuntarySwitches = 1
    var last = first
    last.instant = 15
    last.timerInterrupts = 14
    last.otherInterrupts = 5
    last.stealTicks = 6
    last.waitNanoseconds = 9
    let gaps = Attribution.Interval(from: first, to: last, countsTimer: true)
    #expect((gaps.start, gaps.end) == (5, 15))
    #expect(gaps.interrupts == 6)
    #expect(gaps.stealNanoseconds == 0)
    #expect(gaps.involuntarySwitches == 0)
    #expect(gaps.waitNanoseconds == nil)
    #expect(Attribution.Interval(from: first, to: last, countsTimer: false).interrupts == 2)
  }
}
