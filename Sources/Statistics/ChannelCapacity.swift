import Glibc

/// The most that a channel can carry, by the best choice of how often to send each symbol.
public enum ChannelCapacity {
  /// Capacity and the shares of the symbols that reach it.
  public struct Solution: Sendable, Equatable {
    public var capacity: Information
    public var input: [Double]
    /// By how much the capacity may be larger, in bits.
    public var gapBits: Double
  }

  /// Blahut and Arimoto's algorithm: from equal shares p, weigh each symbol by 2^D, where D is the
  /// divergence of its outputs from the mixture's, until log₂ Σ p 2^D, a lower bound of the capacity,
  /// meets max D, an upper one. Source: Blahut, IEEE Trans. Inf. Theory 18 (1972); Arimoto, ibid.
  ///
  /// The channel that counts show is more capable than the one behind them, as their information is
  /// larger: by about df/(2N ln 2) bits where nothing leaks.
  ///
  /// - Parameter channel: for each symbol the probabilities of its outputs.
  public static func solve(
    _ channel: [[Double]], tolerance: Double = 1e-12, iterations: Int = 100_000
  ) -> Solution {
    precondition(!channel.isEmpty, "a channel has symbols")
    var input = Array(repeating: 1 / Double(channel.count), count: channel.count)
    var lower = 0.0
    var upper = Double.infinity
    for _ in 0..<iterations {
      let mixture = channel[0].indices.map { output in
        zip(input, channel).reduce(0) { $0 + $1.0 * $1.1[output] }
      }
      let divergences = channel.map { outputs in
        zip(outputs, mixture).reduce(0.0) { sum, pair in
          pair.0 > 0 ? sum + pair.0 * log2(pair.0 / pair.1) : sum
        }
      }
      let weights = zip(input, divergences).map { $0 * exp2($1) }
      let sum = weights.reduce(0, +)
      lower = log2(sum)
      upper = divergences.max()!
      if upper - lower < tolerance { break }
      input = weights.map { $0 / sum }
    }
    return Solution(
      capacity: Information(bits: max(0, lower)), input: input, gapBits: max(0, upper - lower))
  }
}
