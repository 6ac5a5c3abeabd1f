/// What the health monitor does about a partition's faults.
public enum HealthAction: String, Sendable, Hashable, CaseIterable {
  case log
  case stopPartition = "stop-partition"
  case restartPartition = "restart-partition"
  case stopModule = "stop-module"
}

/// The kinds of error that the health monitor tells apart, as the actions of a table are keyed by.
public enum HealthError: String, Sendable, Hashable, CaseIterable {
  /// The partition was ended by a signal, or its guest came to an end.
  case crash
  /// It ended by itself before its last window.
  case exit
  /// It ran past its window by more than the tolerance.
  case overrun
  /// It had windows and did nothing in them.
  case deadlock
  /// It was refused memory beyond its limit.
  case memory
  /// Its windows come and it is not let in: who starts and stops it is late or gone.
  case dispatcher
}

/// Actions by kind of error, as in ARINC 653's partition health monitor table.
public struct HealthMonitorTable: Sendable, Hashable {
  /// For every error that is not named below.
  public var otherwise = HealthAction.stopPartition
  /// By the name of the `HealthError`.
  public var actions: [String: HealthAction] = [:]

  public init() {}

  public init(otherwise: HealthAction, actions: [String: HealthAction] = [:]) {
    self.otherwise = otherwise
    self.actions = actions
  }

  public func action(for error: String) -> HealthAction { actions[error] ?? otherwise }
  public func action(for error: HealthError) -> HealthAction { action(for: error.rawValue) }
}
