/// Exact distributions of rank statistics when the two conditions do not differ.
///
/// Built up from probabilities instead of counts, so that no number of rounds overflows.
enum NullDistribution {
  /// P(W⁺ <= w) at index w, for Wilcoxon's sum of the ranks that carry a positive sign, each sign
  /// being a fair coin. Ranks are usually 1...n; with ties any whole scores will do.
  static func signedRank(scores: some Sequence<Int>) -> [Double] {
    var probabilities = [1.0]
    for score in scores {
      var next = [Double](repeating: 0, count: probabilities.count + score)
      for (sum, probability) in probabilities.enumerated() {
        next[sum] += probability / 2
        next[sum + score] += probability / 2
      }
      probabilities = next
    }
    return cumulative(probabilities)
  }

  /// P(U <= u) at index u, for Mann and Whitney's count of pairs x > y among n × m without ties.
  ///
  /// The largest value of all is an x with probability n/(n+m), and then it beats all m:
  /// P(n, m, u) = n/(n+m) P(n−1, m, u−m) + m/(n+m) P(n, m−1, u).
  static func mannWhitney(_ n: Int, _ m: Int) -> [Double] {
    // One row per number of y so far; the entry at i is the distribution for i values of x.
    var row = [[Double]](repeating: [1], count: n + 1)
    for j in 1...m {
      for i in 1...n {
        var next = [Double](repeating: 0, count: i * j + 1)
        let (ofX, ofY) = (Double(i) / Double(i + j), Double(j) / Double(i + j))
        for (u, probability) in row[i - 1].enumerated() { next[u + j] += ofX * probability }
        for (u, probability) in row[i].enumerated() { next[u] += ofY * probability }
        row[i] = next
      }
    }
    return cumulative(row[n])
  }

  /// P(D <= d) at index d, for Kendall's count of falling pairs among `count` values in random order.
  ///
  /// Put in one after the other, the i-th value falls short of 0...i−1 earlier ones, each as likely.
  static func kendall(_ count: Int) -> [Double] {
    var probabilities = [1.0]
    for earlier in 1..<max(2, count) {
      // A sliding sum over the last `earlier` + 1 entries.
      let sums = [0] + cumulative(probabilities)
      probabilities = (0..<(probabilities.count + earlier)).map { pairs in
        let upper = sums[min(pairs + 1, probabilities.count)]
        let lower = sums[max(0, pairs - earlier)]
        return (upper - lower) / Double(earlier + 1)
      }
    }
    return cumulative(probabilities)
  }

  /// How many order statistics to leave out at each end for an interval of this confidence: the
  /// largest q + 1 with P(statistic <= q) <= α/2; nil when already the outermost is too likely.
  static func trim(_ distribution: [Double], confidence: Double) -> Int? {
    let level = (1 - confidence) / 2
    let count = distribution.prefix { $0.meets(level: level) }.count
    return count == 0 ? nil : count
  }

  private static func cumulative(_ probabilities: [Double]) -> [Double] {
    var sum = 0.0
    return probabilities.map { probability in
      sum += probability
      return sum
    }
  }
}
