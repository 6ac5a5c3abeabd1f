import Foundation

@testable import Statistics

/// The seeds of the property tests. A failure names its seed; `BULKHEAD_TEST_SEED=N` runs that one.
enum Seeds {
  static let all: [UInt64] = {
    let given = ProcessInfo.processInfo.environment["BULKHEAD_TEST_SEED"]
    return given.flatMap(UInt64.init).map { [$0] } ?? Array(1...25)
  }()
}

extension SplitMix64 {
  /// Plausible latencies of rounds: skewed, all positive, and now and then a wild one.
  mutating func rounds(_ count: Int) -> [Double] {
    (0..<count).map { _ in
      let skewed = 1000 / (0.1 + nextUnit())
      return nextUnit() < 0.1 ? 20 * skewed : skewed
    }
  }
}
