import Partitioning
import Platform
import Scheduling
import Statistics
import Workloads

/// What one round of a deployment brought back.
struct DeploymentRound {
  /// A phase where it lies in the round.
  struct Span {
    let phase: PhaseTour.Phase
    let start: Int64
    let end: Int64
  }

  /// A virtual CPU: its partition and core in the deployment, and what it brought back.
  struct VirtualCPU {
    let partition: Int
    let core: Int
    let record: ThreadRecord
    let outcomes: [WindowOutcome]
  }

  let plan: DeploymentPlan
  let spans: [Span]
  let virtualCPUs: [VirtualCPU]
  let ends: [PartitionEnd]
  /// What the health monitor noticed and did.
  let events: [HealthEvent]
  let epoch: Int64
  let scale: TickScale
  /// Times of whole jobs in nanoseconds, by application and span, in the order of time.
  private let jobs: [[[Double]]]
  /// Whether each application ran in each span.
  private let hasRun: [[Bool]]

  init(
    plan: DeploymentPlan, spans: [Span], virtualCPUs: [VirtualCPU], ends: [PartitionEnd],
    events: [HealthEvent], epoch: Int64, scale: TickScale
  ) {
    self.plan = plan
    self.spans = spans
    self.virtualCPUs = virtualCPUs
    self.ends = ends
    self.events = events
    self.epoch = epoch
    self.scale = scale
    var hasRun = plan.applications.map { _ in [Bool](repeating: false, count: spans.count) }
    var jobs = plan.applications.map { _ in [[Double]](repeating: [], count: spans.count) }
    for virtualCPU in virtualCPUs {
      for record in virtualCPU.record.applications {
        guard let index = plan.application(record.name, of: virtualCPU.partition) else { continue }
        let ran = Self.spansRun(record.slices, spans, settle: plan.settleNanoseconds)
        for span in spans.indices where ran[span] { hasRun[index][span] = true }
        Self.sort(
          record.samples, into: &jobs[index], spans, settle: plan.settleNanoseconds, epoch: epoch,
          scale: scale)
      }
    }
    self.jobs = jobs
    self.hasRun = hasRun
  }

  /// Puts each job that lies wholly in the settled part of a span there.
  private static func sort(
    _ samples: [Sample], into jobs: inout [[Double]], _ spans: [Span], settle: Int64,
    epoch: Int64, scale: TickScale
  ) {
    var span = 0
    // A job begins where the one before it ended, however long the application was parked since.
    var begin = Int64.min
    for sample in samples {
      let end = scale.nanoseconds(at: sample.endTicks) - epoch
      defer { begin = end }
      while span < spans.count - 1, end > spans[span].end { span += 1 }
      guard begin >= spans[span].start + settle, end <= spans[span].end else { continue }
      jobs[span].append(scale.nanoseconds(of: UInt64(sample.durationTicks)))
    }
  }

  /// What the round says of one application beside another, or beside all others for `nil`.
  ///
  /// Solo are the phases alone on both sides of each phase together; for everybody together all phases alone.
  func measurement(
    of victim: Int, beside aggressor: Int?
  ) -> RegisterMeasurement.Round {
    var solo: [Double] = []
    var corun: [Double] = []
    let together =
      aggressor.map { PhaseTour.Phase.pair(min(victim, $0), max(victim, $0)) } ?? .everybody
    for (index, span) in spans.enumerated() {
      if span.phase == together {
        // A neighbour that did not run, because it had failed or missed its windows, is none.
        guard neighbours(of: victim, aggressor).allSatisfy({ hasRun[$0][index] }) else { continue }
        corun += jobs[victim][index]
        if aggressor != nil {
          // Everybody may have come between a pair and the phase alone beside it.
          for neighbour in [previous(index), next(index)].compactMap({ $0 })
          where spans[neighbour].phase == .alone(victim) {
            solo += jobs[victim][neighbour]
          }
        }
      } else if aggressor == nil, span.phase == .alone(victim) {
        solo += jobs[victim][index]
      }
    }
    solo.sort()
    corun.sort()
    return RegisterMeasurement.Round(
      soloP50Nanoseconds: quantile(solo, 500_000), corunP50Nanoseconds: quantile(corun, 500_000),
      soloMaximumNanoseconds: solo.last, corunMaximumNanoseconds: corun.last)
  }

  private func neighbours(of victim: Int, _ aggressor: Int?) -> [Int] {
    aggressor.map { [$0] } ?? plan.applications.indices.filter { $0 != victim }
  }

  /// In which spans an application ran at all after they had settled.
  private static func spansRun(
    _ slices: [SliceRecord], _ spans: [Span], settle: Int64
  ) -> [Bool] {
    var result = [Bool](repeating: false, count: spans.count)
    var span = 0
    for slice in slices where slice.steps > 0 {
      while span < spans.count - 1, slice.start >= spans[span].end { span += 1 }
      if slice.end > max(slice.start, spans[span].start + settle) { result[span] = true }
    }
    return result
  }

  private func quantile(_ sorted: [Double], _ partsPerMillion: Int) -> Double? {
    Quantile.supports(partsPerMillion: partsPerMillion, count: sorted.count)
      ? Quantile.nearestRank(ofSorted: sorted, partsPerMillion: partsPerMillion) : nil
  }

  private func previous(_ index: Int) -> Int? {
    spans[..<index].lastIndex { $0.phase != .everybody }
  }

  private func next(_ index: Int) -> Int? {
    spans[(index + 1)...].firstIndex { $0.phase != .everybody }
  }
}

extension DeploymentPlan {
  /// The number of a partition's application by its name.
  func application(_ name: String, of partition: Int) -> Int? {
    applications.firstIndex { $0.partition == partition && $0.name == name }
  }
}
