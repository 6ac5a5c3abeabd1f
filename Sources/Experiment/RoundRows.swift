import Partitioning
import Platform
import Policies
import Results
import Scheduling
import Statistics
import Workloads

extension PairObservation {
  /// The rows of both cells of the pair for this round.
  func roundRows(plan: Plan, round: Int, position: Int) -> [RoundRow] {
    [Condition.solo, .corun].map {
      row(plan: plan, round: round, position: position, condition: $0)
    }
  }

  /// Times of the victim's jobs in one condition after warm-up, in nanoseconds, ascending.
  func jobNanoseconds(_ condition: Condition, warmUp: Int64) -> [Double] {
    guard !victimIsWitness else { return [] }
    // Whole ticks are sorted, by their digits: of a million jobs that takes a tenth of comparing.
    let ticks = RadixSort.sorted(
      samples(condition, warmUp: warmUp).map { Int64($0.durationTicks) })
    return ticks.map { scale.nanoseconds(of: UInt64($0)) }
  }

  private var victimIsWitness: Bool { pair.victim.workload == WorkloadCatalogue.timestamps.name }

  private func row(plan: Plan, round: Int, position: Int, condition: Condition) -> RoundRow {
    var row = RoundRow()
    row.cellID = pair.cell(condition)
    row.pairID = pair.id
    row.condition = condition
    row.round = Int64(round)
    row.position = Int64(position)

    let counted = samples(condition, warmUp: plan.warmupNanoseconds)
    row.samples = Int64(counted.count)
    row.samplesSplit = Int64(counted.count { $0.labels & SampleLabel.split != 0 })
    row.samplesWarmUp = Int64(samples(condition, warmUp: 0).count - counted.count)
    row.samplesDropped = Int64(threads.reduce(0) { $0 + $1.record.samplesDropped })
    let sorted = jobNanoseconds(condition, warmUp: plan.warmupNanoseconds)
    row.minNanoseconds = sorted.first
    row.p50Nanoseconds = quantile(sorted, 500_000)
    row.p90Nanoseconds = quantile(sorted, 900_000)
    row.p99Nanoseconds = quantile(sorted, 990_000)
    row.p999Nanoseconds = quantile(sorted, 999_000)
    row.maxNanoseconds = sorted.last
    row.firstJobP50Nanoseconds = quantile(
      firstJobs(condition, warmUp: plan.warmupNanoseconds).sorted(), 500_000)

    let duration = phases.phases.filter { $0.condition == condition }.reduce(Int64(0)) {
      $0 + $1.end - $1.start
    }
    row.durationNanoseconds = duration
    let victimWorkload = WorkloadCatalogue.named(pair.victim.workload)!
    let aggressorWorkload = WorkloadCatalogue.named(pair.aggressor.workload)!
    row.victimAccesses = victimAccesses(condition, workload: victimWorkload)
    // A witness that runs all the time has one window over both conditions and no jobs: nothing tells when it did what.
    if !victimIsWitness || pair.isSliced {
      row.victimThroughputPerSecond = Double(row.victimAccesses) / Double(duration) * 1e9
    }
    row.aggressorAccesses = aggressorAccesses(condition, workload: aggressorWorkload)
    row.aggressorMegabytesPerSecond =
      Double(row.aggressorAccesses * Int64(aggressorWorkload.bytesPerAccess)) / Double(duration)
      * 1e3

    let noise = zip(phases.phases, noise).filter { $0.0.condition == condition }.map(\.1)
    if let first = noise.first {
      let total = noise.dropFirst().reduce(first, +)
      row.stealMilliseconds = total.stealMilliseconds
      row.involuntarySwitches = total.involuntarySwitches
      row.minorFaults = total.minorFaults
      row.majorFaults = total.majorFaults
      row.interrupts = total.interrupts
    }
    row.migrations = migrations(condition)
    row.evidence = evidence.held ? .held : .violated
    row.evidenceDetail = evidence.detail
    var flags: [String] = []
    if (row.stealMilliseconds ?? 0) > 0 { flags.append("steal") }
    if row.samplesDropped > 0 { flags.append("samples_dropped") }
    if condition == .corun, row.aggressorAccesses == 0 { flags.append("aggressor_did_not_run") }
    if !isComplete { flags.append("broken_off") }
    row.flags = flags.joined(separator: " ")
    return row
  }

