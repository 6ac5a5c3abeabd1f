import Results

/// The rows of a result set joined into pairs, in the order of the plan.
///
/// Every table, figure, tile and sentence starts from here, so that no two of them can disagree.
struct Findings: Sendable {
  let results: ResultSet
  /// All pairs, controls among them.
  let pairs: [Pair]
  /// Policies, victims and aggressors in the order in which the plan first names them.
  let policies: [String]
  let victims: [String]
  let aggressors: [String]
  /// Places in `pairs` of the matrix, by contest and policy.
  private let places: [Contest: [String: Int]]

  init(_ results: ResultSet) {
    self.results = results
    pairs = Findings.join(results)
    let asked = pairs.filter(\.isMatrixCell)
    var places: [Contest: [String: Int]] = [:]
    for (place, pair) in pairs.enumerated() where pair.isMatrixCell {
      places[pair.contest, default: [:]][pair.policy] = place
    }
    self.places = places
    policies = Findings.distinct(pairs.map(\.policy))
    victims = Findings.distinct(asked.map(\.victim))
    aggressors = Findings.distinct(asked.map(\.aggressor))
  }

  /// The pairs of the victim by aggressor matrix: what the suite asked for, and the negative
  /// controls beside it.
  var matrix: [Pair] { pairs.filter(\.isMatrixCell) }

  /// The pairs that conclusions are drawn from: no controls.
  var asked: [Pair] { pairs.filter { $0.control == .none } }

  /// Victims and aggressors of the matrix, each once.
  var contests: [Contest] { Findings.distinct(matrix.map(\.contest)) }

  func pair(_ contest: Contest, under policy: String) -> Pair? {
    places[contest]?[policy].map { pairs[$0] }
  }

  /// The pair with the largest slowdown, or `nil` when no pair has one.
  var worst: Pair? { Findings.worst(asked) ?? Findings.worst(matrix) }

  static func worst(_ pairs: [Pair]) -> Pair? {
    var worst: Pair?
    for pair in pairs {
      guard let value = pair.slowdown?.value else { continue }
      if value > worst?.slowdown?.value ?? -.infinity { worst = pair }
    }
    return worst
  }

  /// The elements without repetitions, in order of first appearance.
  static func distinct<Element: Hashable>(_ elements: [Element]) -> [Element] {
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
    return pairs
  }
}

extension Pair {
  /// Negative controls are ordinary columns of the matrix; the two false-sharing controls are not.
  var isMatrixCell: Bool { control == .none || control == .negative }
}
