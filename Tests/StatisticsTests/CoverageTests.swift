import Glibc
import Testing

@testable import Statistics

/// What the intervals and verdicts promise, kept over thousands of simulated campaigns.
///
/// Each claim is judged against the binomial error of its own simulation: it fails when the share of campaigns lies outside
/// the claimed range by more than `Simulation.doubt` standard errors. `BULKHEAD_SIMULATIONS=20` makes each twenty times as
/// long, which `benches/coverage` does in an optimised build.
@Suite("Coverage and false alarms, simulated")
struct CoverageTests {
  static let ratio = 1.25

  @Test(
    "95 % intervals for the ratio cover 93 to 97 %, whatever the rounds are like",
    arguments: RoundModel.allCases)
  func ratioIntervals(model: RoundModel) {
    let methods: [(name: String, interval: ([Double], [Double]) -> Interval?)] = [
      ("paired log ratio", { RatioInterval.pairedLogRatio(solo: $0, corun: $1)?.interval }),
      ("Hodges-Lehmann", { RatioInterval.hodgesLehmann(solo: $0, corun: $1)?.interval }),
      ("median, sign test", { RatioInterval.median(solo: $0, corun: $1)?.interval }),
      ("with memory", { RatioInterval.serialLogRatio(solo: $0, corun: $1)?.interval }),
    ]
    var covered = methods.map { _ in 0 }
    let campaigns = Simulation.count(2000)
    var generator = SplitMix64(seed: 0xC0FE + UInt64(model.rawValue.utf8.count))
    for _ in 0..<campaigns {
      let (solo, corun) = model.campaign(rounds: 20, ratio: Self.ratio, &generator)
      for (index, method) in methods.enumerated() {
        guard let interval = method.interval(solo, corun) else { continue }
        if interval.lower <= Self.ratio, Self.ratio <= interval.upper { covered[index] += 1 }
      }
    }
    for (method, covered) in zip(methods, covered) where model.allows(method.name) {
      Simulation.expect(
        covered, of: campaigns, within: 0.93...0.97, "\(method.name), \(model.rawValue)")
    }
  }

  @Test("The intervals of a quantile over rounds hold it although samples resemble each other")
  func samplesWithMemory() {
    // 200 samples of an autocorrelation of 0.9 in each of 20 rounds; the truth is the median of all.
    let campaigns = Simulation.count(150)
    var generator = SplitMix64(seed: 0xA41)
    var (rounds, samples) = (0, 0)
    for _ in 0..<campaigns {
      let all = (0..<20).map { _ in generator.autoregressive(200, rho: 0.9) }
      if QuantileInterval.medianOverRounds(all.compactMap(Quantile.median))!.interval!.holds(0) {
        rounds += 1
      }
      // The same question asked of the samples: what the round as the unit saves from.
      if QuantileInterval.medianOverRounds(all[0])!.interval!.holds(0) { samples += 1 }
    }
    Simulation.expect(rounds, of: campaigns, within: 0.93...0.97, "median over rounds")
    #expect(Double(samples) < 0.75 * Double(campaigns), "raw samples are not independent")
  }

  @Test(
    "Two conditions that do not differ are seldom called better or worse",
    arguments: RoundModel.allCases)
  func verdictFalseAlarms(model: RoundModel) {
    // Spread so that differences beyond the margin do come up by chance.
    let campaigns = Simulation.count(2000)
    var generator = SplitMix64(seed: 0xFA15E)
    var alarms = 0
    for _ in 0..<campaigns {
      let (solo, corun) = model.campaign(rounds: 12, ratio: 1, &generator)
      let verdict = Verdict.judge(solo: solo, corun: corun, margin: 1.01)
      if verdict == .better || verdict == .worse { alarms += 1 }
    }
    guard model.allows("paired log ratio") else { return }
    Simulation.expect(alarms, of: campaigns, within: 0...0.05, "\(model.rawValue)")
  }

  @Test(
    "A difference as large as the margin is seldom called equivalent",
    arguments: RoundModel.allCases)
  func equivalenceFalseAlarms(model: RoundModel) {
    let campaigns = Simulation.count(2000)
    var generator = SplitMix64(seed: 0x7057)
    var (alarms, disagreements) = (0, 0)
    for _ in 0..<campaigns {
      let (solo, corun) = model.campaign(rounds: 12, ratio: 1.25, &generator)
      let test = Equivalence(corun, over: solo, margin: 1.25)!
      if test.isEquivalent { alarms += 1 }
      let verdict = Verdict.judge(solo: solo, corun: corun, margin: 1.25)
      if (verdict == .equivalent) != test.isEquivalent { disagreements += 1 }
    }
    #expect(disagreements == 0)
    guard model.allows("paired log ratio") else { return }
    Simulation.expect(alarms, of: campaigns, within: 0...0.05, "\(model.rawValue)")
  }

