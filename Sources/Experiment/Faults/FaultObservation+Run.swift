import Partitioning
import Platform
import Scheduling
import Statistics
import Workloads

extension FaultObservation {
  /// What a run's records say.
  ///
  /// - Parameter correction: what returning to the code takes, added to the enforcer's stamps of starts.
  init(
    scene: FaultScene, outcome: PartitionRun.Outcome, events: [HealthEvent], correction: Int64
  ) {
    let faulty = outcome.threads[FaultScene.faulty]
    let moment = Self.momentTicks(faulty, scene, outcome)
    injectedFrame = Self.frame(of: moment, in: faulty) ?? scene.injectedFrame
    for number in outcome.threads.indices where number != FaultScene.faulty {
      healthy.append(
        Healthy(
          outcome.threads[number], end: outcome.ends[number], from: scene.injectionNanoseconds,
          ticks: moment, correction: correction))
    }
    self.events = events.map { event in
      Event(
        frame: event.frame, timeNanoseconds: event.timeNanoseconds,
        partition: event.partition.map(Int64.init) ?? -1, kind: event.kind,
        action: event.action?.rawValue ?? "", detail: event.detail)
    }
  }

  /// The fault's moment in time stamps: counted, as the code does, from the partition's first instruction.
  private static func momentTicks(
    _ faulty: ThreadRecord, _ scene: FaultScene, _ outcome: PartitionRun.Outcome
  ) -> UInt64 {
    let first = faulty.windows.lazy.compactMap(\.ran).first
    let delay = scene.moment.delayTicks(ticksPerNanosecond: outcome.scale.ticksPerNanosecond)
    return (first?.startTicks ?? 0) &+ delay
  }

  /// The frame of the window that the moment fell into, or of the next one.
  private static func frame(of moment: UInt64, in faulty: ThreadRecord) -> Int64? {
    faulty.windows.first { window in
      window.ran.map { $0.isCutShort || $0.endTicks >= moment } ?? false
    }?.planned.frame
  }
}

extension FaultObservation.Healthy {
  fileprivate init(
    _ record: ThreadRecord, end: PartitionEnd, from instant: Int64, ticks moment: UInt64,
    correction: Int64
  ) {
    isFinished = end == .finished
    let after = record.windows.filter { $0.planned.start >= instant }
    planned = Int64(after.count)
    lost = Int64(after.count { $0.ran == nil })
    startErrors = after.compactMap { window in
      window.ran.map { $0.start + correction - window.planned.start }
    }
    // Jobs that a switch fell into have the time of the switch's own work in them.
    let whole = record.samples.filter { $0.labels & SampleLabel.split == 0 }
    jobBefore = Self.median(whole.filter { $0.endTicks < moment })
    jobAfter = Self.median(whole.filter { $0.endTicks >= moment })
  }

  private static func median(_ samples: [Workloads.Sample]) -> Int64 {
    let sorted = samples.map(\.durationTicks).sorted()
    guard sorted.count >= 20 else { return 0 }
    return Quantile.nearestRank(ofSorted: sorted, partsPerMillion: 500_000).map(Int64.init) ?? 0
  }
}
