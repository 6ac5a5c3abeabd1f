import Platform

/// Partitions are stopped and let go by an agent: a thread outside of them, one for each core.
///
/// It stops the outgoing partition, makes sure that it stands still, and only then lets the incoming one go. The code takes no
/// signal in its windows and needs no cooperation.
public struct AgentEnforcer: Enforcer {
  public let name: String
  public let summary: String
  public let agent: Agent

  public var mechanism: Mechanism { .agent(agent) }

  public static let dispatcher = AgentEnforcer(
    name: "dispatcher",
    summary:
      "A real-time thread on the partitions' core outranks them, and exchanges their priorities at the ends of windows.",
    agent: Agent(seat: .sameCore, lever: .priority))

  public static let priority = AgentEnforcer(
    name: "priority",
    summary:
      "A real-time thread on another core exchanges the partitions' priorities; a sentry on theirs tells it who runs.",
    agent: Agent(seat: .otherCore, lever: .priority))

  public static let sigstop = AgentEnforcer(
    name: "sigstop",
    summary:
      "An agent on the partitions' core sends SIGSTOP and SIGCONT to their processes, and waits for the kernel's report.",
    agent: Agent(seat: .sameCore, lever: .stopSignal))

  public static let freezerV1 = AgentEnforcer(
    name: "freezer-v1",
    summary:
      "An agent on the partitions' core freezes and thaws their control groups by freezer.state (cgroup v1).",
    agent: Agent(seat: .sameCore, lever: .freezer(.v1)))

  public static let freezerV2 = AgentEnforcer(
    name: "freezer-v2",
    summary:
      "An agent on the partitions' core freezes and thaws their control groups by cgroup.freeze (cgroup v2).",
    agent: Agent(seat: .sameCore, lever: .freezer(.v2)))

  public static let freezer = AgentEnforcer(
    name: "freezer",
    summary:
      "An agent on the partitions' core freezes and thaws their control groups: cgroup v2 where there is one, else v1.",
    agent: Agent(seat: .sameCore, lever: .freezer(nil)))

  public func probe() -> Availability {
    switch agent.lever {
    case .priority:
      if let obstacle = RealTimeRight.obstacle {
        return .unavailable(reason: obstacle)
      }
      if agent.seat == .otherCore, !Self.hasAnotherCPU {
        return .unavailable(
          reason: "the agent needs a second CPU, and this process may use one only")
      }
      return RealTimeRight.throttling.map { .degraded(reason: $0) } ?? .available
    case .stopSignal:
      return unprivileged(obstacle: ProcessDescriptor.obstacle)
    case .freezer(let version):
      switch CgroupMap.ofThisProcess().place(for: .freezing, version: version) {
      case .unavailable(let reason): return .unavailable(reason: reason)
      case .hierarchy: return unprivileged(obstacle: nil)
      }
    }
  }

  public func supports(_ backend: BackendKind) -> Availability {
    guard agent.lever.stopsWholeProcesses, backend == .thread else { return .available }
    return .unavailable(
      reason:
        "\(name) stops whole processes: the partition needs one of its own (process, container or vm)"
    )
  }

  private static var hasAnotherCPU: Bool { ((try? allowedCPUs()) ?? []).count > 1 }

  /// What needs no right of its own works without real-time priority too, but the agent then waits for its turn.
  private func unprivileged(obstacle: String?) -> Availability {
    if let obstacle { return .unavailable(reason: obstacle) }
    guard let missing = RealTimeRight.obstacle else { return .available }
    return .degraded(reason: "the agent stays in the ordinary class and comes late: \(missing)")
  }
}
