public import Partitioning
import Platform

/// Memory in turn from all nodes.
public struct Interleave: Policy {
  public let name = "interleave"
  public let summary = "The pages of every buffer lie on all NUMA nodes in turn."
  public let limits =
    "Makes placement not matter and evens out the load of memory controllers; everybody shares all of them."
  public let aspect = PolicyAspect.node

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability {
    NodeEvidence.nodes(request).count > 1
      ? .available : .unavailable(reason: "there is one NUMA node: nothing to interleave")
  }

  public func apply(
    to arrangement: inout Arrangement, _ request: PolicyRequest
  ) throws(UnreadableMemory) {
    try UnreadableMemory.check(arrangement)
    for number in arrangement.partitions.indices {
      // One huge page lies on one node whatever the kernel would like.
      arrangement.partitions[number].memory.pages = .base
      arrangement.partitions[number].memory.nodes = .interleave(NodeEvidence.nodes(request))
    }
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    NodeEvidence.reading(observation)
  }
}
