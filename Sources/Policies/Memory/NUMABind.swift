import HardwareTopology
public import Partitioning
import Platform

/// A node of memory for each partition.
public struct NUMABind: Policy {
  public let name = "numa-bind"
  public let summary =
    "The memory of each partition is bound to a NUMA node that no other partition uses."
  public let limits =
    "Separates memory controllers and channels; cores reach remote nodes over an interconnect that stays shared."
  public let aspect = PolicyAspect.node

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability {
    let nodes = NodeEvidence.nodes(request).count
    return nodes >= request.partitions.count
      ? .available
      : .unavailable(
        reason: "\(request.partitions.count) partitions need a NUMA node each; there are \(nodes)")
  }

  public func apply(
    to arrangement: inout Arrangement, _ request: PolicyRequest
  ) throws(UnreadableMemory) {
    try UnreadableMemory.check(arrangement)
    var free = NodeEvidence.nodes(request)
    for (number, threads) in arrangement.cpus.enumerated() {
      let own = request.topology.processingUnit(threads[0][0])?.numaNode ?? free[0]
      let node = free.contains(own) ? own : free[0]
      free.removeAll { $0 == node }
      arrangement.partitions[number].memory.nodes = .bind([node])
    }
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    NodeEvidence.reading(observation)
  }
}
