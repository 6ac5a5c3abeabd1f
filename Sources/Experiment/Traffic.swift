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
struct FreeTraffic {
  private let runner: PairRunner
  private var found: [String: Traffic] = [:]

  init(_ runner: PairRunner) { self.runner = runner }

  /// `nil` where nothing limits the aggressor, and where it did nothing.
  mutating func traffic(for pair: Plan.Pair, isCancelled: () -> Bool) throws -> Traffic? {
    let combination = pair.combination
    guard combination.policies.contains(where: { $0.aspect == .bandwidth }) else { return nil }
    // Pairs that differ in nothing but the limit have the same free traffic, so that their limits can be compared.
    var free = pair
    free.policyName = combination.withoutBandwidth
    let limits = combination.policies.filter { $0.aspect == .bandwidth }.flatMap(\.parameters)
    free.policyValues = pair.policyValues.filter { value in
      !limits.contains { $0.name == value.key }
    }
    let values = free.policyValues.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let key = ([free.policyName, pair.victim.label, pair.aggressor.label] + values)
      .joined(separator: " ")
    if let known = found[key] { return known }
    let observation = try runner.run(free, soloFirst: true, isCancelled: isCancelled)
    found[key] = observation.aggressorTraffic
    return observation.aggressorTraffic
  }
}
