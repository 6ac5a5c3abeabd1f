import Glibc

/// Where the level or the spread of a series changes.
///
/// Optimal partitioning: of all ways to cut the series into segments, the one with the least sum of
/// segment costs plus a penalty for every cut. A segment of n values with variance v (over n) costs
/// n(ln 2π + ln v + 1), twice the negative log-likelihood of a normal distribution with its own mean
/// and variance.
///
/// Source: Jackson et al., "An algorithm for optimal partitioning of data on an interval", IEEE
/// Signal Processing Letters 12 (2005). PELT (Killick, Fearnhead, Eckley, JASA 107, 2012) finds the
/// same optimum faster; series here have hundreds of values, and the plain quadratic search is the
/// one that can be read.
public enum ChangePoints {
  /// What a cut must gain: 15 ln n, after Barrett et al., "Virtual Machine Warmup Blows Hot and
  /// Cold", OOPSLA 2017.
  public static func penalty(count: Int) -> Double { 15 * log(Double(max(1, count))) }

  /// The ends of the segments, exclusive and in order; the last one is the number of values. Empty
  /// for an empty series; one segment when the values are too few to be cut or are not all finite.
  ///
  /// - Parameters:
  ///   - penalty: what a cut must gain; `penalty(count:)` when `nil`.
  ///   - shortest: values that a segment has at least.
  ///   - leastVariance: variance below which a segment's own counts as this, so that equal values
  ///     have a cost and differences that mean nothing make no segment.
  public static func segmentEnds(
    _ values: [Double], penalty: Double? = nil, shortest: Int = 2, leastVariance: Double = 1e-12
  ) -> [Int] {
    precondition(shortest > 0 && leastVariance > 0, "a segment needs values and a variance")
    let count = values.count
    guard Sample.isUsable(values), count >= 2 * shortest else { return count > 0 ? [count] : [] }
    let penalty = penalty ?? self.penalty(count: count)
    let sums = PrefixSums(values)

    // The least cost of the first `end` values, and where their last segment begins.
    var least = [-penalty] + Array(repeating: Double.infinity, count: count)
    var begin = Array(repeating: 0, count: count + 1)
    for end in shortest...count {
      for start in 0...(end - shortest) where least[start].isFinite {
        let variance = max(sums.variance(start..<end), leastVariance)
        let cost = Double(end - start) * (log(2 * .pi) + log(variance) + 1)
        if least[start] + cost + penalty < least[end] {
          least[end] = least[start] + cost + penalty
          begin[end] = start
        }
      }
    }

    var ends: [Int] = []
    var end = count
    while end > 0 {
      ends.append(end)
      end = begin[end]
    }
    return ends.reversed()
  }
}

/// Sums up to every place, so that the variance of any stretch takes a few operations.
private struct PrefixSums {
  private var sums = [0.0]
  private var squares = [0.0]

  init(_ values: [Double]) {
    // Around their mean: squares of large values would cancel each other's digits.
    let mean = Sample.mean(values)
    for value in values {
      let distance = value - mean
      sums.append(sums[sums.count - 1] + distance)
      squares.append(squares[squares.count - 1] + distance * distance)
    }
  }

  func variance(_ range: Range<Int>) -> Double {
    let count = Double(range.count)
    let mean = (sums[range.upperBound] - sums[range.lowerBound]) / count
    return (squares[range.upperBound] - squares[range.lowerBound]) / count - mean * mean
  }
}
