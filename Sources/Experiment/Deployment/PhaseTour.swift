import Statistics

/// The phases of a round of a deployment: who is active in each, in which order.
///
/// Every application is to be measured alone and beside every other, and a ratio is only worth something when both of its times
/// were taken close together. So the round is a walk: an application alone, then it and another, then the other alone, and so
/// on, until every pair was met: an Euler trail through the complete graph of applications. Each pair's phase then
/// stands between the two solo phases it is compared with. The next round walks backwards.
struct PhaseTour: Equatable {
  enum Phase: Hashable {
    case alone(Int)
    /// Two applications, the smaller number first.
    case pair(Int, Int)
    case everybody

    func includes(_ application: Int) -> Bool {
      switch self {
      case .alone(let only): only == application
      case .pair(let first, let second): first == application || second == application
      case .everybody: true
      }
    }
  }

  let phases: [Phase]

  /// - Parameters:
  ///   - applications: how many there are, at least one.
  ///   - round: odd rounds walk backwards.
  ///   - seed: draws who comes first; two rounds that follow each other walk the same way.
  init(applications count: Int, round: Int, seed: UInt64) {
    precondition(count > 0)
    var random = SplitMix64(seed: seed &+ UInt64(round / 2))
    let names = Array(0..<count).shuffled(using: &random)
    var walk = Self.trail(count).map { names[$0] }
    if round % 2 == 1 { walk.reverse() }
    var phases: [Phase] = []
    for (index, application) in walk.enumerated() {
      if index > 0 {
        let before = walk[index - 1]
        phases.append(.pair(min(before, application), max(before, application)))
      }
      phases.append(.alone(application))
    }
    // Everybody together, spread over the round, so that one bad moment does not make up all of it.
    guard count > 1 else {
      self.phases = phases
      return
    }
    for part in (1...Self.togetherPerRound).reversed() {
      phases.insert(.everybody, at: phases.count * part / (Self.togetherPerRound + 1))
    }
    self.phases = phases
  }

  static let togetherPerRound = 4

  /// A walk along every edge of the complete graph, as few edges twice as can be (Hierholzer 1873).
  ///
  /// With an even number of corners every corner has an odd number of edges, and a walk may begin and end in only two such:
  /// the others are paired by walking an edge twice.
  private static func trail(_ count: Int) -> [Int] {
    guard count > 1 else { return [0] }
    var edges = [[Int]](repeating: [Int](repeating: 1, count: count), count: count)
    for corner in 0..<count { edges[corner][corner] = 0 }
    if count % 2 == 0 {
      for corner in stride(from: 2, to: count, by: 2) {
        edges[corner][corner + 1] += 1
        edges[corner + 1][corner] += 1
      }
    }
    var stack = [0]
    var walk: [Int] = []
    while let corner = stack.last {
      if let next = edges[corner].firstIndex(where: { $0 > 0 }) {
        edges[corner][next] -= 1
        edges[next][corner] -= 1
        stack.append(next)
      } else {
        walk.append(stack.removeLast())
      }
    }
    return walk
  }
}
