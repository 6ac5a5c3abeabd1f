public import Partitioning

/// Everybody as far apart as the topology allows.
public struct Spread: OwnCoresPolicy {
  public let name = "spread"
  public let summary =
    "Each partition has its own cores; the aggressors get those that share least with the victim's."
  public let limits =
    "Takes away what is shared near by; where all cores share one last-level cache, that and memory stay shared."

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability { Nearness.probe(request) }

  public func cores(_ request: PolicyRequest) -> [Int] {
    // The victim's own threads stay together; only the others go as far as they can.
    let near = Nearness(request).nearestFirst
    let victim = request.partitions[0].threads
    return Array(near.prefix(victim)) + near.dropFirst(victim).reversed()
  }
}
