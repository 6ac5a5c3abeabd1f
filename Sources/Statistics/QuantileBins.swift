/// Bins that about equally many values fall into, whatever the values' distribution.
///
/// The edges are values of the sample: edge k of b bins is the value at the 0-based rank ⌈kn/b⌉. A
/// value is in the bin whose number is how many edges do not exceed it, so that equal values share a
/// bin; bins between equal edges stay empty, and values above a tie that fills the last bins are not
/// told from it. Where mutual information is estimated, such bins make
/// no assumption about the shape of a channel's output, and outliers weigh no more than other values.
public struct QuantileBins: Sendable, Equatable {
  public let edges: [Double]

  /// - Parameters:
  ///   - values: at least one, all finite.
  ///   - count: how many bins.
  public init(of values: [Double], count: Int) {
    precondition(Sample.isUsable(values) && count > 0, "bins need values")
    let sorted = values.sorted()
    edges = (1..<max(count, 1)).map { edge in
      sorted[min((edge * sorted.count + count - 1) / count, sorted.count - 1)]
    }
  }

  public var count: Int { edges.count + 1 }

  public func bin(of value: Double) -> Int {
    var (low, high) = (0, edges.count)
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// How many bins so many observations of a channel carry: from 2 to 16, no more than eight or two for
  /// each symbol, and each expected to hold 20 observations of each symbol, where there are so many.
  ///
  /// More bins show more of the shape of a channel, and raise the bound below which no leak is seen.
  public static func count(observations: Int, symbols: Int) -> Int {
    min(16, max(8, 2 * symbols), max(2, observations / (20 * max(1, symbols))))
  }
}
