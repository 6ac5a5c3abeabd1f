/// Moments of a sample. The sums are plain: tens of rounds, not millions of latencies.
enum Sample {
  /// Whether there is anything to estimate from: values, and all of them finite.
  static func isUsable(_ values: [Double]) -> Bool {
    !values.isEmpty && values.allSatisfy(\.isFinite)
  }

  static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// The unbiased variance, Σ(x − x̄)² / (n − 1). Needs two values.
  static func variance(_ values: [Double]) -> Double {
    precondition(values.count >= 2, "a variance needs two values")
    let mean = mean(values)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }

  /// The middle value, or the mean of the two middle ones.
  static func median(ofSorted values: [Double]) -> Double {
    let upper = values[values.count / 2]
    return values.count.isMultiple(of: 2) ? (values[values.count / 2 - 1] + upper) / 2 : upper
  }
}
