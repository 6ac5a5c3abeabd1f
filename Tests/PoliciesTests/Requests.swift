import Policies
import Scheduling

@testable import Partitioning

/// A victim of one thread and an aggressor, on a machine with PUs 0 to 5 of which 0 is the harness's.
func request(
  victim: Int = 1, aggressor: Int = 1, cores: [Int] = [1, 2, 3], window: Int64 = 1_000_000,
  guardBand: Int64 = 50_000
) -> PolicyRequest {
  PolicyRequest(
    partitions: [
      .init(name: "victim", threads: victim), .init(name: "aggressor", threads: aggressor),
    ], cores: cores, usable: cores.isEmpty ? [] : [0] + cores, onlineCPUs: Set(0...5),
    windowNanoseconds: window, guardNanoseconds: guardBand)
}

/// A thread that was seen on some PUs and ran from and to these instants.
func thread(
  _ partition: String, on cpus: [Int], seen: Set<Int>, ran: [(Int64, Int64)] = []
) -> PolicyObservation.Thread {
  PolicyObservation.Thread(
    partition: partition, cpus: cpus, cpusSeen: seen,
    windows: ran.map { start, end in
      WindowOutcome(
        planned: PlannedWindow(start: start, end: end, index: 0, frame: 0), witness: .enforcer,
        start: start, end: end, steps: 1, cpu: cpus[0])
    })
}

extension Availability {
  /// Why it can't be had; `nil` when it can.
  var reason: String? { if case .unavailable(let reason) = self { reason } else { nil } }
}
