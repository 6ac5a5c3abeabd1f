import Testing

@testable import Statistics

@Suite("Distributions and exact null distributions")
struct DistributionTests {
  @Test("A quantile is the inverse of its distribution", arguments: Seeds.all)
  func quantilesInvert(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let p = 0.0001 + 0.9998 * generator.nextUnit()
    let freedom = 1 + 60 * generator.nextUnit()
    let a = 0.2 + 30 * generator.nextUnit()
    let b = 0.2 + 30 * generator.nextUnit()
    #expect(abs(Normal.cdf(Normal.quantile(p)) / p - 1) < 1e-12)
    let t = StudentT.quantile(p, degreesOfFreedom: freedom)
    #expect(abs(StudentT.cdf(t, degreesOfFreedom: freedom) / p - 1) < 1e-10)
    let chi = ChiSquared.quantile(p, degreesOfFreedom: freedom)
    #expect(abs(ChiSquared.cdf(chi, degreesOfFreedom: freedom) / p - 1) < 1e-10)
    let x = IncompleteBeta.inverse(p, a: a, b: b)
    #expect(abs(IncompleteBeta.regularised(x, a: a, b: b) / p - 1) < 1e-10)
  }

  @Test("A t quantile keeps its digits next to the centre")
  func smallQuantile() {
    // The density of t at zero with five degrees of freedom is 8 / (3π√5).
    let density = 8 / (3 * Double.pi * 5.0.squareRoot())
    let p = 0.5 + 0x1p-30
    let t = StudentT.quantile(p, degreesOfFreedom: 5)
    #expect(abs(t * density / 0x1p-30 - 1) < 1e-12)
    #expect(StudentT.quantile(1 - p, degreesOfFreedom: 5) == -t)
    #expect(abs(StudentT.quantile(0.5, degreesOfFreedom: 5)) < 1e-100)
  }

  @Test("Both tails add up to one", arguments: Seeds.all)
  func tailsAddUp(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let (a, b) = (0.2 + 300 * generator.nextUnit(), 0.2 + 300 * generator.nextUnit())
    let x = generator.nextUnit()
    let beta =
      IncompleteBeta.regularised(x, a: a, b: b)
      + IncompleteBeta.regularised(1 - x, complement: x, a: b, b: a)
    #expect(abs(beta - 1) < 1e-12)
    let y = 2 * a * generator.nextUnit()
    #expect(abs(IncompleteGamma.lower(a, y) + IncompleteGamma.upper(a, y) - 1) < 1e-12)
  }

  @Test("The binomial distribution is the sum of its weights")
  func binomialSums() {
    for p in [0.01, 0.3, 0.5, 0.95] {
      let n = 40
      var weight = (0..<n).reduce(1.0) { product, _ in product * (1 - p) }
      var sum = 0.0
      for k in 0..<n {
        sum += weight
        #expect(abs(Binomial.cdf(k, trials: n, probability: p) / sum - 1) < 1e-11)
        weight *= p / (1 - p) * Double(n - k) / Double(k + 1)
      }
    }
  }

  @Test("The signed-rank distribution is a count over all signs", arguments: 1...9)
  func signedRanks(rounds: Int) {
    var counts = [Int](repeating: 0, count: rounds * (rounds + 1) / 2 + 1)
    for signs in 0..<(1 << rounds) {
      counts[(1...rounds).reduce(0) { $0 + (signs >> ($1 - 1) & 1) * $1 }] += 1
    }
    expectCumulative(NullDistribution.signedRank(scores: 1...rounds), of: counts)
  }

  @Test(
    "The Mann-Whitney distribution is a count over all interleavings",
    arguments: [(1, 1), (1, 4), (3, 3), (5, 2), (4, 6)])
  func mannWhitney(n: Int, m: Int) {
    var counts = [Int](repeating: 0, count: n * m + 1)
    for chosen in 0..<(1 << (n + m)) where chosen.nonzeroBitCount == n {
      var (u, smallerYs) = (0, 0)
      for position in 0..<(n + m) {
        if chosen >> position & 1 == 1 { u += smallerYs } else { smallerYs += 1 }
      }
      counts[u] += 1
    }
    expectCumulative(NullDistribution.mannWhitney(n, m), of: counts)
  }

  @Test("Wilcoxon with ties counts all sign patterns of the tied ranks")
  func wilcoxonWithTies() throws {
    // |d| = 1, 1, 2, 3, 3 has ranks 1.5, 1.5, 3, 4.5, 4.5; the zero is left out.
    let test = try #require(Wilcoxon(differences: [1, -1, 0, 2, 3, 3]))
    #expect(test.statistic == 1.5)
    // Sums of at most 1.5: nothing, or one of the two ranks 1.5; 3 of 32 patterns, on two sides.
    #expect(abs(test.exactPValue - 6.0 / 32) < 1e-15)
  }

  private func expectCumulative(_ actual: [Double], of counts: [Int]) {
    let total = Double(counts.reduce(0, +))
    var sum = 0
    #expect(actual.count == counts.count)
    for (probability, count) in zip(actual, counts) {
      sum += count
      #expect(abs(probability - Double(sum) / total) < 1e-14)
    }
  }
}
