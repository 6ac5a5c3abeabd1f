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

  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {
    for number in arrangement.partitions.indices {
      arrangement.partitions[number].memory.pages = .huge
    }
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    PageEvidence.reading(observation) { $0 == .hugetlb || $0 == .transparentHuge }
  }
}

/// Pages of the base size for all buffers of partitions.
public struct NoHugePages: Policy {
  public let name = "no-huge-pages"
  public let summary = "All buffers of partitions lie in pages of the base size."
  public let limits =
    "Shows what huge pages are worth: more TLB misses, and cache sets that depend on page allocation."
  public let aspect = PolicyAspect.pages

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability { .available }

  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {
    for number in arrangement.partitions.indices {
      arrangement.partitions[number].memory.pages = .base
    }
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    PageEvidence.reading(observation) { $0 == .base }
  }
}

/// What smaps says of the buffers.
private enum PageEvidence {
  static func reading(
    _ observation: PolicyObservation, isRight: (Arena.Pages) -> Bool
  ) -> Evidence {
    // Up to a size pages do not matter and are of the base size whatever was asked for.
    let buffers = observation.partitions.flatMap(\.memory).filter {
      $0.bytes > Arena.largestInBasePages
    }
    let wrong = buffers.filter { !isRight($0.pages) }
    let kinds = Set(buffers.map(\.pages.rawValue)).sorted().joined(separator: ", ")
    let large = buffers.isEmpty ? "no buffer is larger than 32 KiB" : "smaps shows \(kinds)"
    return Evidence(held: wrong.isEmpty, detail: "\(large) in \(buffers.count) buffers")
  }
}
