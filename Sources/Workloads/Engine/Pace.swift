/// How hard a load works: its intensity.
///
/// A paced load works at the beginning of each millisecond of its own time and then spins without touching memory until the
/// next, so that the core stays busy and only its traffic changes. Time outside its windows does not count.
public enum Pace: Sendable, Equatable {
  case unlimited
  /// Works for this part of each millisecond, from 0 to 1.
  case duty(Double)
  /// Makes this many steps in each millisecond, or as many as it can. See `Workload.pace(megabytesPerSecond:)`.
  case stepsPerMillisecond(Double)

  /// The period of a pace, in nanoseconds.
  public static let periodNanoseconds: Int64 = 1_000_000
}

/// A pace in the units of the loop: time stamps and whole steps.
struct PaceBudget: Sendable {
  let periodTicks: UInt64
  /// Work ends when this much of the period is over.
  let busyTicks: UInt64
  /// And when this many steps are made, in sixteenths of a step: what is left over counts for the next period.
  let stepsSixteenths: Int

  init?(_ pace: Pace, ticksPerNanosecond: Double) {
    let period = Double(Pace.periodNanoseconds) * ticksPerNanosecond
    switch pace {
    case .unlimited: return nil
    case .duty(let part):
      busyTicks = UInt64(period * min(max(part, 0), 1))
      stepsSixteenths = Int.max / 2
    case .stepsPerMillisecond(let steps):
      busyTicks = UInt64(period)
      stepsSixteenths = Int(min(max(steps, 0) * 16, 1e15))
    }
    periodTicks = UInt64(period)
  }
}
