public import Scheduling

/// Temporal partitioning of each core for itself, with a guard band before the end of each window, in which the core is handed over.
public struct SlicedGuard: TurnPolicy {
  public let name = "sliced-guard"
  public let summary =
    "Partitions take turns on each core in windows that end a guard band early, so that the next begins in time."
  public let limits =
    "As sliced, with starts that do not depend on the predecessor's end; the guard band is lost, and the caches are still found as the neighbour left them."
  public let windowNanoseconds: Int64

  public init(windowNanoseconds: Int64 = Turns.defaultWindowNanoseconds) {
    self.windowNanoseconds = windowNanoseconds
  }

  public func apply(
    to arrangement: inout Arrangement, _ request: PolicyRequest
  ) throws(ScheduleErrors) {
    let partitions = Turns.cores(arrangement, request)
    try Turns.apply(
      .takingTurns(partitions: partitions, windowNanoseconds: windowNanoseconds), of: partitions,
      guardNanoseconds: request.guardNanoseconds, to: &arrangement, request)
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    Turns.evidence(observation, everywhere: false)
  }
}
