public import Partitioning
public import Scheduling

/// Temporal partitioning: partitions take turns on the same cores, one at a time on the whole machine.
public struct Sliced: Policy {
  public let name = "sliced"
  public let summary =
    "One partition at a time: windows take turns on the same cores, aligned across all of them."
  public let limits =
    "Takes away everything concurrent; what the neighbour left in the caches is found at the start of each window."
  public let parameters = [
    PolicySetting(
      name: "window", meaning: "Length of each partition's window.", defaultText: "1ms")
  ]

  /// Length of a window when the suite names none.
  public static let defaultWindowNanoseconds: Int64 = 1_000_000

  public init() {}

  /// Overlap of two partitions up to this share of the granted time still counts as in force.
  static let toleratedOverlapShare = 0.01

  public func probe(_ request: PolicyRequest) -> Availability {
    let most = request.partitions.map(\.threads).max() ?? 0
    guard most <= request.cores.count else {
      return .unavailable(
        reason: "a partition has \(most) threads, \(request.cores.count) cores to use")
    }
    do {
      _ = try arrange(request)
    } catch {
      return .unavailable(reason: error.description.split(separator: "\n").joined(separator: "; "))
    }
    return .available
  }

  public func arrange(_ request: PolicyRequest) throws(ScheduleErrors) -> Arrangement {
    let table = ScheduleTable.alternating(
      partitions: request.partitions.map { ($0.name, Array(request.cores.prefix($0.threads))) },
      windowNanoseconds: request.windowNanoseconds)
    let schedule = try ValidSchedule(
      table, onlineCPUs: request.onlineCPUs, allowedCPUs: Set(request.cores))
    let guardErrors = schedule.errors(ofGuard: request.guardNanoseconds)
    guard guardErrors.isEmpty else { throw ScheduleErrors(errors: guardErrors) }
    return Arrangement(
      cpus: request.partitions.map { partition in
        request.cores.prefix(partition.threads).map { [$0] }
      },
      schedule: schedule)
  }

  /// No two partitions ran at once, on whatever core, but for a tolerated share of the time.
  public func evidence(_ observation: PolicyObservation) -> Evidence {
    let ran = observation.threads.flatMap { thread in
      thread.windows.compactMap { window in
        window.start.map { RanInterval(partition: thread.partition, start: $0, end: window.end!) }
      }
    }
    let overlap = RanInterval.overlapNanoseconds(ran)
    let granted = ran.reduce(Int64(0)) { $0 + $1.end - $1.start }
    let detail = "\(overlap) ns of overlap between partitions in \(ran.count) windows"
    return Evidence(
      held: !ran.isEmpty && Double(overlap) <= Self.toleratedOverlapShare * Double(granted),
      detail: detail)
  }
}
