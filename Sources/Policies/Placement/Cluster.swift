public import Partitioning

/// Everybody as close together as the topology allows: what shares caches shares them within the partitions' cluster.
public struct Cluster: Policy {
  public let name = "cluster"
  public let summary =
    "Each partition has its own cores, those that share most with the victim's."
  public let limits =
    "The worst of the pinned placements for interference through shared caches; it leaves the rest of the machine free."
  public let aspect = PolicyAspect.placement

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability {
    let nearness = Nearness(request)
    let own = OwnCores.probe(request, cores: nearness.nearestFirst)
    guard own == .available, nearness.isUniform, let nearest = nearness.nearest else { return own }
    return .degraded(reason: "every core shares \(nearest) with the victim's: the same as pinned")
  }

  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {
    OwnCores.place(&arrangement, on: Nearness(request).nearestFirst)
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    OwnCores.evidence(observation)
  }
}
