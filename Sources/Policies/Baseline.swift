import HardwareTopology
public import Partitioning
public import Scheduling

/// No partitioning: everyone runs all the time, on the cores the operating system picks.
public struct Baseline: Policy {
  public let name = "baseline"
  public let summary =
    "No partitioning: every partition runs all the time, on the cores the operating system picks."
  public let limits = "Protects nothing; it is what the other policies are compared with."

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability {
    request.usable.isEmpty ? .unavailable(reason: "no core may be used") : .available
  }

  public func arrange(_ request: PolicyRequest) throws(ScheduleErrors) -> Arrangement {
    Arrangement(
      cpus: request.partitions.map { Array(repeating: request.usable, count: $0.threads) },
      schedule: nil)
  }

  /// There is nothing to be in force; the reading is the placement that the operating system chose.
  public func evidence(_ observation: PolicyObservation) -> Evidence {
    let seen = observation.threads.map { "\($0.partition) on \(PUSet($0.cpusSeen))" }
    return Evidence(held: true, detail: "seen: \(seen.joined(separator: "; "))")
  }
}
