import Partitioning
import Platform
import Results
import Scheduling
import Workloads

/// One turn of a case: two partitions that read the clock without pause take turns on a core, for some windows.
///
/// They never look at a flag (under the cooperative enforcer they poll, because that is what it is), and see the first and
/// last instruction of each of their windows themselves.
struct EnforcerTurn {
  let machine: Machine
  let cpu: Int
  let pool: BufferPool

  /// What came of a turn.
  struct Outcome {
    var windows: [WindowOutcome]
    var overrunsInGap: Int
    var cpuNanoseconds: Int64?
    var samplesDropped: Int
  }

  /// Before the first window and after the last one threads sleep for so long, so that their CPU time can be read whole.
  static let margin: Int64 = 10_000_000

  private static let partitions = ["first", "second"]

  /// - Parameter windows: how many to plan, of both partitions together.
  /// - Throws: `SystemError` when a thread or its memory cannot be had.
  func run(
    _ study: EnforcerCase, calibration: Calibration?, windows count: Int,
    isCancelled: () -> Bool
  ) throws -> Outcome {
    let enforcement = study.enforcement(calibration)
    let end = Self.margin + Int64(count) * study.windowNanoseconds
    var plans = try Self.partitions.indices.map { turn in
      PartitionPlan(
        name: Self.partitions[turn], backend: study.backend,
        threads: [try witness(study, turn: turn, of: count, end: end)])
    }
    if study.neighbours == .memory {
      plans += try neighbours(until: end + Self.margin, backend: study.enforcer.simplestBackend)
    }

    var readings: [(threads: Set<Int32>, nanoseconds: Int64?)] = []
    let outcome = try PartitionRun(
      enforcer: study.enforcer, enforcement: enforcement, schedulingClass: study.schedulingClass
    ).run(
      plans, scale: machine.scale, checkpoints: [Self.margin / 2, end + Self.margin / 2],
      isCancelled: isCancelled
    ) { _, threads in
      // Under some enforcers one thread runs both partitions; 0 stands for one that has not begun.
      let ours = Set(threads.joined().prefix(Self.partitions.count)).subtracting([0])
      readings.append((ours, ThreadCPUTime.nanoseconds(of: ours)))
    }
    let records = outcome.threads.prefix(Self.partitions.count)
    var turn = Outcome(
      windows: [], overrunsInGap: 0, cpuNanoseconds: nil,
      samplesDropped: records.reduce(0) { $0 + $1.samplesDropped })
    for record in records {
      // The last window only keeps the thread alive until its CPU time is read.
      let outcomes = record.outcomes(
        witnessed: true, correction: enforcement, scale: outcome.scale
      ).dropLast()
      turn.windows += outcomes
      turn.overrunsInGap += outcomes.enumerated().count { index, window in
        window.overrun > 0
          && record.stoodStill(
            at: window.planned.end - enforcement.guardNanoseconds, in: record.windows[index],
            outcome.scale)
      }
    }
    if readings.count == 2, readings[0].threads == readings[1].threads,
      !readings[0].threads.isEmpty,
      let first = readings[0].nanoseconds, let last = readings[1].nanoseconds
    {
      turn.cpuNanoseconds = last - first
    }
    return turn
  }

  private func witness(
    _ study: EnforcerCase, turn: Int, of count: Int, end: Int64
  ) throws -> ThreadPlan {
    let length = study.windowNanoseconds
    let turns = Self.partitions.count
    var windows = stride(from: turn, to: count, by: turns).map { number in
      let start = Self.margin + Int64(number) * length
      return PlannedWindow(
        start: start, end: start + length, index: turn, frame: Int64(number / turns))
    }
    let last = end + Self.margin + Int64(turn) * length
    windows.append(
      PlannedWindow(start: last, end: last + length, index: turn, frame: Int64(count / turns)))
    let code = try WorkloadCatalogue.timestamps.code(
      at: Workload.Site(
        arena: nil, index: 0, seed: 0, ticksPerNanosecond: machine.scale.ticksPerNanosecond))
    // Room for a gap every 20 us besides the switches; what finds none is counted.
    let room = Int((end + Self.margin) / 20_000) + 8 * windows.count + 1024
    return ThreadPlan(
      partition: Self.partitions[turn], cpus: [cpu], windows: windows, code: code, duty: .measure,
      stepsPerJob: 1, sampleCapacity: room)
  }

  /// A writer through memory on every other core, from the start to the end.
  private func neighbours(until end: Int64, backend: BackendKind) throws -> [PartitionPlan] {
    let workload = WorkloadCatalogue.named("write")!
    let size =
      (try? WorkingSet.relative(level: 3, numerator: 2, denominator: 1).bytes(
        caches: machine.caches)) ?? Self.sizeBeyondUnknownCaches
    return try EnforcerStudy.neighbours(on: machine).enumerated().map { index, cpu in
      let code = try pool.code(
        BufferPool.Thread(
          workload: workload,
          workingSetBytes: workload.workingSetBytes(asked: min(size, Self.largestNeighbour)),
          partition: "neighbour", thread: index, cpus: [cpu]))
      let name = "neighbour \(index)"
      return PartitionPlan(
        name: name, backend: backend,
        threads: [
          ThreadPlan(
            partition: name, cpus: [cpu],
            windows: [PlannedWindow(start: 0, end: end, index: 0, frame: 0)], code: code,
            duty: .load, stepsPerJob: 1, sampleCapacity: 1)
        ])
    }
  }

  private static let sizeBeyondUnknownCaches = 64 << 20
  /// Beyond every cache of today several times over; more would only be more memory.
  private static let largestNeighbour = 256 << 20
}

extension ThreadRecord {
  /// Whether the partition saw a gap of its own across an instant of a window: it was meant to be stopped then, and
  /// somebody else had the core.
  func stoodStill(at instant: Int64, in window: WindowRecord, _ scale: TickScale) -> Bool {
    guard let ran = window.ran else { return false }
    let ticks = UInt64(max(0, Double(instant - ran.start) * scale.ticksPerNanosecond))
    let at = ran.startTicks &+ ticks
    return samples.contains { $0.endTicks &- UInt64($0.durationTicks) <= at && at <= $0.endTicks }
  }
}
