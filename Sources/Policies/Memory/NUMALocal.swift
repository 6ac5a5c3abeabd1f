import HardwareTopology
public import Partitioning
import Platform

/// Memory on the node of the cores that use it.
public struct NUMALocal: Policy {
  public let name = "numa-local"
  public let summary = "Every buffer is bound to the NUMA node of the cores that use it."
  public let limits =
    "Takes away remote accesses and what other nodes' interconnect costs; partitions of one node share its memory controller."
  public let aspect = PolicyAspect.node

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability {
    NodeEvidence.nodes(request).count > 1
      ? .available : .degraded(reason: "there is one NUMA node: all memory is local anyway")
  }

  public func apply(
    to arrangement: inout Arrangement, _ request: PolicyRequest
  ) throws(UnreadableMemory) {
    try UnreadableMemory.check(arrangement)
    for (number, threads) in arrangement.cpus.enumerated() {
      let node = request.topology.processingUnit(threads[0][0])?.numaNode ?? 0
      arrangement.partitions[number].memory.nodes = .bind([node])
    }
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    NodeEvidence.reading(observation)
  }
}
