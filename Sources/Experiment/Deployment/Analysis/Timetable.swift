/// Who has which core when, in one major frame.
struct Timetable: Sendable {
  let majorFrameNanoseconds: Int64?
  private let grants: [Slot: [Range<Int64>]]
  private let cores: [String: [Int]]

  private struct Slot: Hashable {
    let partition: String
    let core: Int
  }

  init(_ deployment: Deployment) {
    majorFrameNanoseconds = deployment.majorFrameNanoseconds
    cores = Dictionary(
      deployment.partitions.map { ($0.name, $0.cores) }, uniquingKeysWith: { first, _ in first })
    grants = Dictionary(
      grouping: deployment.windows, by: { Slot(partition: $0.partition, core: $0.core) }
    ).mapValues { windows in
      let ranges = windows.map {
        $0.offsetNanoseconds..<$0.offsetNanoseconds + $0.durationNanoseconds
      }
      return Self.merged(ranges)
    }
  }

  /// Whether the partition ever runs on the core.
  func runs(_ partition: String, on core: Int) -> Bool {
    majorFrameNanoseconds == nil
      ? cores[partition]?.contains(core) == true
      : grants[Slot(partition: partition, core: core)]?.isEmpty == false
  }

  /// Time of a frame that the partition has on the core; `nil` without a schedule.
  func granted(_ partition: String, on core: Int) -> Int64? {
    guard majorFrameNanoseconds != nil else { return nil }
    let ranges = grants[Slot(partition: partition, core: core)] ?? []
    return ranges.reduce(0) { $0 + Int64($1.count) }
  }

  /// When two partitions may run at the same instant, each on a core of its own.
  enum Coincidence: Sendable, Equatable {
    case never
    /// For so long in each major frame; `nil` where no schedule limits it.
    case perFrame(nanoseconds: Int64?)
  }

  func coincidence(
    of partition: String, on core: Int, and other: String, on otherCore: Int
  ) -> Coincidence {
    guard runs(partition, on: core), runs(other, on: otherCore) else { return .never }
    guard majorFrameNanoseconds != nil else { return .perFrame(nanoseconds: nil) }
    let first = grants[Slot(partition: partition, core: core)] ?? []
    let second = grants[Slot(partition: other, core: otherCore)] ?? []
    let overlap = first.reduce(0) { sum, range in
      second.reduce(sum) { $0 + Int64(range.clamped(to: $1).count) }
    }
    return overlap > 0 ? .perFrame(nanoseconds: overlap) : .never
  }

  /// The ranges in order, those that touch or overlap put together.
  private static func merged(_ ranges: [Range<Int64>]) -> [Range<Int64>] {
    var merged: [Range<Int64>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] =
          last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }
}
