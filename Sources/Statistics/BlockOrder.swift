/// Conditions in random order, each once in every round: what drifts over the rounds falls on all of
/// them alike (a randomised complete block design).
///
/// One stream of the seed serves all rounds, each a Fisher-Yates shuffle of a fresh copy; the orders
/// of the first rounds are the same however many follow.
public struct BlockOrder<Condition> {
  private let conditions: [Condition]
  /// The stream. Who draws more from it between rounds gets other orders, but still the same for the
  /// same seed.
  public var generator: SplitMix64

  public init(_ conditions: [Condition], seed: UInt64) {
    self.conditions = conditions
    generator = SplitMix64(seed: seed)
  }

  /// The order of the next round.
  public mutating func nextRound() -> [Condition] {
    var round = conditions
    generator.shuffle(&round)
    return round
  }
}
