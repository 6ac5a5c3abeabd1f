import CPlatform
import Glibc
import Partitioning
import Platform
import Scheduling
import Testing

@testable import Workloads

/// All suites of this target: they pin, signal and take time, so that they run one after the other.
@Suite("On the live machine", .serialized)
struct LiveMachine {}

/// The PUs that the tests may use.
let cpus = (try? allowedCPUs()) ?? []

/// Skips a test by name where the machine has too few PUs for it.
func needs(_ count: Int) -> ConditionTrait {
  .enabled(if: cpus.count >= count, "needs \(count) CPUs, \(cpus.count) to use")
}

/// A loop that never looks at a flag, a clock or anything else: it counts, for ever.
struct TightLoop: PartitionCode {
  func measure(_ measurement: Measurement) -> Never { unsafe load(measurement) }

  func load(_ measurement: Measurement) -> Never {
    let line = unsafe measurement.line
    while true { unsafe cplatform_line_add_work(line, 1) }
  }
}

extension PartitionRun {
  static let standard = Enforcement(guardNanoseconds: 50_000, wakeNanoseconds: 150_000)

  init(_ enforcer: any Enforcer) {
    self.init(enforcer: enforcer, enforcement: Self.standard)
  }

  /// Runs the plans, checks every window, and says which kernel threads were seen at it.
  ///
  /// - Parameters:
  ///   - limit: stops the run so many nanoseconds after its epoch.
  ///   - attempts: how often to run again when some thread hardly ran: on a busy machine the operating system can keep a
  ///     thread from all of its windows, which says nothing about the enforcer.
  func run(
    _ plans: [ThreadPlan], stoppingAfter limit: Int64 = .max, attempts: Int = 20,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> (outcome: Outcome, threads: [Int32]) {
    let result = try run(plans, until: limit)
    for record in result.outcome.threads {
      record.checkWindows(
        trim: enforcement.trimNanoseconds, sourceLocation: sourceLocation)
    }
    if attempts == 1 || result.outcome.threads.allSatisfy(\.hasWorked) { return result }
    return try run(
      plans, stoppingAfter: limit, attempts: attempts - 1, sourceLocation: sourceLocation)
  }

  /// Runs partitions, and again as long as a busy machine kept from happening what the test is about.
  ///
  /// - Parameters:
  ///   - monitor: made anew for each run.
  ///   - isEnough: whether there is something to look at; the last of twenty outcomes is returned without.
  func run(
    _ partitions: [PartitionPlan], monitor: @autoclosure () -> (any RunMonitor)? = nil,
    until isEnough: (Outcome) -> Bool
  ) throws -> Outcome {
    try insisting(
      {
        try run(partitions, scale: .calibrated(), checkpoints: [], monitor: monitor())
      }, until: isEnough)
  }

  /// Runs plans that are made for windows of 3 ms, and for longer ones where threads got nowhere in them: beside other processes
  /// those that have to meet on two cores come to it once in a hundred milliseconds.
  func runUntilProgress(_ plans: ([PlannedWindow]) throws -> [ThreadPlan]) throws -> Outcome {
    for length in [3_000_000, 30_000_000] as [Int64] {
      let windows = windows(10, every: length * 4 / 3, length: length)
      let outcome = try run(plans(windows), attempts: 5).outcome
      if outcome.threads.allSatisfy(\.hasWorked) { return outcome }
    }
    return try run(
      plans(windows(10, every: 400_000_000, length: 300_000_000)), attempts: 5
    ).outcome
  }

  private func run(
    _ plans: [ThreadPlan], until limit: Int64
  ) throws -> (outcome: Outcome, threads: [Int32]) {
    var seen: Set<Int32> = []
    var began: Int64?
    let last = plans.flatMap(\.windows).map(\.end).max() ?? 0
    let checkpoints = [0] + (1...20).map { min(last, limit) * $0 / 21 }
    let outcome = try run(
      plans, scale: .calibrated(), checkpoints: checkpoints,
      isCancelled: { began.map { monotonicNanoseconds() - $0 > limit } ?? (limit == 0) },
      atCheckpoint: { number, threads in
        if number == 0 { began = monotonicNanoseconds() }
        seen.formUnion(threads.joined())
      })
    return (outcome, seen.subtracting([0]).sorted())
  }
}

/// Makes an attempt, and another as long as something is missing that a busy machine can keep from happening by chance, but not
/// twenty times in a row; the last attempt is returned as it is, for the test to judge.
func insisting<Value>(
  _ attempt: () throws -> Value, until isEnough: (Value) throws -> Bool
) rethrows -> Value {
  for _ in 1..<20 {
    let value = try attempt()
    if try isEnough(value) { return value }
  }
  return try attempt()
}

/// `count` windows of a length, one every period, from an offset on.
func windows(
  _ count: Int, every period: Int64, length: Int64, from offset: Int64 = 0
) -> [PlannedWindow] {
  (0..<count).map { index in
    let start = offset + Int64(index) * period
    return PlannedWindow(start: start, end: start + length, index: 0, frame: Int64(index))
  }
}

func plan(
  _ partition: String = "p", on cpus: [Int], _ windows: [PlannedWindow],
  _ code: any PartitionCode = TightLoop(), _ duty: ThreadPlan.Duty = .load, steps: Int = 1
) -> ThreadPlan {
  ThreadPlan(
    partition: partition, cpus: cpus, windows: windows, code: code, duty: duty, stepsPerJob: steps,
    sampleCapacity: 100_000)
}

extension ThreadRecord {
  var ran: [WindowRecord.Ran] { windows.compactMap(\.ran) }
  var steps: Int64 { ran.reduce(0) { $0 + $1.steps } }

