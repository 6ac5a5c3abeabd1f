import Statistics

/// Everything that a contention run has measured so far, and what is still to be known.
struct ContentionRecord: Sendable {
  private(set) var pairs: [PUPair: PairSeries] = [:]
  private(set) var teams: [Team: TeamSeries] = [:]
  private(set) var check = ConcurrencyCheck()
  /// Pairs that have been measured beside others.
  private(set) var besideOthers: Set<PUPair> = []
  private var known: [PUPair: Bool] = [:]

  /// A median is not believed before this many passes, however narrow its interval.
  static let fewestPasses = 12

  /// Adds the jobs of a hand-over.
  mutating func add(_ jobs: [Double], of team: Team, besideOthers isBeside: Bool) {
    let pair = PUPair(team.cpus[0], team.cpus[1])
    pairs[pair, default: PairSeries()].add(jobs, starter: team.cpus[0])
    if isBeside { besideOthers.insert(pair) }
    known[pair] = nil
  }

  /// Adds each thread's accesses of a contended set, and the time it had for them.
  mutating func add(_ accesses: [Double], of team: Team, nanoseconds: [Double]) {
    teams[team, default: TeamSeries()].add(accesses, nanoseconds: nanoseconds)
  }

  /// Adds one pass of the check: jobs of pairs alone, which count as measured, and beside, which only the check uses.
  mutating func add(
    check pass: [(team: Team, jobs: [Double], isBeside: Bool)]
  ) {
    var alone: [PUPair: Double] = [:]
    var beside: [PUPair: Double] = [:]
    for (team, jobs, isBeside) in pass {
      guard let median = Quantile.median(jobs) else { continue }
      let pair = PUPair(team.cpus[0], team.cpus[1])
      if isBeside {
        beside[pair] = median
      } else {
        alone[pair] = median
        add(jobs, of: team, besideOthers: false)
      }
    }
    check.add(
      alone.reduce(into: [:]) { pairs, entry in
        if let other = beside[entry.key] { pairs[entry.key] = (entry.value, other) }
      })
  }

  /// Whether a pair's median is known as well as is aimed for.
  mutating func isKnown(_ pair: PUPair) -> Bool {
    if let answer = known[pair] { return answer }
    guard let series = pairs[pair], series.passes.count >= Self.fewestPasses else { return false }
    let answer = series.precision?.isReached ?? false
    known[pair] = answer
    return answer
  }

  func isKnown(_ team: Team) -> Bool {
    guard let series = teams[team], series.passes.count >= Self.fewestPasses else { return false }
    return series.summary?.precision.isReached ?? false
  }
}
