import HardwareTopology
import Partitioning
import Platform
public import Results
import Statistics
import Workloads

/// What a meter read of one workload.
public struct MeterReading: Sendable {
  public internal(set) var row: MeasureRow
  private let outcome: TrialOutcome
  private let actor: Int
  /// `CLOCK_REALTIME` less `CLOCK_MONOTONIC` when the measurement was over.
  private let realtimeAhead: Int64

  /// - Parameters:
  ///   - actor: the workload's number in the trial.
  ///   - phases: whose jobs and work count.
  init(_ placed: Meter.Placed, _ outcome: TrialOutcome, actor: Int, phases: [Int]) {
    self.outcome = outcome
    self.actor = actor
    realtimeAhead = realtimeAheadNanoseconds()
    let planned = outcome.trial.actors[actor]
    var row = MeasureRow()
    row.workload = placed.asked.label
    row.cpus = PUSet(placed.cpus).description
    row.workingSetBytes =
      planned.workload.hasWorkingSet ? Int64(planned.workingSetBytes) : nil
    row.pages = outcome.pages(of: planned.name)
    row.jobsDropped = Int64(outcome.threads[actor].reduce(0) { $0 + $1.samplesDropped })
    if planned.measures {
      let jobs = phases.flatMap { outcome.jobs(planned.name, phase: $0) }.sorted()
      row.jobs = Int64(jobs.count)
      row.minNanoseconds = jobs.first
      row.p50Nanoseconds = Quantile.median(jobs)
      if Quantile.supports(partsPerMillion: 990_000, count: jobs.count) {
        row.p99Nanoseconds = Quantile.nearestRank(ofSorted: jobs, partsPerMillion: 990_000)
      }
    }
    let rates = phases.map { outcome.accessesPerSecond(actor: actor, phase: $0) }
    row.accessesPerSecond = rates.reduce(0, +) / Double(max(1, rates.count))
    let traffic = phases.compactMap { outcome.megabytesPerSecond(planned.name, phase: $0) }
    if !traffic.isEmpty { row.megabytesPerSecond = traffic.reduce(0, +) / Double(traffic.count) }
    self.row = row
  }

  /// Sets the row's ratio from the pairs in which both phases have a time.
  mutating func compare(
    _ comparison: MeasureRow.Comparison, _ pairs: [(without: Int, with: Int)],
    time: (Int) -> Double?
  ) {
    let times = pairs.compactMap { pair in
      time(pair.without).flatMap { without in time(pair.with).map { (without, $0) } }
    }
    let estimate = RatioInterval.median(solo: times.map(\.0), corun: times.map(\.1))
    row.comparison = comparison
    row.ratio = estimate?.value
    row.ratioLow = estimate?.lower
    row.ratioHigh = estimate?.upper
    row.pairs = Int64(times.count)
  }

  /// Every job that was recorded, in the order of time for each thread; those before settling and those beside others too.
  public var jobs: [JobRow] {
    let perStep = outcome.trial.actors[actor].workload.accessesPerStep
    return outcome.threads[actor].filter { $0.plan.duty == .measure }.flatMap { thread in
      let accesses = Double(thread.plan.stepsPerJob * perStep)
      return thread.samples.map { sample in
        var job = JobRow()
        job.workload = row.workload
        job.cpu = sample.cpu == Sample.unknownCPU ? nil : Int64(sample.cpu)
        job.endNanoseconds = outcome.scale.nanoseconds(at: sample.endTicks) + realtimeAhead
        job.nanosecondsPerAccess =
          outcome.scale.nanoseconds(of: UInt64(sample.durationTicks)) / accesses
        return job
      }
    }
  }
}

extension TrialOutcome {
  /// Accesses in a second of an actor's threads together. Where threads work in groups, as both ends of a ping-pong do,
  /// the first of a group counts for all: they make the same accesses.
  func accessesPerSecond(actor: Int, phase: Int) -> Double {
    let planned = trial.actors[actor]
    let counts = accesses(planned.name, phase: phase)
    let times = ranNanoseconds(actor, phase)
    return stride(from: 0, to: counts.count, by: planned.workload.threads).reduce(0) {
      $0 + (times[$1] > 0 ? counts[$1] / times[$1] * 1e9 : 0)
    }
  }
}
