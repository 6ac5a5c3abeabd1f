import Results

/// The rows of an analysis joined by application and by pair: its tables and drawings start here.
struct AnalysisFindings: Sendable {
  struct Application: Sendable {
    /// `partition/application`.
    let id: String
    let name: String
    let partition: String
    /// The deployment's cores that it runs on.
    let cores: [Int]
  }

  struct Pair: Hashable, Sendable {
    let victim: String
    let aggressor: String
  }

  let rows: AnalysisRows
  /// In the file's order.
  let applications: [Application]
  private let links: [Pair: [PathRow]]

  /// `nil` when nothing was analysed.
  init?(_ rows: AnalysisRows) {
    guard let everybody = rows.failurePoints.last(where: { $0.kind == .hostOS }) else { return nil }
    self.rows = rows
    links = Dictionary(grouping: rows.paths) {
      Pair(
        victim: "\($0.victimPartition)/\($0.victim)",
        aggressor: "\($0.aggressorPartition)/\($0.aggressor)")
    }
    var cores: [String: [Int]] = [:]
    for point in rows.failurePoints where point.kind == .core {
      for id in Self.list(point.applications) {
        cores[id, default: []] += ContentionFindings.cpus(point.cores)
      }
    }
    applications = Self.list(everybody.applications).map { id in
      let parts = id.split(separator: "/", maxSplits: 1).map(String.init)
      return Application(
        id: id, name: parts.last ?? id, partition: parts.first ?? "", cores: cores[id] ?? [])
    }
  }

  /// The links of a path that matter, the closest first.
  func links(to victim: String, from aggressor: String) -> [PathRow] {
    (links[Pair(victim: victim, aggressor: aggressor)] ?? []).filter { $0.kind != .none }
  }

  /// The closest link of the strongest kind; `nil` when the two share nothing that matters.
  func leading(to victim: String, from aggressor: String) -> PathRow? {
    let links = links(to: victim, from: aggressor)
    return links.first { $0.kind == .concurrent } ?? links.first
  }

  /// The partition's own row, with its backend and criticality.
  func partition(_ name: String) -> FailurePointRow? {
    rows.failurePoints.first { $0.kind == .partition && $0.element == "partition \(name)" }
  }

  /// How many paths of each kind.
  func count(_ kind: InterferenceKind) -> Int {
    applications.reduce(0) { sum, victim in
      sum
        + applications.count { other in
          other.id != victim.id
            && (leading(to: victim.id, from: other.id)?.kind ?? .none) == kind
        }
    }
  }

  /// `56 of 182 paths are concurrent, 20 residual; 2 claims are violated.`
  var sentence: String {
    let all = applications.count * max(0, applications.count - 1)
    guard all > 0 else { return "One application has nobody to interfere with." }
    let violations = rows.violations.count
    let claims =
      violations == 0
      ? "no claim is violated" : "\(Number.count(violations, "violation")) of isolation"
    return "\(Number.count(count(.concurrent))) of \(Number.count(all, "path")) between"
      + " \(Number.count(applications.count, "application")) are concurrent,"
      + " \(Number.count(count(.residual))) residual; \(claims)."
  }

  static func list(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}