  /// Whether it was stopped and got going again at least once, where it has the windows for it.
  var hasWorked: Bool { ran.count { $0.steps > 0 } >= min(2, windows.count) }

  /// What holds of every thread under every enforcer, on any machine and however it was disturbed.
  fileprivate func checkWindows(trim: Int64, sourceLocation: SourceLocation) {
    #expect(
      windows.map(\.planned) == plan.windows, "every planned window is there once",
      sourceLocation: sourceLocation)
    var before = Int64.min
    for window in windows {
      guard let ran = window.ran else { continue }
      #expect(
        ran.start >= window.planned.start - trim, "no work before the window",
        sourceLocation: sourceLocation)
      #expect(ran.start < window.planned.end, sourceLocation: sourceLocation)
      #expect(
        ran.end >= ran.start && ran.endTicks >= ran.startTicks, sourceLocation: sourceLocation)
      #expect(
        ran.start >= before, "windows run one after the other", sourceLocation: sourceLocation)
      #expect(ran.steps >= 0, sourceLocation: sourceLocation)
      before = ran.end
    }
  }
}

extension PartitionRun.Outcome {
  /// Whether a thread worked in more than one window, and in one after the last of another thread's.
  func hasGoneOn(_ thread: Int, after other: Int) -> Bool {
    guard threads[thread].hasWorked, let last = threads[other].ran.last?.start else { return false }
    return threads[thread].ran.contains { $0.start > last && $0.steps > 0 }
  }
}

/// Whether the process has forgotten a thread; it may take a moment after the thread was joined.
func isGone(_ thread: Int32) -> Bool {
  eventually { unsafe access("/proc/self/task/\(thread)", F_OK) != 0 }
}

/// POSIX timers of this process, as the kernel lists them; `nil` where it does not.
func timers() -> Int? {
  ProcFile("/proc/self/timers").text.map { text in
    text.split(separator: "\n").count { $0.hasPrefix("ID:") }
  }
}

/// Whether a condition comes true; gives up after a time in which anything that ever will has happened.
func eventually(_ condition: () -> Bool) -> Bool {
  let end = monotonicNanoseconds() + 20_000_000_000
  while !condition() {
    if monotonicNanoseconds() > end { return false }
    sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 1_000_000)
  }
  return true
}
