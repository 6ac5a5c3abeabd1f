public import Partitioning

/// Everybody as far apart as the topology allows.
public struct Spread: Policy {
  public let name = "spread"
  public let summary =
    "Each partition has its own cores; the aggressors get those that share least with the victim's."
  public let limits =
    "Takes away what is shared near by; where all cores share one last-level cache, that and memory stay shared."
  public let aspect = PolicyAspect.placement

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability {
    let nearness = Nearness(request)
    let own = OwnCores.probe(request, cores: nearness.nearestFirst)
    guard own == .available, nearness.isUniform, let nearest = nearness.nearest else { return own }
    return .degraded(reason: "every core shares \(nearest) with the victim's: the same as pinned")
  }

  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {
    // The victim's own threads stay together; only the others go as far as they can.
    let near = Nearness(request).nearestFirst
    let victim = request.partitions[0].threads
    OwnCores.place(&arrangement, on: Array(near.prefix(victim)) + near.dropFirst(victim).reversed())
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    OwnCores.evidence(observation)
  }
}
