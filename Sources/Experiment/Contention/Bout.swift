/// Threads that share a line, one to a PU.
struct Team: Hashable, Sendable {
  let workload: String
  /// The first one starts a hand-over.
  let cpus: [Int]

  /// Names the team's actor in a trial; no two teams share a line.
  var name: String { "\(workload) \(cpus.map(String.init).joined(separator: "-"))" }
}

/// A stretch of time, and the teams that work in it.
struct Bout: Sendable, Equatable {
  var teams: [Team]

  /// Bouts in pieces that need few enough threads to be made at once.
  static func pieces(_ bouts: [Bout], threadsAtMost limit: Int) -> [[Bout]] {
    var pieces: [[Bout]] = []
    var teams: Set<Team> = []
    for bout in bouts {
      let together = teams.union(bout.teams)
      if pieces.isEmpty || together.reduce(0, { $0 + $1.cpus.count }) > limit {
        pieces.append([bout])
        teams = Set(bout.teams)
      } else {
        pieces[pieces.count - 1].append(bout)
        teams = together
      }
    }
    return pieces
  }
}
