import Results
import Statistics
import Testing

@testable import Verdicts

@Suite("Drift")
struct DriftScreenTests {
  /// A run of two pairs: the sentinel before and after each turn, a second apart, and the victims' medians alone.
  private struct Run {
    var rounds: [RoundRow] = []
    var sentinel: [SentinelRow] = []

    init(
      _ count: Int, seed: UInt64, sentinelScale: (Int) -> Double = { _ in 1 },
      soloScale: (Int) -> Double = { _ in 1 }
    ) {
      var generator = SplitMix64(seed: seed)
      func noisy(_ value: Double) -> Double { value * (1 + 0.01 * generator.nextUnit()) }
      for round in 0..<count {
        for pair in ["p0", "p1"] {
          for role in SentinelRow.Role.allCases {
            var row = SentinelRow()
            row.round = Int64(round)
            row.pairID = pair
            row.role = role
            row.timeNanoseconds = Int64(round) * 1_000_000_000
            row.workNanoseconds = noisy(250_000) * (role == .victim ? sentinelScale(round) : 1)
            sentinel.append(row)
          }
          for condition in Condition.allCases {
            var row = RoundRow()
            row.pairID = pair
            row.condition = condition
            row.round = Int64(round)
            row.p50Nanoseconds = noisy(8000) * (pair == "p1" ? soloScale(round) : 1)
            rounds.append(row)
          }
        }
      }
    }

    var screen: DriftScreen { DriftScreen(rounds: rounds, sentinel: sentinel) }

    func row(_ series: DriftRow.Series, _ pair: String = "") -> DriftRow? {
      screen.rows.first { $0.series == series && $0.pairID == pair }
    }
  }

  @Test("A machine that stays the same has no change, and one trend in twenty at most")
  func steady() {
    var trends = 0
    for seed in UInt64(1)...40 {
      let rows = Run(30, seed: seed).screen.rows
      #expect(rows.count == 4)
      #expect(rows.allSatisfy { $0.changes.isEmpty && $0.largestChangePercent == nil })
      if rows.contains(where: { ($0.trendAdjustedP ?? 1) < DriftScreen.level }) { trends += 1 }
    }
    // Expected are 2 of 40 runs; more than 7 has a chance below 0.1 %.
    #expect(trends <= 7)
  }

  @Test("A clock that drops by 4 % in mid-run is found in its round", arguments: [6, 15, 27])
  func change(at change: Int) throws {
    let run = Run(40, seed: 3, sentinelScale: { $0 < change ? 1 : 1.04 })
    let row = try #require(run.row(.sentinelVictim))
    #expect(row.changes == [Int64(change)])
    #expect(abs(try #require(row.largestChangePercent) - 4) < 0.7)
    #expect(try #require(run.row(.sentinelSpare)).changes.isEmpty)
  }

  @Test("A core that warms up by 1 % a minute is a trend, by the hour")
  func trend() throws {
    let run = Run(60, seed: 4, sentinelScale: { 1 + 0.01 * Double($0) / 60 * 2 })
    let row = try #require(run.row(.sentinelVictim))
    #expect(try #require(row.trendAdjustedP) < DriftScreen.level)
    let slope = try #require(row.slopePercentPerHour)
    #expect(abs(slope / 120 - 1) < 0.15)
    #expect(try #require(row.slopeLowPercentPerHour) < slope)
    #expect(try #require(row.slopeHighPercentPerHour) > slope)
  }

  @Test("A victim's change alone concerns the comparisons that it is part of")
  func ownPairs() {
    let screen = Run(30, seed: 5, soloScale: { $0 < 15 ? 1 : 1.2 }).screen
    let (all, half) = (Array(Int64(0)..<30), Array(Int64(0)..<15))
    #expect(screen.splits(first: all, second: half, pairs: ["p1"]))
    #expect(!screen.splits(first: all, second: half, pairs: ["p0"]))
    #expect(!screen.splits(first: all, second: all, pairs: ["p1"]))
  }

  @Test("The victim's core concerns everybody")
  func everybody() {
    let screen = Run(30, seed: 6, sentinelScale: { $0 < 15 ? 1 : 1.1 }).screen
    #expect(
      screen.splits(first: Array(0..<30), second: Array(0..<15), pairs: ["p0"]))
    #expect(!screen.splits(first: Array(0..<30), second: Array(0..<29), pairs: ["p0"]))
  }

  @Test("Two rounds that are alike to the last digit are no change of the machine")
  func ties() throws {
    var run = Run(12, seed: 7)
    for place in run.sentinel.indices where [5, 6].contains(run.sentinel[place].round) {
      run.sentinel[place].workNanoseconds = 251_000
    }
    #expect(try #require(run.row(.sentinelVictim)).changes.isEmpty)
  }

  @Test("Many rounds are screened in blocks, and the change stays where it was")
  func blocks() throws {
    var generator = SplitMix64(seed: 11)
    let points = (0..<3500).map {
      DriftSeries.Point(
        round: Int64($0), nanoseconds: Double($0) * 1e9,
        value: ($0 < 2000 ? 100 : 110) * (1 + 0.02 * generator.nextUnit()))
    }
    let row = DriftSeries(.sentinelVictim, "", points).row
    #expect(row.rounds == 3500 && row.changes.count == 1)
    // A block is four rounds.
    #expect(abs(try #require(row.changes.first) - 2000) <= 8)
    #expect(abs(try #require(row.largestChangePercent) - 10) < 1)
  }

  @Test(
    "Wild rounds, one in ten, are no change, however near each other", arguments: UInt64(1)...40)
  func wildRounds(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let points = (0..<40).map {
      DriftSeries.Point(
        round: Int64($0), nanoseconds: nil,
        value: 100 * (1 + 0.01 * generator.nextUnit()) * (generator.next(below: 10) == 0 ? 1.5 : 1))
    }
    #expect(DriftSeries(.soloP50, "p0", points).row.changes.isEmpty)
  }

  @Test("Too few rounds say nothing, and none is no row")
  func few() throws {
    let row = try #require(Run(2, seed: 8).row(.sentinelVictim))
    #expect(row.trendP == nil && row.trendAdjustedP == nil && row.changes.isEmpty)
    #expect(DriftScreen(rounds: [], sentinel: []).rows.isEmpty)
  }

  @Test("Without the times of turns there is a trend, but no slope per hour")
  func withoutTimes() throws {
    var run = Run(20, seed: 9)
    run.sentinel = []
    let row = try #require(run.row(.soloP50, "p0"))
    #expect(row.trendP != nil && row.slopePercentPerHour == nil)
  }
}
