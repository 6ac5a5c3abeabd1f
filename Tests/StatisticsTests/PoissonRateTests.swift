import Glibc
import Testing

@testable import Statistics

@Suite("The bound of a rate from a count")
struct PoissonRateTests {
  @Test("no event leaves minus the logarithm of what is not trusted: the rule of three")
  func none() {
    for confidence in [0.5, 0.9, 0.95, 0.99] {
      let bound = PoissonRate.upperBound(count: 0, seconds: 2, confidence: confidence)
      #expect(abs(bound * 2 / -log(1 - confidence) - 1) < 1e-12)
    }
    #expect(abs(PoissonRate.upperBound(count: 0, seconds: 1, confidence: 0.95) - 3) < 0.01)
  }

  @Test(
    "at the bound, so few events have exactly the probability that is not trusted",
    arguments: 0..<30)
  func exact(count: Int) {
    let mean = PoissonRate.upperBound(count: count, seconds: 0.5, confidence: 0.95) * 0.5
    var weight = exp(-mean)
    var tail = weight
    for k in 1..<max(1, count + 1) {
      weight *= mean / Double(k)
      tail += weight
    }
    #expect(abs(tail - 0.05) < 1e-12)
  }

  @Test("it lies above the rate that was seen, closer the more was seen, and rises with confidence")
  func shape() {
    let excess = [1, 10, 100, 1000, 100_000].map { count in
      PoissonRate.upperBound(count: count, seconds: Double(count), confidence: 0.95) - 1
    }
    #expect(excess.allSatisfy { $0 > 0 })
    #expect(excess == excess.sorted(by: >))
    let bounds = [0.6, 0.9, 0.95, 0.999].map {
      PoissonRate.upperBound(count: 7, seconds: 1, confidence: $0)
    }
    #expect(bounds == bounds.sorted())
  }
}
