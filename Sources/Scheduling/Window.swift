/// One grant of a core to a partition inside the major frame: an offset and a duration.
public struct Window: Sendable, Hashable {
  /// Name of the partition that owns the core for the length of the window.
  public var partition: String
  /// The core, as the operating system numbers its PUs.
  public var cpu: Int
  /// Start of the window, counted from the start of the major frame.
  public var offsetNanoseconds: Int64
  public var durationNanoseconds: Int64

  public init(
    partition: String, cpu: Int, offsetNanoseconds: Int64, durationNanoseconds: Int64
  ) {
    self.partition = partition
    self.cpu = cpu
    self.offsetNanoseconds = offsetNanoseconds
    self.durationNanoseconds = durationNanoseconds
  }

  /// End of the window inside the major frame, or `nil` where that is beyond any clock.
  var endNanoseconds: Int64? {
    let (end, overflow) = offsetNanoseconds.addingReportingOverflow(durationNanoseconds)
    return overflow ? nil : end
  }
}

/// A window of the table laid on the time line: when it starts and ends, from the schedule's epoch.
public struct PlannedWindow: Sendable, Hashable {
  /// First nanosecond of the window.
  public var start: Int64
  /// First nanosecond after the window.
  public var end: Int64
  /// Index of the window in its `ScheduleTable`.
  public var index: Int
  /// The major frame it lies in, counted from 0 at the epoch.
  public var frame: Int64

  public init(start: Int64, end: Int64, index: Int, frame: Int64) {
    self.start = start
    self.end = end
    self.index = index
    self.frame = frame
  }
}
