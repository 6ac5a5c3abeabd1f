import Glibc
import Results
import Statistics
import Testing

@testable import Experiment

/// Synthetic passes: jobs around a centre, every pass a little off.
private struct Passes {
  var generator: SplitMix64
  let spread: Double

  init(seed: UInt64, spread: Double = 0.02) {
    generator = SplitMix64(seed: seed)
    self.spread = spread
  }

  mutating func jobs(around centre: Double, count: Int = 100) -> [Double] {
    let shift = 1 + spread * (generator.nextUnit() - 0.5)
    return (0..<count).map { _ in centre * shift * (1 + 0.2 * generator.nextUnit()) }
  }
}

@Suite struct ContentionRecordTests {
  private let pair = PUPair(0, 3)

  @Test("A pair in one mode is known when its median is, and not before twelve passes")
  func stops() throws {
    let plan = ContentionPlan(cpus: [0, 3], seed: 1)
    var record = ContentionRecord()
    var passes = Passes(seed: 1)
    var needed = 0
    while !record.isKnown(pair), needed < 1000 {
      record.add(
        passes.jobs(around: 250), of: plan.team(of: pair, isReversed: needed.isMultiple(of: 2)),
        besideOthers: false)
      needed += 1
    }
    #expect((ContentionRecord.fewestPasses...200).contains(needed))
    let summary = try #require(record.pairs[pair]?.summary())
    #expect(summary.precision.isReached)
    #expect(try #require(summary.precision.halfWidthPercent) <= 1)
    #expect(summary.modes == 1 && summary.fast == nil && summary.slow == nil)
    #expect(summary.minimum >= 240 && summary.minimum <= summary.median)
    #expect(summary.median <= summary.p99 && summary.p99 <= 310)
    #expect(summary.jobs == 100 * needed && summary.passes == needed)
  }

  @Test("Wide passes do not reach the precision, and say why")
  func wide() throws {
    var series = PairSeries()
    var passes = Passes(seed: 2, spread: 0.6)
    for _ in 0..<30 { series.add(passes.jobs(around: 250), starter: 0) }
    let precision = try #require(series.summary()?.precision)
    #expect(!precision.isReached)
    #expect(precision.reason == "the passes differ too much for their number")
    #expect(try #require(precision.halfWidthPercent) > 1)
  }

  @Test("A value that wanders is not known after many passes")
  func wandering() throws {
    var series = PairSeries()
    for pass in 0..<120 {
      let centre = 250 * (1 + 0.1 * sin(Double(pass) / 12))
      series.add([centre, centre * 1.01, centre * 1.02], starter: 0)
    }
    let precision = try #require(series.summary()?.precision)
    #expect(precision.effectivePasses < 30)
    #expect(precision.reason.hasPrefix("the value wanders"))
  }

  @Test("A sibling-like mode is told apart and not averaged in", arguments: [1, 10, 45])
  func fastMode(fastPasses: Int) throws {
    var series = PairSeries()
    var passes = Passes(seed: 3)
    for pass in 0..<100 {
      series.add(passes.jobs(around: pass < fastPasses ? 36 : 250), starter: pass % 2 == 0 ? 0 : 3)
    }
    let summary = try #require(series.summary())
    #expect(summary.modes == 2 && summary.slow == nil)
    #expect((240...310).contains(summary.median) && summary.minimum >= 240)
    let fast = try #require(summary.fast)
    #expect((34...46).contains(fast.median))
    // As many jobs in each mode, each that much shorter.
    let share = Double(fastPasses) * 36 / (Double(fastPasses) * 36 + Double(100 - fastPasses) * 250)
    #expect(abs(fast.timePercent - 100 * share) < 1)
    #expect(summary.passes == 100 - fastPasses)
  }

  @Test("The mode that most passes were in is the one described")
  func mainMode() throws {
    var series = PairSeries()
    var passes = Passes(seed: 4)
    for pass in 0..<60 {
      series.add(passes.jobs(around: pass < 45 ? 36 : 250), starter: 0)
    }
    let summary = try #require(series.summary())
    #expect((34...46).contains(summary.median) && summary.p99 < 50)
    #expect(summary.fast == nil)
    #expect((240...310).contains(try #require(summary.slow).median))
  }

  @Test("A moment in the fast mode within a pass does not become the minimum")
  func moment() throws {
    var series = PairSeries()
    var passes = Passes(seed: 5)
    for pass in 0..<40 {
      series.add(passes.jobs(around: 250) + (pass == 7 ? [17, 16, 18] : []), starter: 0)
    }
    let summary = try #require(series.summary())
    #expect(summary.minimum >= 240)
    #expect(try #require(summary.fast).timePercent < 0.1)
    #expect(summary.modes == 2)
  }

  @Test("A few disturbed passes are no mode; their jobs stay in the tail")
  func disturbed() throws {
    var series = PairSeries()
    var passes = Passes(seed: 6)
    for pass in 0..<100 {
      series.add(passes.jobs(around: pass % 50 == 9 ? 4000 : 250), starter: 0)
    }
    let summary = try #require(series.summary())
    #expect(summary.modes == 1 && summary.slow == nil)
    #expect(summary.p99 > 4000)
  }

  @Test("Minimum, median and p99 are in order whatever comes in", arguments: UInt64(1)...40)
  func ordered(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var series = PairSeries()
    for _ in 0..<1 + generator.next(below: 40) {
      let centre = exp(12 * generator.nextUnit())
      let jobs = (0..<generator.next(below: 30)).map { _ in centre * (0.1 + generator.nextUnit()) }
      series.add(jobs, starter: generator.next(below: 2))
    }
    for starter in [nil, 0, 1] {
      guard let summary = series.summary(starter: starter) else { continue }
      #expect(0 < summary.minimum)
      #expect(summary.minimum <= summary.median && summary.median <= summary.p99)
    }
  }

