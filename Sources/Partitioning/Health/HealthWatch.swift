public import Scheduling

/// The health monitor of a run: turns what the harness sees into observations, and the monitor's orders into actions.
///
/// It looks from outside, at the ends of processes and at lines that the partitions write anyway, so that watching takes
/// nothing from anybody's window.
public final class HealthWatch: RunMonitor {
  /// Everything that happened, in order.
  public private(set) var events: [HealthEvent] = []
  public let beatNanoseconds: Int64

  private var monitor: HealthMonitor
  /// Ends of the windows of each partition, all virtual CPUs together, in order; those before `due` are over.
  private let windowEnds: [[Int64]]
  private var due: [Int]
  /// Windows that a partition had run when it was last ordered to start anew.
  private var runAtRestart: [Int]
  private var overran: [Bool]

  /// - Parameters:
  ///   - plans: the partitions of the run, by their numbers.
  ///   - tables: the health monitor's table of each.
  ///   - frameNanoseconds: length of the major frame; two looks at the partitions are a sixteenth of it apart, but not below 0.5 ms.
  public init(
    _ plans: [PartitionPlan], tables: [HealthMonitorTable], frameNanoseconds: Int64,
    limits: HealthMonitor.Limits = .init()
  ) {
    windowEnds = plans.map { $0.threads.flatMap { $0.windows.map(\.end) }.sorted() }
    monitor = HealthMonitor(
      partitions: zip(plans, zip(tables, windowEnds)).map { plan, rest in
        .init(name: plan.name, table: rest.0, plannedEndNanoseconds: rest.1.last ?? 0)
      }, frameNanoseconds: frameNanoseconds, limits: limits)
    beatNanoseconds = max(500_000, frameNanoseconds / 16)
    due = Array(repeating: 0, count: plans.count)
    runAtRestart = due
    overran = Array(repeating: false, count: plans.count)
  }

  /// Notes that a fault is being committed.
  public func noteInjection(_ fault: String, in partition: Int, at time: Int64) {
    _ = take(.injected(partition: partition, fault: fault), at: time)
  }

  public func partitionEnded(
    _ partition: Int, _ end: PartitionEnd, at time: Int64
  ) -> [MonitorAction] {
    // Nobody is told of an end that was ordered: this is that of the partition that was begun anew.
    var actions: [MonitorAction] = []
    if monitor.state(of: partition) == .restarting {
      actions += take(.restarted(partition: partition), at: time)
    }
    // The harness sees a planned end a little before or after the last window's.
    let isFinished = end == .finished
    let instant = isFinished ? max(time, windowEnds[partition].last ?? 0) : time
    return actions + take(.ended(partition: partition, PartitionEnding(end)), at: instant)
  }

  public func beat(at time: Int64, progress: [[VirtualCPUProgress]]) -> [MonitorAction] {
    var actions: [MonitorAction] = []
    for (partition, cpus) in progress.enumerated() {
      let run = cpus.reduce(0) { $0 + $1.windowsRun }
      if monitor.state(of: partition) == .restarting, run > runAtRestart[partition] {
        actions += take(.restarted(partition: partition), at: time)
      }
      while due[partition] < windowEnds[partition].count,
        windowEnds[partition][due[partition]] <= time
      {
        due[partition] += 1
      }
      // An overrun that goes on is one.
      let overrun = cpus.map(\.overrunNanoseconds).max() ?? 0
      let isOver = overrun > monitor.limits.overrunNanoseconds
      if isOver, !overran[partition] {
        actions += take(.overran(partition: partition, nanoseconds: overrun), at: time)
      }
      overran[partition] = isOver
      actions += take(
        .heartbeat(
          partition: partition, windowsDue: due[partition], windowsRun: run,
          steps: cpus.reduce(0) { $0 &+ $1.steps }), at: time)
      if actions.contains(.restart(partition)) { runAtRestart[partition] = run }
    }
    return actions
  }

  private func take(_ observation: HealthObservation, at time: Int64) -> [MonitorAction] {
    let response = monitor.observe(observation, at: time)
    events += response.events
    return response.orders.map { order in
      switch order {
      case .stop(let partition): .stop(partition)
      case .restart(let partition): .restart(partition)
      case .stopModule: .stopModule
      }
    }
  }
}

extension PartitionEnding {
  /// The same as the health monitor classes it.
  public init(_ end: PartitionEnd) {
    self =
      switch end {
      case .finished: .exited(status: 0)
      case .exited(let status): .exited(status: Int32(status))
      case .killed(let signal): .signalled(Int32(signal))
      case .failed(let reason): .guestEnded(reason: reason)
      }
  }
}
