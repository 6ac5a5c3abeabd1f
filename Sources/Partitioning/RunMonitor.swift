/// Watches the partitions of a run from outside, and decides what is done about what it sees.
///
/// It is called on the harness's thread, between its naps; instants are nanoseconds from the run's epoch, negative before it.
public protocol RunMonitor: AnyObject {
  /// How long the harness may nap between two beats.
  var beatNanoseconds: Int64 { get }
  /// A partition has come to an end.
  func partitionEnded(_ partition: Int, _ end: PartitionEnd, at time: Int64) -> [MonitorAction]
  /// How far each virtual CPU of each partition has come.
  func beat(at time: Int64, progress: [[VirtualCPUProgress]]) -> [MonitorAction]
  /// The harness is about to nap, also while it only waits for partitions to be taken apart: it lives.
  func napping()
}

extension RunMonitor {
  public func napping() {}
}

/// How far a virtual CPU has come: what the lines that it shares with the harness say, read from outside.
public struct VirtualCPUProgress: Sendable, Equatable {
  /// Steps made so far.
  public var steps: UInt64
  /// Windows that it was let into so far.
  public var windowsRun: Int
  /// The longest that a window has run past its planned end since the last look, ended or not.
  public var overrunNanoseconds: Int64

  public init(steps: UInt64, windowsRun: Int, overrunNanoseconds: Int64) {
    self.steps = steps
    self.windowsRun = windowsRun
    self.overrunNanoseconds = overrunNanoseconds
  }
}

/// What is to be done with partitions, which have the numbers of their plans.
public enum MonitorAction: Sendable, Equatable {
  /// The partition is ended, and has no more windows.
  case stop(Int)
  /// The partition is ended, and begins anew with the windows that lie ahead.
  case restart(Int)
  /// Every partition is ended.
  case stopModule
  /// A fault for those enforcers that have agents: each sleeps on for so long at its next stop.
  case delayAgents(nanoseconds: Int64)
  /// A fault for them: each agent's thread ends at its next stop. The run notices, and ends.
  case killAgents
}
