import Testing
import Verdicts

@Suite("Quantiles of gates")
struct GateQuantileTests {
  @Test(
    "A quantile is read as it is written, exactly",
    arguments: [
      ("p50", 500_000), ("p99", 990_000), ("p99.9", 999_000), ("p99.99", 999_900),
      ("p0.5", 5000), ("p99.9999", 999_999), ("p1", 10_000),
    ])
  func read(text: String, partsPerMillion: Int) {
    let quantile = GateQuantile(parsing: text)
    #expect(quantile?.partsPerMillion == partsPerMillion)
    #expect(quantile?.description == text)
  }

  @Test(
    "What is no quantile is none, also p999, which would be more than everything",
    arguments: [
      "", "p", "50", "p999", "p100", "p0", "p0.0", "p-1", "p+1", "p5.", "p.5", "p99.99999", "p9 9",
      "p1.2.3", "P50", "p٥٠",
    ])
  func refused(text: String) {
    #expect(GateQuantile(parsing: text) == nil)
  }
}
