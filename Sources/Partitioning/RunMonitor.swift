/// Watches the partitions of a run from outside, and decides what is done about what it sees.
///
/// It is called on the harness's thread, between its naps; instants are nanoseconds from the run's epoch, negative before it.
public protocol RunMonitor: AnyObject {
  /// How long the harness may nap between two beats.
  var beatNanoseconds: Int64 { get }
  /// A partition has come to an end.
  func partitionEnded(_ partition: Int, _ end: PartitionEnd, at time: Int64) -> [MonitorAction]
  /// Steps that each virtual CPU of each partition has made so far.
  func beat(at time: Int64, steps: [[UInt64]]) -> [MonitorAction]
}

/// What is to be done with partitions, which have the numbers of their plans.
public enum MonitorAction: Sendable, Equatable {
  /// The partition is ended, and has no more windows.
  case stop(Int)
  /// The partition is ended, and begins anew with the windows that lie ahead.
  case restart(Int)
  /// Every partition is ended.
  case stopModule
}