  @Test("Where nothing leaks, one test in twenty finds a leak: 3 to 7 %")
  func leakFalseAlarms() {
    let campaigns = Simulation.count(600)
    var generator = SplitMix64(seed: 0x1EA4)
    var alarms = 0
    for _ in 0..<campaigns {
      // Four symbols balanced in blocks of 16, as a run sends them; the times know nothing of them.
      var symbols: [Int] = []
      for _ in 0..<12 {
        var block = (0..<16).map { $0 % 4 }
        generator.shuffle(&block)
        symbols += block
      }
      let bins = symbols.map { _ in generator.next(below: 4) }
      let test = ShuffleTest(
        symbols: symbols, bins: bins, symbolCount: 4, binCount: 4,
        blocks: (0..<12).map { $0 * 16..<($0 + 1) * 16 }, shuffles: 39, seed: generator.next())
      if test.exceedsBound { alarms += 1 }
    }
    Simulation.expect(alarms, of: campaigns, within: 0.03...0.07, "shuffled bound")
  }
}

/// How the ratios of rounds scatter around the true one.
enum RoundModel: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case logNormal = "log-normal"
  case heavyTailed = "heavy-tailed"
  case sharedLevel = "AR(1) level of the machine"
  case cellMemory = "AR(1) from cell to cell, in random order"
  case ratioMemory = "AR(1) ratios"

  var testDescription: String { rawValue }

  /// Whether the method promises anything there: only one allows for rounds that depend on each other.
  func allows(_ method: String) -> Bool { self != .ratioMemory || method == "with memory" }

  /// Times of the two conditions, by round.
  func campaign(
    rounds: Int, ratio: Double, _ generator: inout SplitMix64
  ) -> (solo: [Double], corun: [Double]) {
    // The logarithms of the level of each round, and of what each condition adds of its own.
    var level = Array(repeating: 0.0, count: rounds)
    var own: [(Double, Double)] = []
    switch self {
    case .logNormal:
      own = level.map { _ in (generator.normal(), generator.normal()) }
    case .heavyTailed:
      own = level.map { _ in (generator.heavy(), generator.heavy()) }
    case .sharedLevel:
      level = generator.autoregressive(rounds, rho: 0.9).map { $0 * 5 }
      own = level.map { _ in (generator.normal(), generator.normal()) }
    case .cellMemory:
      // Two cells a round, one after the other; which one is first is drawn.
      let cells = generator.autoregressive(2 * rounds, rho: 0.9)
      own = level.indices.map { round in
        let pair = (cells[2 * round], cells[2 * round + 1])
        return generator.next(below: 2) == 0 ? pair : (pair.1, pair.0)
      }
    case .ratioMemory:
      own = generator.autoregressive(rounds, rho: 0.5).map { (0, $0) }
    }
    let scale = 0.05
    return (
      zip(level, own).map { 1000 * exp(scale * ($0 + $1.0)) },
      zip(level, own).map { 1000 * ratio * exp(scale * ($0 + $1.1)) }
    )
  }
}

extension SplitMix64 {
  /// Box and Muller's.
  mutating func normal() -> Double {
    (-2 * log(1 - nextUnit())).squareRoot() * cos(2 * .pi * nextUnit())
  }

  /// Student's t with two degrees of freedom, which has no variance.
  mutating func heavy() -> Double {
    // Its quantile in closed form: (2p − 1)√(2 / (4p(1 − p))).
    let p = (Double(next() >> 11) + 0.5) * 0x1p-53
    return (2 * p - 1) * (1 / (2 * p * (1 - p))).squareRoot()
  }

  /// xₜ = ρxₜ₋₁ + noise, from its stationary distribution on.
  mutating func autoregressive(_ count: Int, rho: Double) -> [Double] {
    var last = normal() / (1 - rho * rho).squareRoot()
    return (0..<count).map { _ in
      last = rho * last + normal()
      return last
    }
  }
}

extension Interval {
  fileprivate func holds(_ value: Double) -> Bool { lower <= value && value <= upper }
}
