import Platform
import Results
import Statistics
import Testing

@testable import Experiment

@Suite("Releases on a fixed grid")
struct ReleaseSeriesTests {
  let series = ReleaseSeries(start: 1_000, periodNanoseconds: 100, count: 10)

  func wake(_ release: Int32, _ nanoseconds: Int64) -> TimerLoop.Wake {
    TimerLoop.Wake(nanoseconds: nanoseconds, release: release, cpu: 1)
  }

  @Test("a wake-up before the next deadline misses nothing")
  func punctual() {
    let releases = series.releases([wake(0, 1_003), wake(1, 1_199)])
    #expect(releases.map(\.lateness) == [3, 99])
    #expect(releases.map(\.isMissed) == [false, false])
  }

  @Test(
    "a stall of three periods and a half is one late release and three missed ones, each late by its own"
  )
  func stall() {
    let releases = series.releases([wake(0, 1_000), wake(1, 1_450), wake(5, 1_502)])
    #expect(releases.map(\.number) == [0, 1, 2, 3, 4, 5])
    #expect(releases.map(\.lateness) == [0, 350, 250, 150, 50, 2])
    #expect(releases.map(\.isMissed) == [false, false, true, true, true, false])
    #expect(releases.map(\.wake) == [0, 1, 1, 1, 1, 2])
    #expect(releases.map(\.deadline) == [1_000, 1_100, 1_200, 1_300, 1_400, 1_500])
  }

  @Test("a wake-up at the very instant of the next deadline has missed it")
  func edge() {
    #expect(series.releases([wake(0, 1_100)]).map(\.isMissed) == [false, true])
  }

  @Test("no release beyond the last planned one is missed, however long the stall")
  func end() {
    let releases = series.releases([wake(8, 9_999_999)])
    #expect(releases.map(\.number) == [8, 9])
    #expect(releases.last?.lateness == 9_998_099)
  }

  @Test("random stalls leave each release there once, and none early or out of order")
  func random() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      var wakes: [TimerLoop.Wake] = []
      var next: Int32 = 0
      while next < 10 {
        let late = Int64.random(in: 0...Int64.random(in: 1...600), using: &generator)
        let now = series.deadline(Int(next)) + late
        wakes.append(wake(next, now))
        // As the loop does: the first deadline that lies ahead.
        next = max(next + 1, Int32((now - 1_000) / 100) + 1)
      }
      let releases = series.releases(wakes)
      #expect(releases.map(\.number) == Array(0..<10))
      #expect(releases.count { !$0.isMissed } == wakes.count)
      #expect(releases.allSatisfy { $0.lateness >= 0 })
    }
  }

  @Test("missed releases share the cause of the stall, and count in its row")
  func rows() {
    var jitter = JitterSeries(
      cpu: 1, source: .timer, schedulingClass: .fifo, periodNanoseconds: 100,
      readingNanoseconds: 10)
    var first = DisturbanceReading()
    first.involuntarySwitches = 0
    first.waitNanoseconds = 0
    var last = first
    last.instant = 10_000
    last.involuntarySwitches = 1
    last.waitNanoseconds = 400
    let wakes = [wake(0, 1_001), wake(1, 1_102), wake(2, 1_203), wake(3, 1_650), wake(7, 1_702)]
    jitter.add(wakes: wakes, of: series, readings: [first, last], throttling: nil)
    let rows = jitter.rows(.measurement)
    #expect(rows.map(\.cause) == [.all, .wakeUp, .involuntarySwitch])
    #expect(rows.map(\.count) == [8, 4, 4])
    #expect(rows.map(\.missed) == [3, 0, 3])
    #expect(rows.map(\.longestNanoseconds) == [350, 3, 350])
    #expect(rows[0].involuntarySwitches == 1 && rows[0].waitNanoseconds == 400)
    #expect(rows[0].timerInterrupts == nil)
    // Late by 1, 2, 3, 350 and, after three missed, 2: only the first four have neighbours that came.
    #expect(
      rows[0].periodJitterLongestNanoseconds == 347 && rows[1].periodJitterP50Nanoseconds == nil)
    #expect(rows[0].peakToPeakNanoseconds == 349)
    let missed = QuantileInterval.rate(occurrences: 3, count: 8)
    #expect(rows[0].missedPercent == 37.5 && rows[1].missedPercent == nil)
    #expect(rows[0].missedHighPercent == missed?.upper.map { $0 * 100 })
    #expect(rows[0].missedLowPercent == missed?.lower.map { $0 * 100 })
    #expect(rows.allSatisfy { $0.n == 8 && $0.lostNanoseconds == 0 })
  }

  @Test("gaps add up to the time that is lost, by cause and together")
  func gaps() {
    var jitter = JitterSeries(
      cpu: 1, source: .gaps, schedulingClass: .batch, readingNanoseconds: 10)
    var first = DisturbanceReading()
    first.timerInterrupts = 4
    first.otherInterrupts = 0
    var last = first
    last.instant = 10_000_000
    last.timerInterrupts = 6
    jitter.add(
      gaps: AttributionTests.disturbances([
        (1_000_000, 2_000), (2_000_000, 3_000), (3_000_000, 5_000),
      ]), watched: 10_000_000, dropped: 7, readings: [first, last])
    let rows = jitter.rows(.start)
    #expect(rows.map(\.cause) == [.all, .interrupt, .unattributed])
    #expect(rows.map(\.lostNanoseconds) == [10_000, 5_000, 5_000])
    #expect(rows.map(\.lostPercent) == [0.1, 0.05, 0.05])
    #expect(rows.map(\.dropped) == [7, 0, 0])
    #expect(rows[0].timerInterrupts == 2)
    #expect(rows[0].p50Nanoseconds == nil, "three gaps are too few for a median")
    let bins = JitterObservation.histogram([JitterObservation(series: [jitter, jitter])])
    #expect(bins.reduce(0) { $0 + $1.count } == 6)
    #expect(Set(bins.map(\.cellID)) == ["cpu1"])
  }

  /// Case tsc_gaps of the golden vectors: readings at 0, 40, 80, 120, 9120, 9160, 9200, 39200 and 39240 ns.
  @Test("the gaps of a reader add up as they should")
  func goldenGaps() throws {
    let stamps: [Int64] = [0, 40, 80, 120, 9120, 9160, 9200, 39_200, 39_240]
    let gaps = zip(stamps, stamps.dropFirst()).filter { $1 - $0 > 1000 }.map {
      Disturbance(end: $1, nanoseconds: $1 - $0, cpu: nil)
    }
    var jitter = JitterSeries(
      cpu: 1, source: .gaps, schedulingClass: .batch, readingNanoseconds: 10)
    jitter.add(gaps: gaps, watched: 39_240, dropped: 0, readings: [])
    let row = try #require(jitter.rows(.measurement).first)
    #expect(row.count == 2)
    #expect(row.lostNanoseconds == 39_000)
    #expect(row.longestNanoseconds == 30_000)
    #expect(abs(row.lostPercent - 99.38837920489296) < 1e-9)
  }
}
