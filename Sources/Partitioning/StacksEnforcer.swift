/// One thread for all partitions on a core: the timer's handler itself goes on with the next partition, on that one's stack.
///
/// Nobody has to wake up at a window's start, and nobody hands the core over. It needs no privilege, but the partitions share
/// one address space and one thread: to the operating system they are the same.
public struct StacksEnforcer: Enforcer {
  public let name = "stacks"
  public let summary =
    "One thread per core holds all its partitions; a timer interrupts their code, and the handler switches stacks."
  public let mechanism = Mechanism.stacks

  public init() {}

  /// It uses the same kind of timer as the enforcer `timer`.
  public func probe() -> Availability { TimerEnforcer().probe() }

  public func supports(_ backend: BackendKind) -> Availability {
    guard backend != .thread else { return .available }
    return .unavailable(
      reason: "it switches between stacks of one process; \(backend.rawValue) has its own")
  }
}
