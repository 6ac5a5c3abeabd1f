/// What mutual information comes to when the symbols are dealt out anew: the zero-leak bound without
/// any assumption about the outputs.
///
/// Symbols are permuted within blocks of consecutive observations. Where the symbols were drawn that
/// way, each block balanced, every permutation was as likely as the one that was sent, so that the
/// test is exact whatever the outputs do meanwhile: a machine that drifts or turns noisy makes no
/// false alarm: Fisher's randomisation test. Source of the shuffle, without blocks: Chothia and Guha,
/// "A statistical test for information leaks using continuous mutual information", CSF 2011.
public struct ShuffleTest: Sendable, Equatable {
  /// Of the observations as they are.
  public let information: Information
  /// The quantile of the shuffled values at the confidence, by nearest rank.
  public let bound: Information
  public let shuffledMean: Information
  /// (1 + number of shuffles with as much information) / (1 + number of shuffles).
  public let pValue: Double

  /// Whether there is more than the bound.
  public var exceedsBound: Bool { information.bits > bound.bits + Self.tolerance }

  /// The order of a sum must not decide between two tables of the same counts.
  private static let tolerance = 1e-12

  /// - Parameters:
  ///   - symbols: below `symbolCount`, in the order in which they were sent.
  ///   - bins: what was seen of each, below `binCount`.
  ///   - blocks: the stretches that are shuffled, apart and in order; all at once when `nil`.
  ///   - confidence: at most shuffles / (shuffles + 1), or the bound cannot be had.
  public init(
    symbols: [Int], bins: [Int], symbolCount: Int, binCount: Int, blocks: [Range<Int>]? = nil,
    shuffles: Int = 999, confidence: Double = 0.95, seed: UInt64
  ) {
    precondition(shuffles > 0, "a shuffle test shuffles")
    func information(_ symbols: [Int]) -> Information {
      MutualInformation.estimate(
        JointCounts(symbols, bins, symbols: symbolCount, outputs: binCount))
    }
    let actual = information(symbols)
    var generator = SplitMix64(seed: seed)
    var shuffled = symbols
    let values = (0..<shuffles).map { _ in
      for block in blocks ?? [symbols.indices] { generator.shuffle(&shuffled, in: block) }
      return information(shuffled).bits
    }
    self.information = actual
    let level = Int((confidence * Double(Quantile.one)).rounded())
    bound = Information(
      bits: Quantile.nearestRank(ofSorted: values.sorted(), partsPerMillion: level)!)
    shuffledMean = Information(bits: Sample.mean(values))
    let asLarge = values.count { $0 >= actual.bits - Self.tolerance }
    pValue = Double(1 + asLarge) / Double(1 + shuffles)
  }
}
