public import Partitioning

/// Everybody as close together as the topology allows: what shares caches shares them within the partitions' cluster.
public struct Cluster: OwnCoresPolicy {
  public let name = "cluster"
  public let summary =
    "Each partition has its own cores, those that share most with the victim's."
  public let limits =
    "The worst of the pinned placements for interference through shared caches; it leaves the rest of the machine free."

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability { Nearness.probe(request) }

  public func cores(_ request: PolicyRequest) -> [Int] { Nearness(request).nearestFirst }
}
