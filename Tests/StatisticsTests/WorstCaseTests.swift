import Glibc
import Testing

@testable import Statistics

@Suite("Worst case, from a series to a bound or a refusal")
struct WorstCaseTests {
  // MARK: What is refused

  @Test("Too few runs are refused, and still have a longest one")
  func tooFew() throws {
    let times = Series.exponential.times(900, seed: 1)
    let estimate = WorstCaseEstimate(times)
    #expect(estimate.reasons == [.tooFewRuns] && estimate.accepted == nil)
    let mark = try #require(estimate.highWaterMark)
    #expect(mark.value == times.max() && mark.runs == 900)
    #expect(abs(mark.exceedanceBound * 900 - 3) < 0.01, "the rule of three")
    #expect(WorstCaseEstimate([]).highWaterMark == nil)
    #expect(WorstCaseEstimate([]).reasons == [.tooFewRuns])
  }

  @Test("A drift over the series is refused as one", arguments: [1, 2, 3] as [UInt64])
  func trend(seed: UInt64) {
    let times = Series.exponential.times(3000, seed: seed).enumerated().map {
      $1 + 30 * Double($0) / 3000
    }
    let estimate = WorstCaseEstimate(times)
    #expect(estimate.reasons.contains(.trend) && estimate.tails.isEmpty)
  }

  @Test(
    "Two regimes, one after the other, are refused as a mixture", arguments: [1, 2, 3] as [UInt64])
  func regimes(seed: UInt64) {
    let times = Series.exponential.times(3000, seed: seed).enumerated().map {
      $0 < 1500 ? $1 : $1 + 20
    }
    #expect(WorstCaseEstimate(times).reasons.contains(.mixture))
  }

  @Test(
    "A rare mode far above the others is refused: the tail is of no family",
    arguments: [1, 2, 3] as [UInt64])
  func rareMode(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let times = Series.exponential.times(4000, seed: seed + 100).map {
      generator.nextUnit() < 0.003 ? $0 + 2000 : $0
    }
    let estimate = WorstCaseEstimate(times, options: .quick)
    #expect(!estimate.reasons.isEmpty && estimate.accepted == nil)
  }

  @Test("Runs that resemble those before them are refused", arguments: [1, 2, 3] as [UInt64])
  func dependence(seed: UInt64) {
    var level = 0.0
    let times = Series.exponential.times(3000, seed: seed).map { time in
      level = 0.4 * level + time
      return level
    }
    #expect(WorstCaseEstimate(times).reasons.contains(.dependence))
  }

  @Test("A coarse clock and a tail that was cut off are refused as quantised")
  func quantised() {
    let times = Series.exponential.times(3000, seed: 5)
    #expect(WorstCaseEstimate(times.map { ($0 / 25).rounded() * 25 }).reasons == [.quantised])
    #expect(WorstCaseEstimate(times.map { min($0, 1250) }).reasons == [.quantised])
  }

  @Test("A clock whose step shows in the tail is refused, a finer one is not")
  func clock() {
    let times = Series.exponential.times(4000, seed: 9)
    func estimate(step: Double) -> WorstCaseEstimate {
      var options = WorstCaseOptions.quick
      options.conditions.clockResolution = step
      return WorstCaseEstimate(times.map { ($0 / step).rounded() * step }, options: options)
    }
    #expect(estimate(step: 8).reasons.contains(.clockQuantised))
    #expect(estimate(step: 1).accepted != nil)
  }

  @Test(
    "A run beyond the end of a bounded tail is refused: the tail is not the one that was fitted",
    arguments: [1, 2, 3] as [UInt64])
  func boundedMisfit(seed: UInt64) throws {
    var times = Series.uniform.times(4000, seed: seed)
    for place in [700, 1900, 3100] { times[place] = 1075 }
    times[2500] = 1080
    let estimate = WorstCaseEstimate(times, options: .quick)
    #expect(estimate.accepted == nil)
    #expect(estimate.reasons.contains(.endpointTooNear))
  }

  @Test("A tail without variance is refused")
  func heavy() {
    let estimate = WorstCaseEstimate(
      Series.pareto(shape: 0.7).times(4000, seed: 2), options: .quick)
    #expect(estimate.reasons.contains(.shapeTooHeavy))
  }

  @Test(
    "A tail that was measured while somebody else ran is refused; the same time elsewhere is not")
  func disturbed() {
    let times = Series.exponential.times(4000, seed: 9)
    let order = times.indices.sorted { times[$0] < times[$1] }
    func estimate(disturbed rank: Int) -> WorstCaseEstimate {
      var options = WorstCaseOptions.quick
      options.conditions.disturbed = times.indices.map { $0 == order[rank] }
      return WorstCaseEstimate(times, options: options)
    }
    #expect(estimate(disturbed: times.count - 2).reasons.contains(.disturbedTail))
    #expect(estimate(disturbed: 0).accepted != nil)
  }

