public import Partitioning

/// Spatial partitioning of the cores: each thread of each partition has a core of its own.
public struct Pinned: Policy {
  public let name = "pinned"
  public let summary = "Each partition has its own cores and runs there all the time."
  public let limits =
    "Takes away preemption, migration and shared L1 and L2; the last-level cache, the interconnect and memory stay shared."
  public let aspect = PolicyAspect.placement

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability {
    OwnCores.probe(request, cores: request.cores)
  }

  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {
    OwnCores.place(&arrangement, on: request.cores)
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    OwnCores.evidence(observation)
  }
}
