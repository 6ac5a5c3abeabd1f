import HardwareTopology
public import Partitioning
import Scheduling

/// A policy under which partitions have windows.
public protocol TurnPolicy: Policy {
  /// Length of each partition's window.
  var windowNanoseconds: Int64 { get }

  init(windowNanoseconds: Int64)
}

extension TurnPolicy {
  public var aspect: PolicyAspect { .time }

  public var parameters: [PolicySetting] {
    [
      PolicySetting(
        name: "window", meaning: "Length of each partition's window.", kind: .time,
        range: 1...10_000_000_000, defaultText: "1ms")
    ]
  }

  public func configured(_ values: [String: Double]) -> any Policy {
    values["window"].map { Self(windowNanoseconds: Int64($0)) } ?? self
  }

  public func probe(_ request: PolicyRequest) -> Availability {
    let most = request.partitions.map(\.threads).max() ?? 0
    guard most <= request.cores.count else {
      return .unavailable(
        reason: "a partition has \(most) threads, \(request.cores.count) cores to use")
    }
    return .available
  }
}

/// What policies in time have in common.
public enum Turns {
  /// Length of a window when the suite names none.
  public static let defaultWindowNanoseconds: Int64 = 1_000_000

  /// Overlap of two partitions up to this share of the granted time still counts as in force. The leak is told and not judged: a
  /// partition that was taken off its core with its stop pending counts as running until it has written down its end.
  static let toleratedShare = 0.01

  /// The PUs of each partition: those that a placement chose, else the same for all, so that they take turns there.
  static func cores(
    _ arrangement: Arrangement, _ request: PolicyRequest
  ) -> [(name: String, cpus: [Int])] {
    request.partitions.enumerated().map { number, partition in
      let placed = arrangement.cpus[number].map { $0[0] }
      return (
        partition.name,
        arrangement.isPlaced ? placed : Array(request.cores.prefix(partition.threads))
      )
    }
  }

  /// Puts a schedule in force, on the PUs of its windows.
  static func apply(
    _ table: ScheduleTable, of partitions: [(name: String, cpus: [Int])], guardNanoseconds: Int64,
    to arrangement: inout Arrangement, _ request: PolicyRequest
  ) throws(ScheduleErrors) {
    let schedule = try ValidSchedule(
      table, onlineCPUs: Set(request.topology.pus), allowedCPUs: Set(partitions.flatMap(\.cpus)))
    let errors = schedule.errors(ofGuard: guardNanoseconds)
    guard errors.isEmpty else { throw ScheduleErrors(errors: errors) }
    arrangement.cpus = partitions.map { $0.cpus.map { [$0] } }
    arrangement.schedule = schedule
    arrangement.guardNanoseconds = guardNanoseconds
  }

  /// Whether partitions kept out of each other's time on every PU.
  ///
  /// - Parameter everywhere: whether no two may run at once on whatever PUs.
  static func evidence(_ observation: PolicyObservation, everywhere: Bool) -> Evidence {
    var overlap: Int64 = 0
    var granted: Int64 = 0
    var leak: Int64 = 0
    var windows = 0
    let groups = Dictionary(grouping: observation.threads) { everywhere ? [] : $0.cpus }
    for threads in groups.values {
      let ran = threads.flatMap { thread in
        thread.windows.compactMap { window in
          window.start.map { RanInterval(partition: thread.partition, start: $0, end: window.end!) }
        }
      }
      overlap += RanInterval.overlapNanoseconds(ran)
      granted += ran.reduce(Int64(0)) { $0 + $1.end - $1.start }
      leak += threads.reduce(0) { $0 + $1.windows.reduce(0) { $0 + $1.leak } }
      windows += ran.count
    }
    return Evidence(
      held: windows > 0 && Double(overlap) <= toleratedShare * Double(granted),
      detail:
        "\(overlap) ns of overlap between partitions\(everywhere ? "" : " on a core") and \(leak) ns of leak in \(windows) windows"
    )
  }
}