  @Test("A curve ends three decades beyond the runs, and earlier where the tail is thin")
  func depth() throws {
    var options = WorstCaseOptions.quick
    options.exceedances = [1e-3, 1e-6, 1e-7, 1e-9]
    let estimate = WorstCaseEstimate(Series.exponential.times(5000, seed: 3), options: options)
    let points = try #require(estimate.accepted).points
    #expect(
      points.map(\.refusal) == [nil, nil, .extrapolationTooFar, .extrapolationTooFar])
    let few = WorstCaseEstimate(Series.exponential.times(1000, seed: 3), options: options)
    let tail = try #require(few.tails.first)
    #expect(tail.points.map(\.refusal)[1] == .tooFewExcesses && tail.points[0].refusal == nil)
  }

  @Test("Exceedances of the body are not answered by the tail, and make no two fits disagree")
  func body() throws {
    var generator = SplitMix64(seed: 9)
    let times = (0..<20_000).map { _ in 1000 - 100 * log(1 - generator.nextUnit()) }
    var options = WorstCaseOptions()
    (options.exceedances, options.resamples) = ([0.9, 0.1, 0.01, 1e-4], 100)
    let estimate = WorstCaseEstimate(times, options: options)
    #expect(estimate.reasons.isEmpty)
    for tail in estimate.tails {
      #expect(tail.points.map(\.exceedancePerRun) == [0.01, 1e-4], "\(tail.method)")
    }
  }

  @Test("Times that no job could take are refused, and trap nothing", arguments: [1e150, 1e300])
  func huge(_ time: Double) {
    var times = (0..<2000).map { Double($0 % 997) }
    times[100] = time
    #expect(WorstCaseEstimate(times).reasons == [.invalidTimes])
  }

  @Test("Every refusal has words, and a code that is written as one")
  func codes() {
    for refusal in WorstCaseRefusal.allCases {
      #expect(!refusal.words.isEmpty)
      #expect(refusal.rawValue.allSatisfy { $0.isLowercase || $0 == "_" })
    }
  }

  // MARK: What is promised

  @Test(
    "The bound lies above the estimate, and both rise as the exceedance falls",
    arguments: Series.accepted)
  func order(series: Series) throws {
    var options = WorstCaseOptions.quick
    options.exceedances = [1e-5, 1e-3, 1e-6, 1e-4]
    let estimate = WorstCaseEstimate(series.times(5000, seed: 12), options: options)
    let points = try #require(estimate.accepted).points
    #expect(points.map(\.exceedancePerRun) == [1e-3, 1e-4, 1e-5, 1e-6])
    #expect(points.allSatisfy { $0.lower <= $0.estimate && $0.estimate <= $0.upper })
    for (higher, lower) in zip(points, points.dropFirst()) {
      #expect(higher.estimate < lower.estimate && higher.upper <= lower.upper)
      #expect(higher.exceedancePerHour >= lower.exceedancePerHour)
    }
  }

  @Test("Bounds follow unit and origin, and the same seed gives the same")
  func equivariance() throws {
    let times = Series.exponential.times(2000, seed: 7)
    let plain = WorstCaseEstimate(times, options: .quick)
    #expect(WorstCaseEstimate(times, options: .quick) == plain)
    let moved = WorstCaseEstimate(times.map { 8 * $0 + 4096 }, options: .quick)
    for (a, b) in zip(plain.tails, moved.tails) {
      #expect(a.refusals == b.refusals)
      for (point, other) in zip(a.points, b.points) {
        #expect(abs(other.upper / (8 * point.upper + 4096) - 1) < 1e-6)
      }
    }
    #expect(plain.tails.count == 2 && moved.isDescriptive == false)
    var options = WorstCaseOptions.quick
    options.conditions.isVirtualMachine = true
    #expect(WorstCaseEstimate(times, options: options).isDescriptive)
  }

  @Test("Peaks over a threshold do not depend on the order of the runs")
  func permutation() throws {
    var times = Series.exponential.times(2000, seed: 8)
    let first = PeaksOverThreshold.tail(times, .quick)
    var generator = SplitMix64(seed: 8)
    generator.shuffle(&times)
    #expect(PeaksOverThreshold.tail(times, .quick) == first)
  }
}

/// Series of job times whose true quantiles are known.
enum Series: CustomTestStringConvertible, Sendable {
  case exponential
  case pareto(shape: Double)
  case uniform

  /// Those for which there has to be a curve.
  static let accepted: [Series] = [.exponential, .pareto(shape: 0.1), .uniform]

  private var shape: Double {
    switch self {
    case .exponential: 0
    case .pareto(let shape): shape
    case .uniform: -1
    }
  }

  func times(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      1000 + 50 * stretched(-log1p(-generator.nextUnit()), shape: shape)
    }
  }

  /// The time that a run exceeds with this chance.
  func quantile(_ exceedance: Double) -> Double {
    1000 + 50 * stretched(-log(exceedance), shape: shape)
  }

  var testDescription: String {
    switch self {
    case .exponential: "exponential"
    case .pareto(let shape): "GPD \(shape)"
    case .uniform: "uniform"
    }
  }
}

extension WorstCaseOptions {
  /// Fewer samples, for tests that do not count coverage.
  static let quick: WorstCaseOptions = {
    var options = WorstCaseOptions()
    options.resamples = 120
    return options
  }()
}