  @Test("A team's shares add up to one, and fairness is that of its passes")
  func team() throws {
    var series = TeamSeries()
    for pass in 0..<20 {
      // Whoever is lucky changes: fair in the long run, unfair in every pass.
      series.add(pass.isMultiple(of: 2) ? [900, 100] : [100, 900], nanoseconds: [10_000, 10_000])
    }
    series.add([0, 0], nanoseconds: [10_000, 10_000])
    series.add([5000, 0], nanoseconds: [10_000, 0])
    series.add([5000, 800], nanoseconds: [10_000, 8_000])
    let summary = try #require(series.summary)
    #expect(summary.passes == 20 && summary.tried == 23, "a thread that was away is no contender")
    #expect(summary.threads.map(\.share) == [0.5, 0.5])
    #expect(abs(try #require(summary.leastOverMost) - 1.0 / 9) < 1e-12)
    #expect(abs(try #require(summary.jain) - 1_000_000 / (2 * 820_000)) < 1e-12)
    #expect(abs(summary.accessesPerSecond / 1e8 - 1) < 1e-12)
    #expect(abs(summary.nanosecondsPerAccess / 20 - 1) < 1e-12)
    #expect(summary.precision.isReached)
  }

  @Test("A thread that got nothing has no time for an access")
  func starved() throws {
    var series = TeamSeries()
    series.add([10, 0], nanoseconds: [100, 100])
    let threads = try #require(series.summary).threads
    #expect(threads[0].nanosecondsPerAccess == 10 && threads[1].nanosecondsPerAccess == nil)
    #expect(TeamSeries().summary == nil)
  }
}

@Suite struct ConcurrencyCheckTests {
  private func check(
    _ factor: Double, passes: Int, spread: Double = 0.02, others: Double = 1
  ) -> ConcurrencyCheck {
    var generator = SplitMix64(seed: 9)
    var check = ConcurrencyCheck()
    for _ in 0..<passes {
      func noise() -> Double { 1 + spread * (generator.nextUnit() - 0.5) }
      check.add([
        PUPair(0, 1): (alone: 250 * noise(), beside: 250 * factor * noise()),
        PUPair(2, 3): (alone: 250 * noise(), beside: 250 * others * noise()),
      ])
    }
    return check
  }

  @Test("Pairs that take as long beside others as alone may run at the same time")
  func unchanged() {
    #expect(check(1, passes: 24).verdict == .unchanged)
    #expect(check(1.004, passes: 96).verdict == .unchanged)
  }

  @Test("One pair that others slow is enough for one at a time")
  func changed() throws {
    #expect(check(1.1, passes: 24).verdict == .changed)
    #expect(check(0.9, passes: 24).verdict == .changed)
    let farthest = try #require(check(1.1, passes: 24).farthest)
    #expect(farthest.pair == PUPair(0, 1))
    #expect(abs(farthest.estimate.value - 1.1) < 0.02)
  }

  @Test("Too few or too noisy passes prove nothing")
  func undecided() {
    #expect(ConcurrencyCheck().verdict == .undecided)
    #expect(check(1, passes: 4).verdict == .undecided)
    #expect(check(1, passes: 24, spread: 0.4).verdict == .undecided)
  }
}

@Suite struct ContentionRowTests {
  @Test("A record becomes rows: pairs together and by starter, sets whole and by thread, the check")
  func rows() throws {
    let plan = ContentionPlan(cpus: [0, 1, 2, 3], seed: 1)
    var record = ContentionRecord()
    var passes = Passes(seed: 8)
    for pass in 0..<24 {
      let bouts = plan.checks(pass: pass, isReversed: pass.isMultiple(of: 2))
      record.add(
        check: bouts.flatMap { bout in
          bout.teams.map { ($0, passes.jobs(around: 250), bout.teams.count > 1) }
        })
      for team in plan.teams {
        record.add(
          team.cpus.map { Double(100 + $0) }, of: team,
          nanoseconds: team.cpus.map { _ in 1000 })
      }
    }
    let rows = record.rows(plan)
    let handOvers = rows.filter { $0.kind == .handOver }
    #expect(handOvers.count == 6 * 3)
    #expect(
      handOvers.filter { $0.cpu == nil }.map(\.cpus) == ["0-1", "0,2", "0,3", "1-2", "1,3", "2-3"])
    for row in handOvers {
      #expect(row.oneWayP50Nanoseconds == row.roundTripP50Nanoseconds.map { $0 / 2 })
      #expect(row.passes == (row.cpu == nil ? 24 : 12))
      #expect(!row.concurrent, "only the check has measured them beside others")
    }
    let sets = rows.filter { $0.kind == .contended && $0.cpu == nil }
    #expect(sets.count == ContentionPlan.contended.count * 4)
    for set in sets {
      let parts = rows.filter {
        $0.kind == .contended && $0.cpu != nil && $0.workload == set.workload
          && $0.threads == set.threads
      }
      #expect(parts.count == Int(set.threads))
      #expect(abs(parts.compactMap(\.sharePercent).reduce(0, +) - 100) < 1e-9)
      #expect(!set.protocolText.isEmpty)
    }
    #expect(rows.count { $0.kind == .concurrencyCheck } == 6)
  }
}
