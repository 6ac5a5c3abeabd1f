import Testing

@testable import Statistics

@Suite("The ratio of two means of the same rounds")
struct PairedRatioTests {
  @Test("Denominators without spread leave Student's interval of the numerators")
  func exactDenominator() throws {
    let above = [3.0, 5, 4, 8]
    let ratio = try #require(PairedRatio.fieller(above, over: [2, 2, 2, 2]))
    let half =
      StudentT.critical(confidence: 0.95, degreesOfFreedom: 3) * (14.0 / 3 / 4).squareRoot()
    #expect(ratio.value == 2.5)
    #expect(abs(try #require(ratio.lower) - (5 - half) / 2) < 1e-12)
    #expect(abs(try #require(ratio.upper) - (5 + half) / 2) < 1e-12)
  }

  @Test("Numerators in proportion leave no doubt about the ratio, however the rounds vary")
  func proportional() throws {
    let below = [3.0, 4, 5, 4, 2]
    let ratio = try #require(PairedRatio.fieller(below.map { $0 * 0.4 }, over: below))
    #expect(abs(ratio.value - 0.4) < 1e-12)
    #expect(abs(try #require(ratio.lower) - 0.4) < 1e-6)
    #expect(abs(try #require(ratio.upper) - 0.4) < 1e-6)
  }

  @Test("At the bounds the rounds just reject the ratio by Student's t")
  func bounds() throws {
    let above = [0.9, 1.4, 0.7, 1.9, 1.1, 0.2]
    let below = [2.1, 2.6, 1.2, 3.3, 1.8, 0.9]
    let ratio = try #require(PairedRatio.fieller(above, over: below))
    let critical = StudentT.critical(confidence: 0.95, degreesOfFreedom: 5)
    for bound in [try #require(ratio.lower), try #require(ratio.upper)] {
      let differences = zip(above, below).map { $0 - bound * $1 }
      let error = (Sample.variance(differences) / 6).squareRoot()
      #expect(abs(abs(Sample.mean(differences)) / error - critical) < 1e-9)
    }
  }

  @Test("Where the whole is not told from zero there is a value and no interval")
  func unbounded() throws {
    let ratio = try #require(PairedRatio.fieller([1, 2, 1], over: [5, -4, 1]))
    #expect(abs(ratio.value - 2) < 1e-12)
    #expect(ratio.interval == nil)
    #expect(try #require(PairedRatio.fieller([1], over: [2])).interval == nil)
  }

  @Test("Without rounds, a finite value or a whole there is no ratio")
  func none() {
    #expect(PairedRatio.fieller([], over: []) == nil)
    #expect(PairedRatio.fieller([.nan, 1], over: [1, 1]) == nil)
    #expect(PairedRatio.fieller([1, 1], over: [1, -1]) == nil)
  }

  @Test(
    "It is not biased by rounds in which noise takes the whole below zero, and covers the truth")
  func coverage() {
    // The part is 0.6 of a whole of 1, both with noise of their own: in one round of seven there is nothing left of it.
    var generator = SplitMix64(seed: 0x5EED_0001)
    func normal() -> Double {
      (0..<12).reduce(-6) { sum, _ in sum + Double(generator.next(below: 1_000_000)) / 1e6 }
    }
    var covered = 0
    var sum = 0.0
    let trials = 600
    for _ in 0..<trials {
      let below = (0..<12).map { _ in 1 + 0.9 * normal() }
      let above = below.map { 0.6 * $0 + 0.3 * normal() }
      guard let ratio = PairedRatio.fieller(above, over: below) else { continue }
      sum += ratio.value
      // An unbounded set holds the truth as well, but then nothing is claimed.
      guard let low = ratio.lower, let high = ratio.upper else {
        covered += 1
        continue
      }
      if low <= 0.6, 0.6 <= high { covered += 1 }
    }
    #expect(Double(covered) / Double(trials) > 0.92)
    #expect(Double(covered) / Double(trials) < 0.98)
    #expect(abs(sum / Double(trials) - 0.6) < 0.02)
  }
}
