/// A cyclic schedule as somebody wrote it down: it repeats every major frame and may be wrong.
///
/// Nothing runs from a table. `ValidSchedule` can only be built from a table without errors, and
/// everything that runs is asked of that.
public struct ScheduleTable: Sendable, Hashable {
  /// The schedule's period.
  public var majorFrameNanoseconds: Int64
  /// Names of the partitions that may own windows.
  public var partitions: [String]
  /// Windows in any order; their place in this array is their name in messages and results.
  public var windows: [Window]

  public init(majorFrameNanoseconds: Int64, partitions: [String], windows: [Window]) {
    self.majorFrameNanoseconds = majorFrameNanoseconds
    self.partitions = partitions
    self.windows = windows
  }

  /// A longer major frame is refused: it is a mistake of unit, and below this limit no sum of an
  /// offset and a duration inside the frame can overflow.
  public static let longestMajorFrameNanoseconds: Int64 = 86_400_000_000_000
}

extension ScheduleTable {
  /// One partition at a time on the whole machine: each partition in turn gets a window of the same
  /// length at the same instant on all of its cores.
  ///
  /// Because the windows are aligned across the cores, no two partitions ever run at once, not even
  /// on different cores; that is what takes away the interference through what the cores share.
  public static func alternating(
    partitions: [(name: String, cpus: [Int])], windowNanoseconds: Int64
  ) -> ScheduleTable {
    var windows: [Window] = []
    var offset: Int64 = 0
    for partition in partitions {
      for cpu in partition.cpus {
        windows.append(
          Window(
            partition: partition.name, cpu: cpu, offsetNanoseconds: offset,
            durationNanoseconds: windowNanoseconds))
      }
      // An absurd length stays a table, which validation then refuses, instead of a trap here.
      let (next, overflow) = offset.addingReportingOverflow(windowNanoseconds)
      offset = overflow ? .max : next
    }
    return ScheduleTable(
      majorFrameNanoseconds: offset, partitions: partitions.map(\.name), windows: windows)
  }
}

extension ScheduleTable {
  /// Turns on each core for itself: where several partitions have threads each gets a window in turn; a core that one partition has
  /// for itself is its own for the whole frame.
  public static func takingTurns(
    partitions: [(name: String, cpus: [Int])], windowNanoseconds: Int64
  ) -> ScheduleTable {
    var table = alternating(partitions: partitions, windowNanoseconds: windowNanoseconds)
    let users = Dictionary(grouping: table.windows, by: \.cpu)
    table.windows = table.windows.map { window in
      guard users[window.cpu]!.count == 1 else { return window }
      var window = window
      window.offsetNanoseconds = 0
      window.durationNanoseconds = table.majorFrameNanoseconds
      return window
    }
    return table
  }
}
