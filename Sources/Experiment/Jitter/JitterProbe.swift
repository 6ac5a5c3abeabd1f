import Partitioning
import Platform
import Results
import Scheduling
import Workloads

/// Measures what PUs lose by themselves: nothing runs on them but a reader of the clock, and then a thread that sleeps to
/// absolute deadlines.
///
/// Both are watched in turn, a second each, so that both see the same minutes; all PUs at once, as they are in a run.
public struct JitterProbe {
  /// The machine's PUs to watch.
  public var cpus: [Int]
  /// Distance of the timer's deadlines; cyclictest's default.
  public var periodNanoseconds: Int64 = 1_000_000
  /// Priority of the timer threads in `SCHED_FIFO`, where that is allowed; 0 for the ordinary class.
  public var realTimePriority = 90

  private let scale: TickScale
  private let throttling: ThrottlingPattern?
  /// Reading takes a fraction of a millisecond, which is the measured thread's when the harness has no PU of its own.
  private let readingNanoseconds: Int64

  public init(machine: Machine, cpus: [Int]) {
    self.cpus = cpus
    scale = machine.scale
    throttling = ThrottlingPattern(machine.facts.realTimeThrottling)
    let hasOwnPU = machine.housekeeping.contains { !cpus.contains($0) }
    readingNanoseconds = hasOwnPU ? 10_000_000 : 50_000_000
  }

  static let turnNanoseconds: Int64 = 1_000_000_000

  /// Watches for about `nanoseconds`, half of it gaps and half timers.
  ///
  /// - Parameter progress: gets the share that is done.
  /// - Throws: `SystemError` when a thread cannot be started on a PU.
  public func run(
    nanoseconds: Int64, isCancelled: () -> Bool = { false }, progress: (Double) -> Void = { _ in }
  ) throws -> JitterObservation {
    var gaps = cpus.map {
      JitterSeries(
        cpu: $0, source: .gaps, schedulingClass: .batch, readingNanoseconds: readingNanoseconds)
    }
    var timers = cpus.map {
      JitterSeries(
        cpu: $0, source: .timer, schedulingClass: realTimePriority > 0 ? .fifo : .other,
        periodNanoseconds: periodNanoseconds, readingNanoseconds: readingNanoseconds)
    }
    let turns = max(1, Int((nanoseconds + Self.turnNanoseconds) / (2 * Self.turnNanoseconds)))
    let turn = nanoseconds / Int64(2 * turns)
    var done = 0
    while done < turns, !isCancelled() {
      progress(Double(done) / Double(turns))
      try watchGaps(turn, into: &gaps, isCancelled: isCancelled)
      if isCancelled() { break }
      try watchTimers(turn, into: &timers, isCancelled: isCancelled)
      done += 1
    }
    return JitterObservation(
      series: zip(gaps, timers).flatMap { [$0, $1] }, isComplete: done == turns && !isCancelled())
  }

  // MARK: Gaps

  /// Room for a gap every 10 us; more would be no machine to measure on, and is counted.
  private static let nanosecondsPerGap: Int64 = 10_000

  private func watchGaps(
    _ nanoseconds: Int64, into series: inout [JitterSeries], isCancelled: () -> Bool
  ) throws {
    let witness = WorkloadCatalogue.timestamps
    let plans = try cpus.map { cpu in
      ThreadPlan(
        partition: "cpu\(cpu)", cpus: [cpu],
        windows: [PlannedWindow(start: 0, end: nanoseconds, index: 0, frame: 0)],
        code: try witness.code(
          at: Workload.Site(
            arena: nil, index: 0, seed: 0, ticksPerNanosecond: scale.ticksPerNanosecond)),
        duty: .measure, stepsPerJob: 1,
        sampleCapacity: Int(max(1024, nanoseconds / Self.nanosecondsPerGap)))
    }
    var readings: [[DisturbanceReading]] = []
    let outcome = try PartitionRun(
      enforcer: EnforcerCatalogue.preferred(), enforcement: Enforcement(wakeNanoseconds: 300_000)
    ).run(
      plans, scale: scale, checkpoints: checkpoints(nanoseconds), isCancelled: isCancelled
    ) { _, threads in
      readings.append(DisturbanceReading.now(cpus: cpus, threads: Array(threads.joined())))
    }
    for (index, record) in outcome.threads.enumerated() {
      guard let ran = record.windows.first?.ran else { continue }
      series[index].add(
        // The first sample ends the time before the window.
        gaps: record.samples.dropFirst().map { Disturbance($0, scale: outcome.scale) },
        watched: ran.end - ran.start, dropped: record.samplesDropped,
        readings: readings.map { $0[index] })
    }
  }

  // MARK: Timers

  private func watchTimers(
    _ nanoseconds: Int64, into series: inout [JitterSeries], isCancelled: () -> Bool
  ) throws {
    let releases = Int(max(1, nanoseconds / periodNanoseconds))
    var loops: [TimerLoop] = []
    do {
      for cpu in cpus {
        loops.append(
          try TimerLoop(
            TimerLoop.Plan(
              cpu: cpu, periodNanoseconds: periodNanoseconds, releases: releases,
              realTimePriority: realTimePriority)))
      }
    } catch {
      for loop in loops { loop.stop() }
      for loop in loops { _ = loop.join() }
      throw error
    }
    while loops.contains(where: { !$0.isReady }) { nap(until: monotonicNanoseconds() + 200_000) }
    let epoch = monotonicNanoseconds() + 5_000_000
    // Evenly spread over a period, so that not all wake the host's cores at the same instant.
    for (index, loop) in loops.enumerated() {
      loop.begin(at: epoch + periodNanoseconds * Int64(index) / Int64(loops.count))
    }
    var readings: [[DisturbanceReading]] = []
    for checkpoint in checkpoints(nanoseconds + periodNanoseconds) {
      nap(until: epoch + checkpoint)
      if isCancelled() { for loop in loops { loop.stop() } }
      readings.append(DisturbanceReading.now(cpus: cpus, threads: loops.map(\.kernelThread)))
      if loops.allSatisfy(\.isFinished) { break }
    }
    for (index, loop) in loops.enumerated() {
      let record = loop.join()
      series[index].schedulingClass = record.isRealTime ? .fifo : .other
      series[index].add(
        wakes: record.wakes,
        of: ReleaseSeries(
          start: record.start, periodNanoseconds: periodNanoseconds, count: releases),
        readings: readings.map { $0[index] },
        throttling: record.isRealTime ? throttling : nil)
    }
  }

  private func nap(until instant: Int64) { sleep(untilMonotonicNanoseconds: instant) }

  /// When the kernel's counters are read: at both ends, and every `readingNanoseconds` between.
  private func checkpoints(_ nanoseconds: Int64) -> [Int64] {
    (0..<max(1, nanoseconds / readingNanoseconds)).map { $0 * readingNanoseconds } + [nanoseconds]
  }
}
