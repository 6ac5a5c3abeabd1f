import Partitioning
public import Scheduling

/// Windows for the victim, and whatever is left for the others, at the lowest priority.
public struct Slack: TurnPolicy {
  public let name = "slack"
  public let summary =
    "The victim has windows; the others run as best effort (SCHED_IDLE) on the same cores in all time that it leaves."
  public let limits =
    "Gives away the guard bands and what the victim does not use; the victim takes its core back from a running program, and finds its caches used."
  public let windowNanoseconds: Int64

  /// Of the time of the victim's windows it has to have had so much.
  static let leastShare = 0.9

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
    for number in arrangement.aggressors { arrangement.partitions[number].isBestEffort = true }
  }

  /// The others were seen in the class of the idle, and the victim had its windows all the same.
  public func evidence(_ observation: PolicyObservation) -> Evidence {
    let bestEffort = Set(observation.partitions.filter(\.setting.isBestEffort).map(\.name))
    let others = observation.threads.filter { bestEffort.contains($0.partition) }
    // The number of SCHED_IDLE (sched(7), linux/sched.h).
    let isIdle = !others.isEmpty && others.allSatisfy { $0.schedulingPolicy == 5 }
    let windows = observation.threads.filter { !bestEffort.contains($0.partition) }.flatMap(
      \.windows)
    let planned = windows.reduce(Int64(0)) { $0 + $1.planned.end - $1.planned.start }
    let ran = windows.reduce(Int64(0)) { sum, window in
      sum + (window.start.map { window.end! - $0 } ?? 0)
    }
    let share = planned > 0 ? Double(ran) / Double(planned) : 0
    return Evidence(
      held: isIdle && share >= Self.leastShare,
      detail:
        "best effort \(isIdle ? "seen" : "not seen") in SCHED_IDLE; the windows ran for \((share * 1000).rounded() / 10) % of their planned time"
    )
  }
}
