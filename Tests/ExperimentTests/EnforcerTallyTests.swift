import Results
import Scheduling
import Testing

@testable import Experiment
@testable import Partitioning

@Suite("What an enforcer's windows come to")
struct EnforcerTallyTests {
  /// The windows of two partitions that take turns, 1 ms each.
  private func planned(_ number: Int) -> PlannedWindow {
    let start = Int64(number) * 1_000_000
    return PlannedWindow(
      start: start, end: start + 1_000_000, index: number % 2, frame: Int64(number / 2))
  }

  private func ran(_ number: Int, start: Int64 = 0, stop: Int64 = -50_000) -> WindowOutcome {
    let plan = planned(number)
    return WindowOutcome(
      planned: plan, witness: .code, start: plan.start + start, end: plan.end + stop, steps: 1,
      cpu: 0)
  }

  private func row(_ windows: [WindowOutcome], inGap: Int = 0, cpu: Int64? = nil) -> EnforcerRow {
    var tally = EnforcerTally()
    tally.add(windows, inGap: inGap, cpuNanoseconds: cpu)
    return tally.row(EnforcerRow())
  }

  @Test("Windows of both partitions count, and a missed one is as late as it is long")
  func missed() {
    let row = row([ran(1), WindowOutcome(missed: planned(0)), ran(2, start: 60_000)])
    #expect(row.windows == 3)
    #expect(row.missed == 1)
    #expect(row.late == 1)
    #expect(row.startLongestNanoseconds == 1_000_000)
    #expect(row.stopLongestNanoseconds == -50_000)
  }

  @Test("A successor that begins before its predecessor's last instruction overlaps by that much")
  func overlap() {
    let row = row([ran(0, stop: 700), ran(1, start: 100), ran(2), ran(3, start: -49_000)])
    #expect(row.overlaps == 1)
    #expect(row.overlapNanoseconds == 600)
    #expect(row.overruns == 1)
    #expect(row.leaks == 2)
    #expect(row.leakNanoseconds == 700 + 49_000)
  }

  @Test("A switch is the time that nobody had; beside a missed window there is none")
  func switches() {
    let windows = (0..<40).map { ran($0, start: 1_000) }
    #expect(row(windows).switchP50Nanoseconds == 51_000)
    let lonely = (0..<40).map { $0 % 2 == 0 ? ran($0) : WindowOutcome(missed: planned($0)) }
    #expect(row(lonely).switchP50Nanoseconds == nil)
  }

  @Test("CPU time beyond the windows is the switches', and what nobody ran in is lost")
  func cost() {
    // Ten windows of 950 us: 9.5 ms of 10 ms, and 100 us of CPU time more than that.
    let row = row((0..<10).map { ran($0) }, cpu: 9_600_000)
    #expect(row.switchCPUNanoseconds == 10_000)
    #expect(row.lostPercent == 5)
    #expect(self.row([ran(0)]).switchCPUNanoseconds == nil)
  }

  @Test("No quantile that the windows do not support")
  func quantiles() {
    let few = row((0..<999).map { ran($0) })
    #expect(few.startP50Nanoseconds == 0 && few.startP99Nanoseconds == nil)
    let enough = row((0..<1000).map { ran($0) })
    #expect(enough.startP99Nanoseconds == 0 && enough.startP999Nanoseconds == nil)
  }

  @Test("Turns add up; of their CPU times the median counts")
  func turns() {
    var tally = EnforcerTally()
    for cpu: Int64 in [950_000, 951_000, 2_000_000] {
      tally.add([ran(0)], inGap: 1, cpuNanoseconds: cpu)
    }
    let row = tally.row(EnforcerRow())
    #expect(row.turns == 3 && row.windows == 3 && row.overrunsInGap == 3)
    #expect(row.switchCPUNanoseconds == 1_000)
  }
}
