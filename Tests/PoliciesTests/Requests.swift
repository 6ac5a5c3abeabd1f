import HardwareTopology
import Policies
import Scheduling

@testable import Partitioning

/// A machine with PUs 0 to 5 of one core each, below one L3.
let plainTopology = try! Topology(loading: .synthetic("package:1 l3:1 l2:6 core:1 pu:1"))

/// A victim of one thread and an aggressor, on a machine with PUs 0 to 5 of which 0 is the harness's.
func request(
  victim: Int = 1, aggressor: Int = 1, cores: [Int] = [1, 2, 3], guardBand: Int64 = 50_000,
  on topology: Topology = plainTopology
) -> PolicyRequest {
  PolicyRequest(
    partitions: [
      .init(name: "victim", threads: victim), .init(name: "aggressor", threads: aggressor),
    ], cores: cores, usable: cores.isEmpty ? [] : [0] + cores, topology: topology,
    guardNanoseconds: guardBand)
}

extension Policy {
  /// The arrangement with this policy alone.
  func arranged(_ request: PolicyRequest) throws -> Arrangement {
    try PolicyCombination([self]).arrangement(request)
  }
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
