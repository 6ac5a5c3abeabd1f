public import Partitioning
public import Platform
import Scheduling
import Statistics
import Workloads

/// What a trial brought back, by actor and phase.
public struct TrialOutcome: Sendable {
  public let trial: Trial
  /// The records of each actor's threads, in the trial's order.
  public let threads: [[ThreadRecord]]
  /// The epoch of all instants, on `CLOCK_MONOTONIC`.
  public let epoch: Int64
  public let scale: TickScale
  /// Noise of each phase; shorter than the phases when the trial was broken off.
  public let noise: [Noise]
  /// Whether all phases ran.
  public let isComplete: Bool
  private let pages: [String: String]
  private let indices: [String: Int]
  /// Whole jobs by actor and phase, in nanoseconds per access.
  private let jobs: [[[Double]]]

  init(
    trial: Trial, threads: [[ThreadRecord]], epoch: Int64, scale: TickScale, noise: [Noise],
    pages: [(String, String)], isComplete: Bool
  ) {
    self.trial = trial
    self.threads = threads
    self.epoch = epoch
    self.scale = scale
    self.noise = noise
    self.isComplete = isComplete
    self.pages = Dictionary(pages, uniquingKeysWith: { first, _ in first })
    indices = Dictionary(
      trial.actors.enumerated().map { ($1.name, $0) },
      uniquingKeysWith: { _, _ in preconditionFailure("two actors of a trial have the same name") })
    jobs = zip(trial.actors, threads).map { actor, records in
      Self.jobs(of: records, actor, trial, epoch: epoch, scale: scale)
    }
  }

  /// Nanoseconds per access of each whole job of a phase, after settling, in the order of time for each thread.
  public func jobs(_ actor: String, phase: Int) -> [Double] { jobs[indices[actor]!][phase] }

  /// The median over the jobs of a phase; for an actor that only counts, its threads' time over their accesses.
  public func nanosecondsPerAccess(_ actor: String, phase: Int) -> Double? {
    let index = indices[actor]!
    let jobs = jobs[index][phase]
    if trial.actors[index].measures { return Quantile.median(jobs) }
    let accesses = accesses(actor, phase: phase).reduce(0, +)
    return accesses > 0 ? ranNanoseconds(index, phase).reduce(0, +) / accesses : nil
  }

  /// Traffic that the actor declares for its accesses, all threads together, in 10^6 bytes in a second.
  public func megabytesPerSecond(_ actor: String, phase: Int) -> Double? {
    let index = indices[actor]!
    let bytes = Double(trial.actors[index].workload.bytesPerAccess)
    guard bytes > 0 else { return nil }
    let rates = zip(accesses(actor, phase: phase), ranNanoseconds(index, phase)).map {
      $1 > 0 ? $0 / $1 : 0
    }
    return rates.reduce(0, +) * bytes * 1e3
  }

  /// Accesses that each thread made in a phase.
  public func accesses(_ actor: String, phase: Int) -> [Double] {
    let index = indices[actor]!
    let perStep = Double(trial.actors[index].workload.accessesPerStep)
    return threads[index].map { thread in
      thread.windows.filter { $0.planned.frame == Int64(phase) }.reduce(0) {
        $0 + Double($1.ran?.steps ?? 0) * perStep
      }
    }
  }

  /// The kinds of pages that the actor's buffers got.
  public func pages(of actor: String) -> String { pages[actor] ?? "" }

  public func noise(phase: Int) -> Noise? { noise.indices.contains(phase) ? noise[phase] : nil }

  /// Samples that found no room, of all actors.
  public var samplesDropped: Int {
    threads.joined().reduce(0) { $0 + $1.samplesDropped }
  }

  /// Time that each thread of an actor had in a phase, in nanoseconds; 0 when it missed its window.
  public func ranNanoseconds(_ actor: String, phase: Int) -> [Double] {
    ranNanoseconds(indices[actor]!, phase)
  }

  func ranNanoseconds(_ index: Int, _ phase: Int) -> [Double] {
    threads[index].map { thread in
      thread.windows.filter { $0.planned.frame == Int64(phase) }.reduce(0) {
        $0 + ($1.ran.map { Double($0.end - $0.start) } ?? 0)
      }
    }
  }

  private static func jobs(
    of records: [ThreadRecord], _ actor: Trial.Actor, _ trial: Trial, epoch: Int64, scale: TickScale
  ) -> [[Double]] {
    let phases = trial.phases
    var jobs = [[Double]](repeating: [], count: phases.count)
    guard actor.measures else { return jobs }
    for record in records {
      let accesses = Double(record.plan.stepsPerJob * actor.workload.accessesPerStep)
      var phase = 0
      for sample in record.samples {
        let end = scale.nanoseconds(at: sample.endTicks) - epoch
        let duration = scale.nanoseconds(of: UInt64(sample.durationTicks))
        while phase < phases.count - 1, end > phases[phase].upperBound { phase += 1 }
        // A job that began before the phase had settled belongs to no phase.
        let begin = end - Int64(duration)
        guard begin >= phases[phase].lowerBound + trial.settleNanoseconds,
          end <= phases[phase].upperBound
        else { continue }
        jobs[phase].append(duration / accesses)
      }
    }
    return jobs
  }
}
