/// A schedule that can be enforced: a table that was found to have no errors on this machine.
public struct ValidSchedule: Sendable {
  public let table: ScheduleTable
  /// The windows of each core in the order of their offsets.
  private let timelines: [Int: [Slot]]

  /// A window of the table on its core's time line.
  private struct Slot {
    let offset: Int64
    let end: Int64
    let index: Int
  }

  /// Checks the table; see `ScheduleTable.validate` for the parameters.
  ///
  /// - Throws: all the errors of the table at once.
  public init(
    _ table: ScheduleTable, onlineCPUs: Set<Int>, allowedCPUs: Set<Int>,
    presentCPUs: Set<Int>? = nil
  ) throws(ScheduleErrors) {
    let errors = table.validate(
      onlineCPUs: onlineCPUs, allowedCPUs: allowedCPUs, presentCPUs: presentCPUs)
    guard errors.isEmpty else { throw ScheduleErrors(errors: errors) }
    self.table = table
    self.timelines = Dictionary(grouping: table.windows.indices) { table.windows[$0].cpu }
      .mapValues { indices in
        indices.map { index in
          let window = table.windows[index]
          return Slot(
            offset: window.offsetNanoseconds,
            end: window.offsetNanoseconds + window.durationNanoseconds, index: index)
        }
        .sorted { $0.offset < $1.offset }
      }
  }

  /// The cores that appear in the schedule, in ascending order.
  public var cpus: [Int] { timelines.keys.sorted() }

  /// Who runs on a core at a time, by name; `nil` when the core is idle.
  ///
  /// - Parameter time: nanoseconds from the schedule's epoch, at least 0.
  public func occupant(cpu: Int, at time: Int64) -> String? {
    windowIndex(cpu: cpu, at: time).map { table.windows[$0].partition }
  }

  /// The table's window that is open on a core at a time, by index; `nil` when the core is idle.
  ///
  /// - Parameter time: nanoseconds from the schedule's epoch, at least 0.
  public func windowIndex(cpu: Int, at time: Int64) -> Int? {
    precondition(time >= 0, "a schedule has no time before its epoch")
    guard let slots = timelines[cpu] else { return nil }
    let offset = time % table.majorFrameNanoseconds
    // The last slot that starts at or before the offset is the only one that can be open.
    var low = 0
    var high = slots.count
    while low < high {
      let middle = (low + high) / 2
      if slots[middle].offset <= offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0, offset < slots[low - 1].end else { return nil }
    return slots[low - 1].index
  }

  /// The windows of one partition on one core that start in `from ..< until`, in time order.
  ///
  /// Adjoining spans therefore yield every window exactly once. A span that ends with a frame holds
  /// only whole windows. A window whose end no clock can show is left out.
  ///
  /// - Parameters:
  ///   - from: nanoseconds from the schedule's epoch, at least 0.
  ///   - until: nanoseconds from the schedule's epoch.
  public func windows(
    of partition: String, cpu: Int, from: Int64, until: Int64
  ) -> [PlannedWindow] {
    precondition(from >= 0, "a schedule has no time before its epoch")
    let slots = (timelines[cpu] ?? []).filter { table.windows[$0.index].partition == partition }
    guard from < until, !slots.isEmpty else { return [] }
    var planned: [PlannedWindow] = []
    let majorFrame = table.majorFrameNanoseconds
    var frame = from / majorFrame
    while true {
      let (frameStart, overflow) = frame.multipliedReportingOverflow(by: majorFrame)
      if overflow || frameStart >= until { return planned }
      for slot in slots {
        let (end, overflow) = frameStart.addingReportingOverflow(slot.end)
        if overflow { return planned }
        let start = frameStart + slot.offset
        if start >= until { return planned }
        if start >= from {
          planned.append(PlannedWindow(start: start, end: end, index: slot.index, frame: frame))
        }
      }
      frame += 1
    }
  }

  /// The share of a core's time that the schedule grants, 0 to 1: to one partition, or to all.
  public func utilisation(cpu: Int, partition: String? = nil) -> Double {
    let granted = table.windows.lazy
      .filter { $0.cpu == cpu && (partition == nil || $0.partition == partition) }
      .reduce(Int64(0)) { $0 + $1.durationNanoseconds }
    return Double(granted) / Double(table.majorFrameNanoseconds)
  }

  /// What is wrong with a guard band: it must be shorter than every window, or the window would
  /// have to stop before it starts.
  public func errors(ofGuard guardNanoseconds: Int64) -> [ScheduleError] {
    table.windows.indices
      .filter { guardNanoseconds < 0 || table.windows[$0].durationNanoseconds <= guardNanoseconds }
      .map {
        .guardTooLong(
          WindowReference(index: $0, window: table.windows[$0]), guardNanoseconds: guardNanoseconds)
      }
  }
}
