import Statistics
import Testing

@Suite("Jitter, in five numbers")
struct JitterTests {
  /// Releases a millisecond apart, late by the given nanoseconds; `nil` for one that never came.
  private func releases(_ errors: [Int64?]) -> [Jitter.Release] {
    errors.enumerated().map { index, error in
      let planned = Int64(index) * 1_000_000
      return Jitter.Release(
        plannedNanoseconds: planned, actualNanoseconds: error.map { planned + $0 })
    }
  }

  @Test("Release jitter is the start error: actual minus planned")
  func startError() {
    let jitter = Jitter(series: [releases((1...1000).map { $0 })], seconds: 1)
    #expect(jitter.startError.quantile(500_000) == 500)
    #expect(jitter.startError.quantile(990_000) == 990)
    #expect(jitter.startError.quantile(999_000) == nil, "one value is beyond it")
    let largest = jitter.startError.largest
    #expect(largest?.value == 1000 && largest?.count == 1000 && largest?.seconds == 1)
  }

  @Test("Peak to peak is the largest less the smallest, and needs two releases")
  func peakToPeak() {
    #expect(Jitter(series: [releases([-40, 10, 250])]).peakToPeakNanoseconds == 290)
    #expect(Jitter(series: [releases([7])]).peakToPeakNanoseconds == nil)
  }

  @Test("p99.9 - p50 needs ten thousand releases")
  func tail() {
    func jitter(_ count: Int64) -> Jitter { Jitter(series: [releases((1...count).map { $0 })]) }
    #expect(jitter(10_000).tailNanoseconds == 4_990)
    #expect(jitter(9_999).tailNanoseconds == nil)
  }

  @Test("Period jitter is by how much neighbours' distance differs from the planned")
  func period() {
    let jitter = Jitter(series: [releases([100, 100, 400, 50])])
    #expect(jitter.period.count == 3 && jitter.period.largest?.value == 350)
    // All late alike: the releases are late, and their period is perfect.
    let shifted = Jitter(series: [releases(Array(repeating: 5_000, count: 40))])
    #expect(shifted.startError.quantile(500_000) == 5_000)
    #expect(shifted.period.quantile(500_000) == 0 && shifted.peakToPeakNanoseconds == 0)
  }

  @Test("A release that never came is missed, and gives no period to either neighbour")
  func missed() throws {
    let jitter = Jitter(series: [releases([0, 0, nil, 900, 900])])
    #expect(jitter.planned == 5 && jitter.missed.count == 1)
    #expect(jitter.period.count == 2 && jitter.period.largest?.value == 0)
    let share = try #require(jitter.missed.share())
    #expect(share.value == 0.2 && share == QuantileInterval.rate(occurrences: 1, count: 5))
  }

  @Test("The last release of one thread and the first of another are no neighbours")
  func series() {
    let jitter = Jitter(series: [releases([0, 0]), releases([1_000, 1_000])])
    #expect(jitter.period.largest?.value == 0 && jitter.peakToPeakNanoseconds == 1_000)
  }

  @Test("Overruns are counted apart from starts")
  func overruns() {
    var late = releases([0, 0, 0, 0])
    late[2].isOverrun = true
    let jitter = Jitter(series: [late])
    #expect(jitter.overruns.count == 1 && jitter.missed.count == 0)
    #expect(jitter.overruns.share()?.value == 0.25)
  }

  @Test("Nothing planned has no number at all")
  func nothing() {
    let jitter = Jitter(series: [])
    #expect(jitter.startError.largest == nil && jitter.period.largest == nil)
    #expect(jitter.peakToPeakNanoseconds == nil && jitter.tailNanoseconds == nil)
    #expect(jitter.missed.share() == nil && jitter.overruns.share() == nil)
  }

  @Test("A largest value bounds what is beyond it by the rule of three")
  func ruleOfThree() throws {
    let largest = try #require(Largest([3, 9, 4], seconds: 2))
    #expect(largest.value == 9 && largest.count == 3 && largest.seconds == 2)
    #expect(abs(largest.exceedanceBound() - (1 - 0.05.cubeRoot)) < 1e-12)
    let many = try #require(Largest(repeatElement(1, count: 100_000)))
    #expect(abs(many.exceedanceBound() * 100_000 - 2.9957) < 1e-3)
    #expect(Largest([]) == nil)
  }

  @Test("Shift, scale and the order of the threads change what they should", arguments: Seeds.all)
  func properties(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    func errors() -> [Int64?] {
      (0..<(20 + generator.next(below: 40))).map { _ in
        generator.next(below: 8) == 0 ? nil : Int64(generator.next(below: 5_000)) - 500
      }
    }
    let threads = [errors(), errors(), errors()]
    let plain = Jitter(series: threads.map(releases))
    #expect(plain == Jitter(series: threads.reversed().map(releases)))

    let later = Jitter(series: threads.map { releases($0.map { $0.map { $0 + 777 } }) })
    #expect(later.period == plain.period && later.missed == plain.missed)
    #expect(later.peakToPeakNanoseconds == plain.peakToPeakNanoseconds)
    #expect(later.startError.largest!.value == plain.startError.largest!.value + 777)

    let scaled = Jitter(series: threads.map { releases($0.map { $0.map { $0 * 3 } }) })
    #expect(scaled.period.largest!.value == 3 * plain.period.largest!.value)
    #expect(scaled.peakToPeakNanoseconds == plain.peakToPeakNanoseconds.map { 3 * $0 })
    // Two neighbours differ by no more than all releases do.
    #expect(plain.period.largest!.value <= plain.peakToPeakNanoseconds!)
  }
}

extension Double {
  fileprivate var cubeRoot: Double {
    var root = 1.0
    for _ in 0..<60 { root -= (root * root * root - self) / (3 * root * root) }
    return root
  }
}
