import Testing

@testable import Statistics

@Suite("Verdicts")
struct VerdictTests {
  /// Ten rounds whose ratios scatter evenly around `ratio`, by `spread` up and down.
  private func judge(ratio: Double, spread: Double, margin: Double = 1.05) -> Verdict {
    let solo = [Double](repeating: 1000, count: 10)
    let corun = solo.indices.map { 1000 * ratio * ($0.isMultiple(of: 2) ? 1 + spread : 1 - spread) }
    return Verdict.judge(solo: solo, corun: corun, margin: margin)
  }

  @Test("A clear slowdown is worse, a clear gain better")
  func clear() {
    #expect(judge(ratio: 1.5, spread: 0.02) == .worse)
    #expect(judge(ratio: 0.6, spread: 0.02) == .better)
  }

  @Test("A difference shown to be inside the margin is equivalent, even if it is certain")
  func insideMargin() {
    #expect(judge(ratio: 1, spread: 0.01) == .equivalent)
    #expect(judge(ratio: 1.03, spread: 0.001) == .equivalent)
    #expect(judge(ratio: 0.97, spread: 0.001) == .equivalent)
    #expect(judge(ratio: 1.03, spread: 0.001, margin: 1.01) == .worse)
  }

  @Test("Noise is inconclusive, not equivalent")
  func noise() {
    #expect(judge(ratio: 1, spread: 0.3) == .inconclusive)
    #expect(judge(ratio: 1.2, spread: 0.5) == .inconclusive)
  }

  @Test("Certain but about as large as the margin is inconclusive")
  func atMargin() {
    // The 95 % interval is above 1 and the 90 % interval reaches beyond 1.05.
    #expect(judge(ratio: 1.045, spread: 0.02) == .inconclusive)
  }

  @Test("Rounds without any spread are judged by their ratio alone")
  func noSpread() {
    #expect(judge(ratio: 1, spread: 0) == .equivalent)
    #expect(judge(ratio: 2, spread: 0) == .worse)
    #expect(judge(ratio: 0.5, spread: 0) == .better)
  }

  @Test(
    "Each rule decides at its own boundary",
    arguments: [
      (1.2, 1.1, 1.3, Verdict.worse), (1.2, 1.0, 1.4, .inconclusive),
      (1.04, 1.01, 1.07, .inconclusive),
      (1.05, 1.01, 1.09, .worse), (0.8, 0.7, 0.9, .better), (0.8, 0.6, 1.0, .inconclusive),
      (0.97, 0.95, 0.99, .inconclusive),
    ])
  func boundaries(point: Double, lower: Double, upper: Double, verdict: Verdict) {
    let ratio = Estimate(
      value: point, interval: Interval(lower: lower, upper: upper, confidence: 0.95))
    let narrow = Interval(lower: 0.9, upper: 1.1, confidence: 0.90)
    #expect(Verdict.judge(ratio, equivalence: narrow) == verdict)
  }

  @Test("Equivalence comes first, and a missing interval settles nothing")
  func order() {
    let ratio = Estimate(
      value: 1.05, interval: Interval(lower: 1.01, upper: 1.09, confidence: 0.95))
    let inside = Interval(lower: 1 / 1.05, upper: 1.05, confidence: 0.90)
    #expect(Verdict.judge(ratio, equivalence: inside) == .equivalent)
    #expect(
      Verdict.judge(Estimate(value: 3, interval: nil), equivalence: nil) == .inconclusive)
  }

  @Test("The verdict agrees with the equivalence test", arguments: Seeds.all)
  func agreesWithTOST(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let spread = 0.2 * generator.nextUnit()
    let solo = (0..<8).map { _ in 1 + spread * generator.nextUnit() }
    let corun = (0..<8).map { _ in 1 + spread * generator.nextUnit() }
    let test = try #require(Equivalence(corun, over: solo))
    #expect(test.isEquivalent == (Verdict.judge(solo: solo, corun: corun) == .equivalent))
  }
}
