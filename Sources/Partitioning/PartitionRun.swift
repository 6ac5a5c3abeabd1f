import Glibc
public import Platform
import Scheduling

/// Runs the threads of all partitions through their windows, once.
public struct PartitionRun {
  public let enforcer: any Enforcer
  public let enforcement: Enforcement

  public init(enforcer: any Enforcer, enforcement: Enforcement) {
    self.enforcer = enforcer
    self.enforcement = enforcement
  }

  /// What came of a run.
  public struct Outcome: Sendable {
    public let threads: [ThreadRecord]
    /// The epoch of all instants, on `CLOCK_MONOTONIC`.
    public let epoch: Int64
    /// Time stamps to nanoseconds, drawn through the run's two ends.
    public let scale: TickScale
  }

  /// From the moment all threads are ready to the first window.
  static let leadNanoseconds: Int64 = 5_000_000
  /// After the last window threads have this long to leave by themselves.
  static let graceNanoseconds: Int64 = 50_000_000

  /// Runs `plans` and calls `atCheckpoint` on the calling thread at each of the given instants.
  ///
  /// - Parameters:
  ///   - checkpoints: nanoseconds from the epoch, ascending.
  ///   - isCancelled: asked several times a second; when it says so, all threads are stopped and what there is comes back.
  ///   - atCheckpoint: gets the checkpoint's number and the kernel ids of the threads, in the plans' order.
  /// - Throws: `SystemError` when a thread cannot be started; threads already started are stopped first.
  public func run(
    _ plans: [ThreadPlan], scale: TickScale, checkpoints: [Int64],
    isCancelled: () -> Bool = { false }, atCheckpoint: (Int, [Int32]) -> Void = { _, _ in }
  ) throws(SystemError) -> Outcome {
    let cores = SharedCore.cores(of: plans)
    var threads: [PartitionThread] = []
    do {
      for (plan, core) in zip(plans, cores) {
        threads.append(
          try PartitionThread(
            plan, core: core, enforcer: enforcer, enforcement: enforcement, scale: scale))
      }
    } catch {
      stop(threads)
      for thread in threads { _ = thread.join() }
      throw error
    }

    while threads.contains(where: { !$0.isReady }) {
      Platform.sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 200_000)
    }
    let first = ClockAnchor.now()
    let epoch = first.nanoseconds + Self.leadNanoseconds
    let end = plans.compactMap { $0.windows.last?.end }.max() ?? 0
    for thread in threads { thread.begin(epoch: epoch, end: end) }
    for (number, checkpoint) in checkpoints.enumerated() {
      guard sleep(until: epoch + checkpoint, unless: isCancelled) else { break }
      atCheckpoint(number, threads.map { $0.kernelThread ?? 0 })
    }
    let grace = epoch + end + Self.graceNanoseconds
    while threads.contains(where: { !$0.isFinished }) {
      if isCancelled() || monotonicNanoseconds() > grace { stop(threads) }
      Platform.sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 500_000)
    }
    let last = ClockAnchor.now()
    return Outcome(
      threads: threads.map { $0.join() }, epoch: epoch, scale: TickScale(from: first, to: last))
  }

  private func stop(_ threads: [PartitionThread]) {
    for thread in threads where !thread.isFinished { thread.stop() }
  }

  /// Sleeps in short naps; false when cancelled before the deadline.
  private func sleep(until deadline: Int64, unless isCancelled: () -> Bool) -> Bool {
    while true {
      let now = monotonicNanoseconds()
      if now >= deadline { return true }
      if isCancelled() { return false }
      Platform.sleep(untilMonotonicNanoseconds: min(deadline, now + 100_000_000))
    }
  }
}
