/// One thing that is wrong with a schedule table; its description is one line that names the
/// partition and the window and says what would be right.
public enum ScheduleError: Error, Sendable, Hashable {
  case majorFrameNotPositive(nanoseconds: Int64)
  case majorFrameTooLong(nanoseconds: Int64)
  case duplicatePartition(name: String)
  case unknownPartition(WindowReference, known: [String])
  case windowLengthNotPositive(WindowReference)
  case windowOutsideFrame(WindowReference, majorFrameNanoseconds: Int64)
  /// The two windows want the same core at the same time; the first is the one that starts first.
  case overlap(WindowReference, WindowReference)
  case unknownCPU(WindowReference, present: [Int])
  case offlineCPU(WindowReference, online: [Int])
  case forbiddenCPU(WindowReference, allowed: [Int])
  case guardTooLong(WindowReference, guardNanoseconds: Int64)
}

/// A window of a table with its index, so that a message can point at it.
public struct WindowReference: Sendable, Hashable, CustomStringConvertible {
  public let index: Int
  public let window: Window

  public var description: String {
    let length = timeText(window.durationNanoseconds)
    let offset = timeText(window.offsetNanoseconds)
    return "window \(index) of partition \"\(window.partition)\" (CPU \(window.cpu),"
      + " \(length) at \(offset))"
  }
}

/// Everything that is wrong with a schedule table, in one error; one line each.
public struct ScheduleErrors: Error, Sendable, Hashable, CustomStringConvertible {
  public let errors: [ScheduleError]

  public init(errors: [ScheduleError]) { self.errors = errors }

  public var description: String { errors.map(\.description).joined(separator: "\n") }
}

extension ScheduleError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .majorFrameNotPositive(let nanoseconds):
      "major frame: \(timeText(nanoseconds)) is not a length; it must be longer than 0"
    case .majorFrameTooLong(let nanoseconds):
      "major frame: \(timeText(nanoseconds)) is too long; it may have at most "
        + timeText(ScheduleTable.longestMajorFrameNanoseconds)
    case .duplicatePartition(let name):
      "partition \"\(name)\" is declared more than once; give each partition its own name"
    case .unknownPartition(let window, let known):
      known.isEmpty
        ? "\(window): unknown partition; the schedule declares none"
        : "\(window): unknown partition; declared are \(known.joined(separator: ", "))"
    case .windowLengthNotPositive(let window):
      "\(window): its length must be greater than 0"
    case .windowOutsideFrame(let window, let majorFrame):
      "\(window): lies outside the major frame; it must lie between 0 and \(timeText(majorFrame))"
    case .overlap(let first, let second):
      "\(second): overlaps \(first); it must start at or after "
        + timeText(first.window.endNanoseconds ?? .max)
    case .unknownCPU(let window, let present):
      "\(window): this machine has no CPU \(window.window.cpu); it has \(listText(present))"
    case .offlineCPU(let window, let online):
      "\(window): CPU \(window.window.cpu) is offline; online are \(listText(online))"
    case .forbiddenCPU(let window, let allowed):
      "\(window): CPU \(window.window.cpu) is outside this process's cpuset; allowed are "
        + listText(allowed)
    case .guardTooLong(let window, let guardNanoseconds):
      "\(window): a guard of \(timeText(guardNanoseconds)) leaves it no time;"
        + " the guard must be at least 0 and shorter than the window"
    }
  }
}

/// A time in the largest unit that shows it exactly: `1 ms`, `250 us`, `17 ns`.
package func timeText(_ nanoseconds: Int64) -> String {
  let units: [(name: String, nanoseconds: Int64)] = [
    ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000),
  ]
  guard nanoseconds != 0 else { return "0" }
  for unit in units where nanoseconds % unit.nanoseconds == 0 {
    return "\(nanoseconds / unit.nanoseconds) \(unit.name)"
  }
  return "\(nanoseconds) ns"
}

/// CPU numbers as a list in the form of taskset: `0-3,6`.
package func listText(_ cpus: [Int]) -> String {
  guard !cpus.isEmpty else { return "none" }
  var ranges: [ClosedRange<Int>] = []
  for cpu in cpus.sorted() {
    if let last = ranges.last, last.upperBound == cpu - 1 {
      ranges[ranges.count - 1] = last.lowerBound...cpu
    } else {
      ranges.append(cpu...cpu)
    }
  }
  return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
    .joined(separator: ",")
}
