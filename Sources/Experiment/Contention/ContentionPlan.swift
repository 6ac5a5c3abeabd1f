import Statistics
import Workloads

/// What `bulkhead contention` measures on which PUs, and for how long.
public struct ContentionPlan: Sendable {
  /// PUs in the order in which sets grow: one of every core first.
  public let cpus: [Int]
  /// Every pair once, in turns of pairs that have no PU in common.
  let turns: [[PUPair]]
  /// Pairs of some turns, which show whether a turn's pairs may be measured at the same time.
  let probes: [(turn: [PUPair], pairs: [PUPair])]
  /// The contended sets: the first k PUs, for growing k, under every workload.
  let teams: [Team]
  /// The whole measurement ends at the latest then.
  public let budgetNanoseconds: Int64
  public let seed: UInt64

  /// Workloads of contended sets: atomic instructions and a lock on one line, then stores that merely share one, and the
  /// control that does not.
  static let contended = ["atomic-add", "cas", "ticket-lock", "false-sharing", "padded"].filter {
    WorkloadCatalogue.named($0)?.unavailable == nil && WorkloadCatalogue.named($0) != nil
  }
  static let handOver = "ping-pong"

  /// Length of a bout between a pair or several: some hundred jobs.
  static let handOverNanoseconds: Int64 = 2_000_000
  /// Length of a bout of a contended set: longer than the streaks in which one core keeps the line.
  static let contendedNanoseconds: Int64 = 2_000_000
  /// The start of a bout that is not counted: threads wake up, lines are fetched, predictors learn.
  static let settleNanoseconds: Int64 = 300_000

  /// - Parameters:
  ///   - cpus: at least two PUs, one of every core first.
  ///   - budgetNanoseconds: `defaultBudget(forPUs:)` when `nil`.
  public init(cpus: [Int], budgetNanoseconds: Int64? = nil, seed: UInt64) {
    precondition(cpus.count >= 2, "nothing is shared by one PU")
    self.cpus = cpus
    self.seed = seed
    self.budgetNanoseconds = budgetNanoseconds ?? Self.defaultBudget(forPUs: cpus.count)
    let turns = Tournament.turns(of: cpus)
    self.turns = turns
    let sampled =
      turns.count <= 3 ? Array(turns.indices) : [0, turns.count / 3, turns.count * 2 / 3]
    probes = sampled.filter { turns[$0].count > 1 }.map { index in
      (turns[index], [turns[index].first!, turns[index].last!])
    }
    teams = Self.contended.flatMap { workload in
      Self.ladder(upTo: min(cpus.count, Self.mostThreads[workload] ?? .max)).map {
        Team(workload: workload, cpus: Array(cpus.prefix($0)))
      }
    }
  }

  public var pairCount: Int { turns.reduce(0) { $0 + $1.count } }

  /// A second for each turn, and one for the sets: 4 cores take less than 5 s, and the cost grows with n.
  public static func defaultBudget(forPUs count: Int) -> Int64 {
    let turns = max(1, count.isMultiple(of: 2) ? count - 1 : count)
    return (Int64(turns) + 1) * 1_000_000_000
  }

  /// Eight words make a line: more threads would fight for two.
  static let mostThreads = ["false-sharing": 8]

  /// Sizes of the contended sets: every one up to eight, then half as many again each time, and all.
  static func ladder(upTo count: Int) -> [Int] {
    var sizes = Array(1...min(8, count))
    while let last = sizes.last, last < count { sizes.append(min(count, last + last / 2)) }
    return sizes
  }
}

// MARK: Passes

extension ContentionPlan {
  /// One pass over the pairs that are not known well enough, in an order drawn for the pass.
  ///
  /// - Parameters:
  ///   - isReversed: the higher PU of every pair starts.
  ///   - atOnce: all pairs of a turn at the same time.
  func handOvers(
    pass: Int, open: (PUPair) -> Bool, isReversed: Bool, atOnce: Bool
  ) -> [Bout] {
    let turns = turns.map { $0.filter(open) }.filter { !$0.isEmpty }
    let groups = atOnce ? turns : turns.flatMap { $0.map { [$0] } }
    return shuffled(pass, groups).map { group in
      Bout(teams: group.map { team(of: $0, isReversed: isReversed) })
    }
  }

  /// One pass of the check: every probe pair alone, and its whole turn; which comes first changes from pass to pass.
  func checks(pass: Int, isReversed: Bool) -> [Bout] {
    shuffled(pass, Array(probes.indices)).flatMap { index in
      let (turn, pairs) = probes[index]
      let alone = pairs.map { Bout(teams: [team(of: $0, isReversed: isReversed)]) }
      let beside = Bout(teams: turn.map { team(of: $0, isReversed: isReversed) })
      return pass.isMultiple(of: 2) ? alone + [beside] : [beside] + alone
    }
  }

  /// One pass over the contended sets.
  func contests(pass: Int, open: (Team) -> Bool) -> [Bout] {
    shuffled(pass, teams.filter(open)).map { Bout(teams: [$0]) }
  }

  func team(of pair: PUPair, isReversed: Bool) -> Team {
    Team(
      workload: Self.handOver,
      cpus: isReversed ? [pair.second, pair.first] : [pair.first, pair.second])
  }

  private func shuffled<Element>(_ pass: Int, _ elements: [Element]) -> [Element] {
    var elements = elements
    var generator = SplitMix64(seed: seed &+ UInt64(pass))
    generator.shuffle(&elements)
    return elements
  }
}
