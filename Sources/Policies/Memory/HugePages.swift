public import Partitioning
import Platform

/// Huge pages for all buffers of partitions.
public struct HugePages: Policy {
  public let name = "huge-pages"
  public let summary = "All buffers of partitions lie in huge pages."
  public let limits =
    "Takes pressure off the TLBs and makes cache sets independent of page allocation; protects against no neighbour."
  public let aspect = PolicyAspect.pages

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability {
    Arena.hugePageObstacle.map { .unavailable(reason: $0) } ?? .available
  }

  public func apply(
    to arrangement: inout Arrangement, _ request: PolicyRequest
  ) throws(UnreadableMemory) {
    try UnreadableMemory.check(arrangement)
    for number in arrangement.partitions.indices {
      arrangement.partitions[number].memory.pages = .huge
    }
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    PageEvidence.reading(observation) { $0 == .hugetlb || $0 == .transparentHuge }
  }
}
