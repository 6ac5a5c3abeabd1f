import Partitioning
import Platform
import Policies
import Results
import Statistics
import Testing
import Workloads

@testable import Experiment

@Suite("What leaked, as rows")
struct LeakageTallyTests {
  /// A turn in which each entry's probe takes what `ticks` says.
  private static func rows(
    held: Bool = true, ticks: (LeakageScript.Entry, inout SplitMix64) -> Double
  ) -> [LeakageRow] {
    var random = SplitMix64(seed: 8)
    var tally = LeakageTally(symbols: 4)
    for round in 0..<2 {
      let script = LeakageScript(
        symbols: 4, windows: LeakageScript.windows(symbols: 4, signals: 500), seed: UInt64(round))
      let probes = script.entries.enumerated().map { number, entry in
        LeakagePairing.Pair(entry: number, probeTicks: UInt64(ticks(entry, &random)))
      }
      tally.add(
        LeakageTurn.Outcome(
          pairing: LeakagePairing(pairs: probes, unpaired: 3),
          evidence: Evidence(held: held, detail: "windows overlapped"),
          nanosecondsPerTick: 0.5, guardNanoseconds: 40_000, cpu: 2), script)
    }
    return tally.rows(
      LeakageRow(), confidence: 0.99, frameNanoseconds: 500_000, seed: 4
    ).rows
  }

  /// What a working receiver sees: its own noise, what the channel shows, and what it was told.
  private static func seen(
    _ entry: LeakageScript.Entry, _ random: inout SplitMix64, channel: Double = 0,
    telling: Double = 600
  ) -> Double {
    1000 + 200 * random.nextUnit() + channel * Double(entry.action.level)
      + telling * Double(entry.action.message)
  }

  @Test("A channel that shows the symbol leaks; it has a rate, and its median probes rise")
  func leak() throws {
    let rows = Self.rows { Self.seen($0, &$1, channel: 100) }
    #expect(rows.map(\.arm) == [.signal, .positive, .negative])
    #expect(rows.map(\.verdict) == [.leaks, .leaks, .noLeak])
    let signal = rows[0]
    #expect(signal.unpaired == 6 && signal.guardNanoseconds == 40_000 && signal.cpu == 2)
    #expect(try #require(signal.leakMillibits) > #require(signal.boundMillibits))
    let capacity = try #require(signal.capacityMillibits)
    #expect(abs(try #require(signal.bitsPerSecond) - capacity / 1000 * 2000) < 1e-6)
    #expect(
      try #require(signal.firstSymbolNanoseconds) < #require(signal.lastSymbolNanoseconds))
    #expect(signal.confidencePercent == 99)
  }

  @Test("A channel that shows nothing does not, and says what it could have seen")
  func closed() throws {
    let signal = Self.rows { Self.seen($0, &$1) }[0]
    #expect(signal.verdict == .noLeak)
    #expect(signal.bitsPerSecond == nil)
    #expect(try #require(signal.detectionLimitMillibits) > 0)
    #expect(signal.reason.isEmpty)
  }

  @Test("Without the positive control's leak nothing is settled, whatever the signal shows")
  func powerless() {
    for channel in [0.0, 100] {
      let signal = Self.rows { Self.seen($0, &$1, channel: channel, telling: 0) }[0]
      #expect(signal.verdict == .inconclusive)
      #expect(signal.reason.contains("the test has no power"))
      #expect(signal.bitsPerSecond == nil)
    }
  }

  @Test("A negative control that leaks takes the verdict back")
  func brokenNegative() {
    let signal = Self.rows { entry, random in
      Self.seen(entry, &random) + (entry.arm == .negative ? 100 * Double(entry.symbol) : 0)
    }[0]
    #expect(signal.verdict == .inconclusive)
    #expect(signal.reason.contains("the negative control leaks"))
  }

  @Test("A policy that was not in force has no verdict")
  func unheld() {
    let signal = Self.rows(held: false) { Self.seen($0, &$1, channel: 100) }[0]
    #expect(signal.verdict == .inconclusive && signal.policyHeld == false)
    #expect(signal.reason.contains("windows overlapped"))
  }

  @Test("A case in which no window could be paired says so in every row")
  func nothing() {
    let rows = LeakageTally(symbols: 4).rows(
      LeakageRow(), confidence: 0.99, frameNanoseconds: 500_000, seed: 1
    ).rows
    #expect(rows.count == 3)
    #expect(rows.allSatisfy { $0.verdict == .inconclusive && $0.reason.contains("too few") })
  }

  @Test("Blocks are apart from turn to turn, and the matrix holds every observation")
  func matrix() {
    var tally = LeakageTally(symbols: 4)
    var random = SplitMix64(seed: 2)
    let script = LeakageScript(
      symbols: 4, windows: LeakageScript.windows(symbols: 4, signals: 500), seed: 1)
    let pairs = script.entries.indices.map {
      LeakagePairing.Pair(entry: $0, probeTicks: 1000 + UInt64(random.next(below: 500)))
    }
    tally.add(
      LeakageTurn.Outcome(
        pairing: LeakagePairing(pairs: pairs, unpaired: 0),
        evidence: Evidence(held: true, detail: ""), nanosecondsPerTick: 1, guardNanoseconds: 0,
        cpu: 0), script)
    let found = tally.rows(
      LeakageRow(), confidence: 0.95, frameNanoseconds: 500_000, seed: 1)
    for row in found.rows {
      let cells = found.counts.filter { $0.arm == row.arm }
      #expect(cells.reduce(0) { $0 + $1.count } == row.observations)
      #expect(Int64(cells.count) == row.symbols! * row.bins!)
    }
    // Warm-up is nobody's.
    let kept = found.rows.reduce(0) { $0 + $1.observations }
    #expect(kept == Int64(script.entries.count { $0.arm != .warmUp }))
  }
}
