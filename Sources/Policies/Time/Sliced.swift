public import Scheduling

/// Temporal partitioning of each core for itself, windows back to back.
public struct Sliced: TurnPolicy {
  public let name = "sliced"
  public let summary =
    "Partitions take turns on each core in windows that follow each other without a guard."
  public let limits =
    "Takes away sharing of a core at the same time; partitions on other cores run on, and a window begins with the hand-over from its predecessor."
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
      guardNanoseconds: 0, to: &arrangement, request)
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    Turns.evidence(observation, everywhere: false)
  }
}
