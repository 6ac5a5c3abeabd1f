/// What a receiver's observations say about the symbols of a sender: how much leaks, against what
/// would be seen if nothing did.
///
/// Every number comes from the same observations twice: from the values as they are, and from their
/// ranks within their blocks, in which no drift is left. A leak is only called one when both show it.
public struct LeakageEstimate: Sendable, Equatable {
  /// What was sent, and what was seen of it.
  public struct Observations: Sendable, Equatable {
    /// Below `symbolCount`, in the order in which they were sent.
    public var symbols: [Int]
    public var values: [Double]
    public var symbolCount: Int
    /// The stretches within which the symbols were drawn, each balanced; they cover everything.
    public var blocks: [Range<Int>]

    public init(symbols: [Int], values: [Double], symbolCount: Int, blocks: [Range<Int>]) {
      precondition(symbols.count == values.count, "each symbol has one value")
      self.symbols = symbols
      self.values = values
      self.symbolCount = symbolCount
      self.blocks = blocks
    }
  }

  public enum Verdict: String, CaseIterable, Sendable {
    /// Values and ranks exceed what no leak would show.
    case leaks
    /// Neither does.
    case noLeak
    /// Only one of the two does.
    case inconclusive
  }

  public let counts: JointCounts
  /// The edges of the bins.
  public let bins: QuantileBins
  public let values: ShuffleTest
  public let ranks: ShuffleTest
  /// The bound by the chi-square distribution, beside the shuffled one; nil where all is in one bin.
  public let analyticBound: Information?
  /// The estimate of the values less its bias, in bits, with an interval over blocks.
  public let corrected: Estimate
  public let capacity: Information
  /// The smallest leak that would have been seen with a probability of 95 %; nil as above.
  public let detectionLimit: Information?

  public var observations: Int { counts.total }

  public var verdict: Verdict {
    switch (values.exceedsBound, ranks.exceedsBound) {
    case (true, true): .leaks
    case (false, false): .noLeak
    default: .inconclusive
    }
  }

  /// - Parameters:
  ///   - confidence: of both bounds.
  ///   - resamples: of the interval, whose confidence is 95 %.
  /// - Returns: nil without observations.
  public init?(
    _ observed: Observations, confidence: Double = 0.95, shuffles: Int = 999,
    resamples: Int = 1000, seed: UInt64
  ) {
    guard Sample.isUsable(observed.values) else { return nil }
    let binCount = QuantileBins.count(
      observations: observed.values.count, symbols: observed.symbolCount)
    let bins = QuantileBins(of: observed.values, count: binCount)
    let seen = observed.values.map(bins.bin)
    let detrended = BlockRanks.of(observed.values, blocks: observed.blocks)
    let rankBins = QuantileBins(of: detrended, count: binCount)
    func test(_ bins: [Int], seed: UInt64) -> ShuffleTest {
      ShuffleTest(
        symbols: observed.symbols, bins: bins, symbolCount: observed.symbolCount,
        binCount: binCount, blocks: observed.blocks, shuffles: shuffles, confidence: confidence,
        seed: seed)
    }
    var generator = SplitMix64(seed: seed)
    let counts = JointCounts(
      observed.symbols, seen, symbols: observed.symbolCount, outputs: binCount)
    self.counts = counts
    self.bins = bins
    values = test(seen, seed: generator.next())
    ranks = test(detrended.map(rankBins.bin), seed: generator.next())
    analyticBound = MutualInformation.zeroLeakBound(counts, confidence: confidence)
    corrected = Self.corrected(
      counts, observed, seen, resamples: resamples, seed: generator.next())
    capacity = ChannelCapacity.solve(counts.channel, tolerance: 1e-9).capacity
    detectionLimit =
      counts.degreesOfFreedom > 0
      ? MutualInformation.detectionLimit(
        bound: values.bound, degreesOfFreedom: counts.degreesOfFreedom,
        observations: counts.total) : nil
  }

  /// The corrected estimate with a bootstrap interval over blocks, which keeps what neighbouring
  /// observations have in common.
  ///
  /// A resample has the bias of its own repetitions on top of the sample's: the replicates are moved
  /// so that their mean is the estimate, and only their spread is taken from them.
  private static func corrected(
    _ counts: JointCounts, _ observed: Observations, _ seen: [Int], resamples: Int, seed: UInt64
  ) -> Estimate {
    let value = MutualInformation.corrected(counts).bits
    let perBlock = observed.blocks.map { block in
      JointCounts(
        Array(observed.symbols[block]), Array(seen[block]), symbols: counts.symbols,
        outputs: counts.outputs)
    }
    guard perBlock.count >= 10 else { return Estimate(value: value, interval: nil) }
    var generator = SplitMix64(seed: seed)
    let replicates = (0..<resamples).map { _ in
      let drawn = perBlock.indices.map { _ in perBlock[generator.next(below: perBlock.count)] }
      return MutualInformation.corrected(JointCounts(sumOf: drawn)).bits
    }.sorted()
    let shift = value - Sample.mean(replicates)
    func quantile(_ level: Int) -> Double {
      Quantile.nearestRank(ofSorted: replicates, partsPerMillion: level)! + shift
    }
    return Estimate(
      value: value,
      interval: Interval(lower: quantile(25_000), upper: quantile(975_000), confidence: 0.95))
  }
}

/// Ranks of values among their neighbours in time.
enum BlockRanks {
  /// For each value its place in its block, between 0 and 1; equal values share the middle of theirs.
  static func of(_ values: [Double], blocks: [Range<Int>]) -> [Double] {
    var ranks = Array(repeating: 0.5, count: values.count)
    for block in blocks {
      let order = block.sorted { values[$0] < values[$1] }
      var first = 0
      while first < order.count {
        var end = first + 1
        while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
        let middle = (Double(first + end) / 2) / Double(order.count)
        for index in first..<end { ranks[order[index]] = middle }
        first = end
      }
    }
    return ranks
  }
}
