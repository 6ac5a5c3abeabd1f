import Scheduling

/// Threads that one agent serves: those of a core that never have a window at the same time.
struct Lane: Equatable {
  /// The core; `nil` for a thread that the operating system moves about.
  var cpu: Int?
  /// The threads' numbers in the run.
  var threads: [Int]

  /// The lanes of a run. Threads that are not pinned to one PU, or whose windows overlap with others' there, have one each.
  static func lanes(of plans: [ThreadPlan]) -> [Lane] {
    let pinned = Dictionary(
      grouping: plans.indices.filter { plans[$0].cpus.count == 1 }, by: { plans[$0].cpus[0] })
    var lanes = plans.indices.filter { plans[$0].cpus.count != 1 }
      .map { Lane(cpu: nil, threads: [$0]) }
    for (cpu, threads) in pinned.sorted(by: { $0.key < $1.key }) {
      let windows = threads.flatMap { plans[$0].windows }.sorted { $0.start < $1.start }
      let takeTurns = zip(windows, windows.dropFirst()).allSatisfy { $0.end <= $1.start }
      lanes += (takeTurns ? [threads] : threads.map { [$0] }).map { Lane(cpu: cpu, threads: $0) }
    }
    return lanes
  }

  /// The windows of all its threads in time order, each with its thread's place in the lane and its own number there.
  func turns(_ plans: [ThreadPlan]) -> [(member: Int, window: Int)] {
    threads.enumerated()
      .flatMap { member, thread in plans[thread].windows.indices.map { (member, $0) } }
      .sorted {
        let (first, second) = (
          plans[threads[$0.0]].windows[$0.1], plans[threads[$1.0]].windows[$1.1]
        )
        return (first.start, first.end) < (second.start, second.end)
      }
  }
}

/// Where an agent sits.
struct AgentSeat: Equatable {
  /// Its PUs; empty leaves the choice to the operating system.
  var cpus: [Int]
  /// Whether nobody else on the lane's core runs while it does.
  var isOnCore: Bool

  /// The seat of a lane's agent: its core, or another one that no partition uses, or else any other.
  static func seat(
    _ seat: Agent.Seat, lane: Lane, allowed: [Int], used: Set<Int>
  ) -> AgentSeat {
    if seat == .sameCore, let cpu = lane.cpu { return AgentSeat(cpus: [cpu], isOnCore: true) }
    let others = allowed.filter { $0 != lane.cpu }
    let free = others.filter { !used.contains($0) }
    return AgentSeat(cpus: free.isEmpty ? others : free, isOnCore: false)
  }
}
