import Testing

@testable import Platform

@Suite("CPU time")
struct CPUTimeTests {
  typealias Reading = MachineFacts.CPUTimeReading

  let start = ContinuousClock.now

  func reading(_ stat: String, after seconds: Int = 0) -> Reading {
    Reading(stat: stat, at: start.advanced(by: .seconds(seconds)))
  }

  @Test(
    "counts user, nice, system and both kinds of interrupts as busy, and leaves the sum line out")
  func fields() {
    let reading = reading("cpu  9 9 9 9 9 9 9 9 0 0\ncpu3 1 2 4 100 200 8 16 32 5 5\nctxt 1\n")
    #expect(reading.ticks == [3: Reading.Ticks(busy: 31, steal: 32)])
  }

  @Test("is a share of the wall time of each CPU, and of wall time x CPUs together")
  func shares() {
    let before = reading("cpu0 100 0 0 0 0 0 0 10\ncpu1 0 0 0 0 0 0 0 0\n")
    let after = reading("cpu0 150 0 0 0 0 0 0 30\ncpu1 0 0 100 0 0 0 0 0\n", after: 2)
    let shares = after.shares(since: before)
    #expect(shares.seconds == 2)
    #expect(shares.stealPercent == [0: 10, 1: 0])
    #expect(shares.busyPercent == [0: 25, 1: 50])
    #expect(shares.stealPercent(of: [0, 1]) == 5)
    #expect(shares.stealPercent(of: [0]) == 10)
    #expect(shares.busyPercent(of: [0, 1]) == 37.5)
  }

  @Test("of CPUs that were not read is unknown, not zero")
  func unknown() {
    let shares = reading("cpu0 0 0 0 0 0 0 0 0", after: 1).shares(since: reading(""))
    #expect(shares.stealPercent(of: [0]) == nil)
    #expect(shares.busyPercent(of: [0]) == nil)
  }

  @Test("stolen never is less than nothing, though the counter was seen to step back")
  func stepBack() {
    let shares = reading("cpu0 0 0 0 0 0 0 0 4", after: 1).shares(
      since: reading("cpu0 0 0 0 0 0 0 0 7"))
    #expect(shares.stealPercent == [0: 0])
  }

  @Test("of two readings at one instant is unknown")
  func noTime() {
    let same = reading("cpu0 0 0 0 0 0 0 0 4")
    #expect(same.shares(since: same).stealPercent.isEmpty)
  }

  @Test("has the resolution of one tick: 10 ms in 2 s on 4 CPUs are 0.125 %")
  func resolution() {
    #expect(MachineFacts.CPUTimeShares(seconds: 2).resolutionPercent(cpus: 4) == 0.125)
  }

  @Test("of a KVM guest (fixture tree) is read for each of its CPUs")
  func fixture() {
    let reading = Reading.now(root: FixtureMachine.kvmGuest.root)
    #expect(reading.ticks.keys.sorted() == [0, 1, 2, 3])
    #expect(reading.ticks[3]?.steal == 19)
  }

  /// Case proc_stat_steal of the golden vectors: a real machine over 10 s, its four CPUs together. Idle time and steal overlap in
  /// a guest without tick, so that the columns add up to 108 % of the time: shares are of wall time.
  @Test("steal is a share of wall time, not of the columns' sum")
  func golden() throws {
    func line(_ sum: String) -> String {
      "cpu0 \(sum)\ncpu1 0 0 0 0 0 0 0 0 0 0\ncpu2 0 0 0 0 0 0 0 0 0 0\ncpu3 0 0 0 0 0 0 0 0 0 0\n"
    }
    let start = ContinuousClock.now
    let before = MachineFacts.CPUTimeReading(
      stat: line("21276 5280 90414 505733 1129 0 1111 3517 1512 0"), at: start)
    let after = MachineFacts.CPUTimeReading(
      stat: line("22214 5280 90628 508450 1174 0 1290 3784 1512 0"),
      at: start + .milliseconds(10_069))
    let share = try #require(after.shares(since: before).stealPercent(of: [0, 1, 2, 3]))
    #expect(abs(share - 6.629258118979044) < 1e-9)
  }
}
