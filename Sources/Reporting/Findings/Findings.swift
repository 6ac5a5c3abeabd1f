package import Results

/// The rows of a result set joined into pairs, in the order of the plan.
///
/// Every table, figure, tile and sentence starts from here, so that no two of them can disagree.
package struct Findings: Sendable {
  let results: ResultSet
  /// The windows of time slices. A policy without slices runs through one window per phase, which
  /// nobody enforces: its end says nothing about how slices are kept.
  let windows: [WindowRow]
  /// All pairs, controls among them.
  package let pairs: [Pair]
  /// Policies, victims and aggressors in the order in which the plan first names them; without
  /// the contests that are only there as controls.
  let policies: [String]
  let victims: [String]
  let aggressors: [String]
  /// Every victim and aggressor once.
  let contests: [Contest]
  /// Contests that serve as a control under some policy, and as which.
  private let controls: [Contest: ControlKind]
  /// Places in `pairs`, by contest and policy.
  private let places: [Contest: [String: Int]]

  package init(_ results: ResultSet) {
    self.results = results
    pairs = Findings.join(results)
    let sliced = Set(results.cells.filter { $0.windowNanoseconds != nil }.map(\.pairID))
    // Millions of rows are not copied where all of them are of slices.
    let isSliced = { (window: WindowRow) in sliced.contains(window.pairID) }
    windows =
      results.windows.allSatisfy(isSliced) ? results.windows : results.windows.filter(isSliced)
    var places: [Contest: [String: Int]] = [:]
    var controls: [Contest: ControlKind] = [:]
    for (place, pair) in pairs.enumerated() {
      places[pair.contest, default: [:]][pair.policy] = place
      let kind =
        pair.control == .none
        ? .known(victim: pair.victim, aggressor: pair.aggressor) : pair.control
      if kind != .none { controls[pair.contest] = kind }
    }
    self.places = places
    self.controls = controls
    policies = Findings.distinct(pairs.map(\.policy))
    contests = Findings.distinct(pairs.map(\.contest))
    let matrix = contests.filter { controls[$0]?.isOutsideMatrix != true }
    victims = Findings.distinct(matrix.map(\.victim))
    aggressors = Findings.distinct(matrix.map(\.aggressor))
  }

  /// The pairs of the victim by aggressor matrix: what the suite asked for, and the negative
  /// controls beside it.
  package var matrix: [Pair] { pairs.filter { !control(of: $0.contest).isOutsideMatrix } }

  /// The contests beside the matrix: false sharing and its padded twin.
  var contestsOutsideMatrix: [Contest] { contests.filter { control(of: $0).isOutsideMatrix } }

  /// The pairs that conclusions are drawn from. A contest whose answer is known under one policy
  /// is no finding under another, so controls are left out whatever the policy.
  package var asked: [Pair] { pairs.filter { control(of: $0.contest) == .none } }

  /// As which control the contest serves in this run, under whichever policy.
  func control(of contest: Contest) -> ControlKind { controls[contest] ?? .none }

  func pair(_ contest: Contest, under policy: String) -> Pair? {
    places[contest]?[policy].map { pairs[$0] }
  }

  /// The pair with the largest slowdown among those that were shown to be slowed, else among all;
  /// `nil` when no pair has a slowdown.
  package var worst: Pair? {
    Findings.worst(asked.filter { $0.slowdown?.verdict == .worse }) ?? Findings.worst(asked)
      ?? Findings.worst(pairs)
  }

  static func worst(_ pairs: [Pair]) -> Pair? {
    var worst: Pair?
    for pair in pairs {
      guard let value = pair.slowdown?.value else { continue }
      if value > worst?.slowdown?.value ?? -.infinity { worst = pair }
    }
    return worst
  }

  /// The elements without repetitions, in order of first appearance.
  package static func distinct<Element: Hashable>(_ elements: some Sequence<Element>) -> [Element] {
    var seen = Set<Element>()
    return elements.filter { seen.insert($0).inserted }
  }

  private static func join(_ results: ResultSet) -> [Pair] {
    var pairs: [Pair] = []
    var places: [String: Int] = [:]
    func place(_ id: String, _ make: () -> Pair) -> Int {
      if let place = places[id] { return place }
      places[id] = pairs.count
      pairs.append(make())
      return pairs.count - 1
    }
    for cell in results.cells {
      let place = place(cell.pairID) {
        Pair(
          pairID: cell.pairID, policy: cell.policy, victim: cell.victim, aggressor: cell.aggressor,
          control: cell.control)
      }
      switch cell.condition {
      case .solo: pairs[place].solo = cell
      case .corun: pairs[place].corun = cell
      }
    }
    for row in results.summary {
      let place = place(row.pairID) {
        Pair(
          pairID: row.pairID, policy: row.policy, victim: row.victim, aggressor: row.aggressor,
          control: row.control)
      }
      if row.cellID == pairs[place].solo?.cellID {
        pairs[place].soloMetrics[row.metric] = row
      } else {
        pairs[place].corunMetrics[row.metric] = row
      }
    }
    for round in results.rounds where round.evidence != .none {
      guard let place = places[round.pairID] else { continue }
      pairs[place].readings += 1
      if round.evidence == .violated { pairs[place].readingsViolated += 1 }
    }
    return pairs
  }
}

extension ControlKind {
  /// Negative controls are ordinary columns of the matrix; the two false-sharing controls are not.
  fileprivate var isOutsideMatrix: Bool { self == .positive || self == .padded }
}
