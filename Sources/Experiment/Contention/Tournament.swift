/// Two PUs that hand a line to each other.
struct PUPair: Hashable, Sendable, Comparable {
  /// The lower number.
  let first: Int
  let second: Int

  init(_ one: Int, _ other: Int) {
    precondition(one != other, "a PU makes no pair with itself")
    first = min(one, other)
    second = max(one, other)
  }

  static func < (one: PUPair, other: PUPair) -> Bool {
    (one.first, one.second) < (other.first, other.second)
  }
}

/// Everybody meets everybody once, in as few turns as can be, nobody twice in a turn.
enum Tournament {
  /// The circle method: one player stays, the others move on by a chair after every turn, and those who sit opposite meet.
  ///
  /// - Returns: n - 1 turns of n/2 pairs for an even number of players; with an odd number one sits out in each of n turns.
  static func turns(of players: [Int]) -> [[PUPair]] {
    guard players.count > 1 else { return [] }
    var chairs = players.map(Optional.some)
    if !players.count.isMultiple(of: 2) { chairs.append(nil) }
    return (1..<chairs.count).map { _ in
      let turn = (0..<chairs.count / 2).compactMap { chair -> PUPair? in
        guard let one = chairs[chair], let other = chairs[chairs.count - 1 - chair] else {
          return nil
        }
        return PUPair(one, other)
      }
      chairs.insert(chairs.removeLast(), at: 1)
      return turn
    }
  }
}
