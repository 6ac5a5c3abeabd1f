import Partitioning
import Platform
import Workloads

/// Times the jobs of one workload in sequence, on one PU, alone or with another workload beside it all the time.
///
/// Left out is, by a rule that is declared and not by what the times are: the first 200 ms, in which caches fill and
/// the clock rises, the first millisecond of every later phase of 20 ms, and jobs that a phase's end fell into.
public struct JobTimer {
  /// The phase is as long as two ticks of the kernel's count of stolen time: what it counts belongs to few jobs.
  static let phaseNanoseconds: Int64 = 20_000_000
  private static let settleNanoseconds: Int64 = 1_000_000
  private static let warmPhases = 10
  /// More phases than this would take too long to be meant.
  static let mostNanoseconds: Int64 = 600_000_000_000

  private let runner: TrialRunner
  private let isCancelled: () -> Bool

  public init(machine: Machine, seed: UInt64, isCancelled: @escaping () -> Bool) {
    runner = TrialRunner(machine: machine, seed: seed)
    self.isCancelled = isCancelled
  }

  /// Too long jobs for so many of them; the number says how long it would take.
  public struct TooLong: Error, Equatable {
    public let seconds: Double
  }

  /// Times `runs` jobs, after a first short look at how long one takes.
  ///
  /// - Returns: at most `runs` jobs; fewer when it was cancelled.
  /// - Throws: `TooLong`, or what keeps the workload from running.
  public func time(
    _ placed: Meter.Placed, beside other: Meter.Placed?, runs: Int
  ) throws -> (times: JobTimes, isComplete: Bool) {
    let look = try jobs(placed, beside: other, phases: 5)
    guard look.isComplete else { return (look.times, false) }
    // At least one job in five phases, so that the number is finite.
    let perPhase = max(0.2, Double(look.times.nanoseconds.count) / 5)
    var phases = (1.1 * Double(runs) / perPhase).rounded(.up) + 1
    var done = JobTimes(nanoseconds: [], seconds: 0)
    // The look may have been slower or faster than the rest.
    while done.nanoseconds.count < runs {
      let expected = phases * Double(Self.phaseNanoseconds)
      guard expected <= Double(Self.mostNanoseconds) else {
        throw TooLong(seconds: expected / 1e9)
      }
      let next = try jobs(placed, beside: other, phases: Int(phases))
      if next.times.nanoseconds.count > done.nanoseconds.count { done = next.times }
      guard next.isComplete else { return (first(runs, of: done), false) }
      phases *= 1.5
    }
    return (first(runs, of: done), true)
  }

  private func first(_ count: Int, of times: JobTimes) -> JobTimes {
    let nanoseconds = Array(times.nanoseconds.prefix(count))
    return JobTimes(
      nanoseconds: nanoseconds, disturbed: Array(times.disturbed.prefix(count)),
      seconds: nanoseconds.reduce(0, +) / 1e9)
  }

  private func jobs(
    _ placed: Meter.Placed, beside other: Meter.Placed?, phases: Int
  ) throws -> (times: JobTimes, isComplete: Bool) {
    let count = phases + Self.warmPhases
    func actor(_ name: String, _ placed: Meter.Placed, measures: Bool) -> Trial.Actor {
      Trial.Actor(
        name, placed.asked.workload, workingSetBytes: placed.asked.workingSetBytes,
        cpus: placed.cpus, phases: Set(0..<count), measures: measures,
        jobAccesses: placed.asked.jobAccesses)
    }
    let trial = Trial(
      actors: [actor("victim", placed, measures: true)]
        + (other.map { [actor("beside", $0, measures: false)] } ?? []),
      phaseNanoseconds: Array(repeating: Self.phaseNanoseconds, count: count),
      settleNanoseconds: Self.settleNanoseconds)
    let outcome = try runner.run(trial, isCancelled: isCancelled)
    runner.releaseBuffers()
    var times = JobTimes(nanoseconds: [])
    let perJob = outcome.threads[0].first.map {
      Double($0.plan.stepsPerJob * placed.asked.workload.accessesPerStep)
    }
    for phase in Self.warmPhases..<count {
      let jobs = outcome.jobs("victim", phase: phase).map { $0 * (perJob ?? 1) }
      let noise = outcome.noise(phase: phase)
      // Where the kernel does not count, nothing is known to have been quiet.
      let isQuiet = noise?.stealMilliseconds == 0 && noise?.involuntarySwitches == 0
      times.nanoseconds += jobs
      times.disturbed += jobs.map { _ in !isQuiet }
    }
    return (times, outcome.isComplete)
  }
}
