import Foundation
import Testing

@testable import Statistics

@Suite("The ratio of two estimates with intervals")
struct MoverRatioTests {
  private func estimate(_ value: Double, _ lower: Double, _ upper: Double) -> Estimate {
    Estimate(value: value, interval: Interval(lower: lower, upper: upper, confidence: 0.95))
  }

  @Test("Errors add up as squares, each limit by the two errors in its direction")
  func limits() throws {
    // In logarithms: 0 with errors -3 and +6, 1 with errors -4 and +8.
    let old = estimate(exp(0), exp(-3), exp(6))
    let new = estimate(exp(1), exp(-3), exp(9))
    let ratio = try #require(MoverRatio.estimate(baseline: old, candidate: new))
    #expect(abs(log(ratio.value) - 1) < 1e-12)
    let (lower, upper) = (try #require(ratio.lower), try #require(ratio.upper))
    #expect(abs(log(lower) - (1 - 52.0.squareRoot())) < 1e-12)
    #expect(abs(log(upper) - (1 + 73.0.squareRoot())) < 1e-12)
    #expect(ratio.confidence == 0.95)
  }

  @Test("An exact baseline leaves the candidate's own interval")
  func exactBaseline() throws {
    let ratio = try #require(
      MoverRatio.estimate(baseline: estimate(2, 2, 2), candidate: estimate(3, 2.5, 4)))
    #expect(abs(ratio.value - 1.5) < 1e-12)
    #expect(abs(try #require(ratio.lower) - 1.25) < 1e-12)
    #expect(abs(try #require(ratio.upper) - 2) < 1e-12)
  }

  @Test("No interval is made up, and nothing is made of what is no ratio")
  func none() {
    let bare = Estimate(value: 1.2, interval: nil)
    let whole = estimate(1.1, 1, 1.2)
    #expect(MoverRatio.estimate(baseline: bare, candidate: whole)?.interval == nil)
    var other = whole
    other.interval?.confidence = 0.9
    #expect(MoverRatio.estimate(baseline: whole, candidate: other)?.interval == nil)
    for value in [0, -1, .nan, .infinity] {
      #expect(
        MoverRatio.estimate(baseline: whole, candidate: Estimate(value: value, interval: nil))
          == nil)
    }
    #expect(MoverRatio.estimate(baseline: estimate(1, 0, 2), candidate: whole) == nil)
  }
}
