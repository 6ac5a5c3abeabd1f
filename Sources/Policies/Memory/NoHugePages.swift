public import Partitioning
import Platform

/// Pages of the base size for all buffers of partitions.
public struct NoHugePages: Policy {
  public let name = "no-huge-pages"
  public let summary = "All buffers of partitions lie in pages of the base size."
  public let limits =
    "Shows what huge pages are worth: more TLB misses, and cache sets that depend on page allocation."
  public let aspect = PolicyAspect.pages

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability { .available }

  public func apply(
    to arrangement: inout Arrangement, _ request: PolicyRequest
  ) throws(UnreadableMemory) {
    try UnreadableMemory.check(arrangement)
    for number in arrangement.partitions.indices {
      arrangement.partitions[number].memory.pages = .base
    }
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    PageEvidence.reading(observation) { $0 == .base }
  }
}
