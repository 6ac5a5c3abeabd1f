public import Scheduling

/// One partition at a time on the whole machine: windows take turns at the same instants on all cores, with a guard band.
public struct Gang: TurnPolicy {
  public let name = "gang"
  public let summary =
    "One partition at a time on all cores: windows take turns at the same instants everywhere, with a guard band."
  public let limits =
    "Takes away everything concurrent; what the neighbour left in the caches is found at the start of each window, and cores stay idle in the windows of partitions with fewer threads."
  public let windowNanoseconds: Int64

  public init(windowNanoseconds: Int64 = Turns.defaultWindowNanoseconds) {
    self.windowNanoseconds = windowNanoseconds
  }

  public func apply(
    to arrangement: inout Arrangement, _ request: PolicyRequest
  ) throws(ScheduleErrors) {
    let partitions = Turns.cores(arrangement, request)
    try Turns.apply(
      .alternating(partitions: partitions, windowNanoseconds: windowNanoseconds), of: partitions,
      guardNanoseconds: request.guardNanoseconds, to: &arrangement, request)
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    Turns.evidence(observation, everywhere: true)
  }
}
