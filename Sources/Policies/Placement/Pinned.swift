/// Spatial partitioning of the cores: each thread of each partition has a core of its own.
public struct Pinned: OwnCoresPolicy {
  public let name = "pinned"
  public let summary = "Each partition has its own cores and runs there all the time."
  public let limits =
    "Takes away preemption, migration and shared L1 and L2; the last-level cache, the interconnect and memory stay shared."

  public init() {}

  public func cores(_ request: PolicyRequest) -> [Int] { request.cores }
}