  private func quantile(_ sorted: [Double], _ partsPerMillion: Int) -> Double? {
    guard Quantile.supports(partsPerMillion: partsPerMillion, count: sorted.count) else {
      return nil
    }
    return Quantile.nearestRank(ofSorted: sorted, partsPerMillion: partsPerMillion)
  }

  // MARK: Samples

  /// The tick spans of a condition's phases, each without its first `warmUp` nanoseconds.
  private func spans(_ condition: Condition, warmUp: Int64) -> [Range<UInt64>] {
    phases.phases.filter { $0.condition == condition }.map {
      let start = scale.ticks(at: epoch + min($0.start + warmUp, $0.end))
      return start..<max(start, scale.ticks(at: epoch + $0.end))
    }
  }

  /// The victim's samples that ended in a condition's phases, after the warm-up of each.
  private func samples(_ condition: Condition, warmUp: Int64) -> [Sample] {
    let spans = spans(condition, warmUp: warmUp)
    return threads(of: PairRunner.victim).flatMap { thread in
      thread.record.samples.filter { sample in spans.contains { $0.contains(sample.endTicks) } }
    }
  }

  /// The first job of each window that no switch interrupted: it meets what the neighbour left in the caches.
  private func firstJobs(_ condition: Condition, warmUp: Int64) -> [Double] {
    guard pair.isSliced, !victimIsWitness else { return [] }
    let spans = spans(condition, warmUp: warmUp)
    var found: [Double] = []
    for thread in threads(of: PairRunner.victim) {
      let samples = thread.record.samples
      var next = samples.startIndex
      for window in thread.record.windows {
        guard let ran = window.ran, spans.contains(where: { $0.contains(ran.startTicks) }) else {
          continue
        }
        while next < samples.endIndex, samples[next].endTicks <= ran.startTicks { next += 1 }
        var first = next
        while first < samples.endIndex, samples[first].labels & SampleLabel.split != 0 {
          first += 1
        }
        if first < samples.endIndex, samples[first].endTicks <= ran.endTicks {
          found.append(scale.nanoseconds(of: UInt64(samples[first].durationTicks)))
        }
      }
    }
    return found
  }

  private func migrations(_ condition: Condition) -> Int64 {
    let spans = spans(condition, warmUp: 0)
    var count: Int64 = 0
    for thread in threads(of: PairRunner.victim) {
      for span in spans {
        var last: UInt16?
        for sample in thread.record.samples
        where sample.cpu != Sample.unknownCPU && span.contains(sample.endTicks) {
          if let last, last != sample.cpu { count += 1 }
          last = sample.cpu
        }
      }
    }
    return count
  }

  // MARK: Work

  /// A victim that runs all the time has one window over both conditions: its jobs tell when it worked.
  private func victimAccesses(_ condition: Condition, workload: Workload) -> Int64 {
    if pair.isSliced { return accesses(PairRunner.victim, condition, workload: workload) }
    if victimIsWitness { return 0 }
    let jobs = Int64(samples(condition, warmUp: 0).count)
    return jobs * Int64(workload.stepsPerJob(accesses: pair.victim.jobAccesses))
      * Int64(workload.accessesPerStep)
  }

  private func aggressorAccesses(_ condition: Condition, workload: Workload) -> Int64 {
    accesses(PairRunner.aggressor, condition, workload: workload)
  }

  private func accesses(_ partition: String, _ condition: Condition, workload: Workload) -> Int64 {
    let spans = phases.phases.filter { $0.condition == condition }
    // The other end of a ping-pong only answers; what it does is counted once, where it is measured.
    let counted = threads(of: partition).filter {
      partition != PairRunner.victim || $0.record.plan.duty == .measure
    }
    let steps = counted.flatMap(\.outcomes).reduce(Int64(0)) { total, window in
      spans.contains { $0.start <= window.planned.start && window.planned.start < $0.end }
        ? total + window.steps : total
    }
    return steps * Int64(workload.accessesPerStep)
  }
}

extension Plan.Pair {
  /// Whether partitions take turns in windows.
  var isSliced: Bool { combination.takesTurns }
}
