import Results

/// Who had which CPUs in a run: its partitions, or what stood in for them.
struct MachineUse: Sendable {
  struct User: Sendable, Equatable {
    let name: String
    let cpus: Set<Int>
  }

  let users: [User]

  init(_ results: ResultSet) {
    users = Self.merged(
      results.partitions.map { ($0.partition, $0.cpus) } + Self.pairs(results.cells)
        + Self.measured(results))
  }

  /// Victim and aggressor where a policy held them narrowest: without one they may run anywhere.
  private static func pairs(_ cells: [CellRow]) -> [(String, String)] {
    let roles = [("victim", \CellRow.victimCPUs), ("aggressor", \CellRow.aggressorCPUs)]
    return roles.compactMap { name, list in
      Findings.distinct(cells.map { $0[keyPath: list] }).filter { !$0.isEmpty }
        .min { ContentionFindings.cpus($0).count < ContentionFindings.cpus($1).count }
        .map { (name, $0) }
    }
  }

  /// Of a run without partitions: the CPUs that were measured.
  private static func measured(_ results: ResultSet) -> [(String, String)] {
    guard results.partitions.isEmpty, results.cells.isEmpty else { return [] }
    return results.contention.map { ("measured", $0.cpus) }
      + results.jitter.map { ("measured", "\($0.cpu)") }
      + results.worstCase.compactMap { row in row.cpu.map { ("measured", "\($0)") } }
  }

  /// A user that is named several times has all the CPUs together.
  private static func merged(_ claims: [(name: String, list: String)]) -> [User] {
    var lists: [String: Set<String>] = [:]
    for claim in claims { lists[claim.name, default: []].insert(claim.list) }
    return Findings.distinct(claims.map(\.name)).compactMap { name in
      let cpus = Set((lists[name] ?? []).flatMap(ContentionFindings.cpus))
      return cpus.isEmpty ? nil : User(name: name, cpus: cpus)
    }
  }

  var cpus: Set<Int> { users.reduce(into: []) { $0.formUnion($1.cpus) } }

  /// Places in `users`.
  func users(of cpu: Int) -> [Int] { users.indices.filter { users[$0].cpus.contains(cpu) } }

  /// `CPUs 0-3`, `CPU 2`.
  static func list(_ cpus: Set<Int>) -> String {
    var runs: [ClosedRange<Int>] = []
    for cpu in cpus.sorted() {
      if let last = runs.last, last.upperBound == cpu - 1 {
        runs[runs.count - 1] = last.lowerBound...cpu
      } else {
        runs.append(cpu...cpu)
      }
    }
    let text = runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
    return (cpus.count == 1 ? "CPU " : "CPUs ") + text.joined(separator: ",")
  }
}
