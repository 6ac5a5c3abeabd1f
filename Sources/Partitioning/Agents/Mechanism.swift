public import Platform

/// How an enforcer gets hold of the core: what a run has to set up for it.
public enum Mechanism: Sendable, Equatable {
  /// Each thread has a timer of its own.
  case ownTimer
  /// One thread for all partitions of a core, with a timer, switches their stacks.
  case stacks
  /// The code gives the core back by itself.
  case cooperative
  /// An agent outside of the partitions stops them and lets them go.
  case agent(Agent)
  /// The kernel's deadline scheduler decides, by reservations.
  case deadline
}

/// Who stops partitions from outside, and by what.
public struct Agent: Sendable, Equatable {
  /// Where the agent runs.
  public enum Seat: Sendable, Equatable {
    /// On the partitions' core, above them: while it runs, none of them does.
    case sameCore
    /// On another core: the partition runs on while its word travels.
    case otherCore
  }

  /// What it pulls to stop a partition.
  public enum Lever: Sendable, Equatable {
    /// The thread's priority in `SCHED_FIFO`.
    case priority
    /// `SIGSTOP` and `SIGCONT`.
    case stopSignal
    /// A control group's freezer, of the given version or the newest there is.
    case freezer(CgroupMap.Hierarchy.Version?)
  }

  public var seat: Seat
  public var lever: Lever

  public init(seat: Seat, lever: Lever) {
    self.seat = seat
    self.lever = lever
  }
}

extension Agent.Lever {
  /// Whether it stops all threads of a process at once.
  var stopsWholeProcesses: Bool { self != .priority }
}

extension Mechanism {
  /// Whether the partitions' threads are started and stopped from outside.
  var drives: Bool {
    switch self {
    case .agent, .deadline: true
    case .ownTimer, .stacks, .cooperative: false
    }
  }
}
