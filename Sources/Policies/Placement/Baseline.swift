import HardwareTopology
public import Partitioning

/// No partitioning: everyone runs all the time, on the cores the operating system picks.
public struct Baseline: Policy {
  public let name = "baseline"
  public let summary =
    "No partitioning: every partition runs all the time, on the cores the operating system picks."
  public let limits = "Protects nothing; it is what the other policies are compared with."
  public let aspect = PolicyAspect.placement

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability {
    request.usable.isEmpty ? .unavailable(reason: "no core may be used") : .available
  }

  /// What an arrangement begins with.
  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {}

  /// There is nothing to be in force; the reading is the placement that the operating system chose.
  public func evidence(_ observation: PolicyObservation) -> Evidence {
    let seen = observation.threads.map { "\($0.partition) on \(PUSet($0.cpusSeen))" }
    return Evidence(held: true, detail: "seen: \(seen.joined(separator: "; "))")
  }
}
