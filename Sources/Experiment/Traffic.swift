import Partitioning
import Policies
import Results
import Workloads

/// The memory traffic that the threads of an application cause.
struct Traffic {
  /// Of each thread.
  let stepsPerMillisecond: Double
  /// Of all threads together, in 10^6 bytes in a second; `nil` for a workload that declares none.
  let megabytesPerSecond: Double?
}

extension PairObservation {
  /// What the aggressor did in the corun phases while it could.
  var aggressorTraffic: Traffic? {
    let workload = WorkloadCatalogue.named(pair.aggressor.workload)!
    let aggressors = threads(of: PairRunner.aggressor)
    let rates = aggressors.map { thread in
      let ran = thread.outcomes.compactMap { window in
        window.start.map { (steps: window.steps, nanoseconds: window.end! - $0) }
      }
      let nanoseconds = ran.reduce(Int64(0)) { $0 + $1.nanoseconds }
      return nanoseconds > 0
        ? Double(ran.reduce(Int64(0)) { $0 + $1.steps }) / Double(nanoseconds) * 1e6 : 0
    }
    let sum = rates.reduce(0, +)
    guard sum > 0 else { return nil }
    let bytesPerStep = Double(workload.accessesPerStep * workload.bytesPerAccess)
    return Traffic(
      stepsPerMillisecond: sum / Double(aggressors.count),
      megabytesPerSecond: bytesPerStep > 0 ? sum * bytesPerStep / 1e3 : nil)
  }

  /// Writes into what policies see of the aggressor how much traffic it caused: in all, and in each period of its budget.
  func describeTraffic(of partition: inout PolicyObservation.Partition, free: Traffic?) {
    partition.freeMegabytesPerSecond = free?.megabytesPerSecond
    partition.megabytesPerSecond = aggressorTraffic?.megabytesPerSecond
    let workload = WorkloadCatalogue.named(pair.aggressor.workload)!
    let bytesPerStep = Double(workload.accessesPerStep * workload.bytesPerAccess)
    // The periods of threads begin at different instants; the n-th of each are nearly at the same time.
    var periods: [Double] = []
    for thread in threads(of: PairRunner.aggressor) {
      let own = thread.record.samples.filter { $0.labels & SampleLabel.period != 0 }
      for (number, sample) in own.enumerated() {
        // Bytes in a millisecond over a thousand are 10^6 bytes in a second.
        let rate = Double(sample.durationTicks) * bytesPerStep / 1e3
        if number < periods.count { periods[number] += rate } else { periods.append(rate) }
      }
    }
    partition.periodMegabytesPerSecond = periods
  }
}

/// What aggressors cause unhindered, measured once for each pair whose policies limit it.
///
/// Once for a run, also for one that is gone on with: a limit that changed in the middle of a cell would be another policy.
struct FreeTraffic {
  let runner: PairRunner

  /// - Parameter steps: has what was measured, and gets what is measured now.
  /// - Returns: `nil` where nothing limits the aggressor, and where it did nothing.
  func traffic(
    for pair: Plan.Pair, _ steps: inout StepLog, isCancelled: () -> Bool
  ) throws -> Traffic? {
    guard let free = Self.unlimited(pair) else { return nil }
    let step = Self.step(free)
    if let known = steps.rows[step] { return try Traffic(known) }
    let observation = try runner.run(free, soloFirst: true, isCancelled: isCancelled)
    let found = observation.aggressorTraffic
    if let found, observation.isComplete { try steps.end(step, detail: found.detail) }
    return found
  }

  /// The pair without the policies that limit traffic, and their parameters; `nil` where there are none.
  ///
  /// Pairs that differ in nothing but the limit have the same free traffic, so that their limits can be compared.
  static func unlimited(_ pair: Plan.Pair) -> Plan.Pair? {
    let combination = pair.combination
    let limiting = combination.policies.filter { $0.aspect == .bandwidth }
    guard !limiting.isEmpty else { return nil }
    let limits = limiting.flatMap(\.parameters)
    var free = pair
    free.policyName = combination.withoutBandwidth
    free.policyValues = pair.policyValues.filter { value in
      !limits.contains { $0.name == value.key }
    }
    return free
  }

  static func step(_ free: Plan.Pair) -> Step {
    let values = free.policyValues.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let key = [free.policyName, free.victim.label, free.aggressor.label] + values
    return Step("the free traffic of \(key.joined(separator: " "))")
  }
}

extension Traffic {
  /// As a step's mark keeps it.
  var detail: String {
    ([stepsPerMillisecond] + [megabytesPerSecond].compactMap { $0 }).map(\.description)
      .joined(separator: " ")
  }

  /// - Throws: `ResultsError` when the mark does not say it.
  init(_ row: StepRow) throws(ResultsError) {
    let numbers = row.detail.split(separator: " ", omittingEmptySubsequences: false)
      .map { Double(fieldText: String($0)) }
    guard (1...2).contains(numbers.count), let steps = numbers[0],
      numbers.count == 1 || numbers[1] != nil
    else {
      throw ResultsError("'\(row.detail)' of \(row.subject) is no traffic", file: StepRow.file)
    }
    stepsPerMillisecond = steps
    megabytesPerSecond = numbers.count == 2 ? numbers[1] : nil
  }
}
