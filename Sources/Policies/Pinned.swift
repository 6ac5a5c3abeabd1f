import HardwareTopology
public import Partitioning
public import Scheduling

/// Spatial partitioning of the cores: each thread of each partition has a core of its own.
public struct Pinned: Policy {
  public let name = "pinned"
  public let summary = "Each partition has its own cores and runs there all the time."
  public let limits =
    "Takes away preemption, migration and shared L1 and L2; the last-level cache, the interconnect and memory stay shared."

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability {
    guard request.threads <= request.cores.count else {
      return .unavailable(
        reason:
          "needs \(request.threads) cores for \(request.partitions.count) partitions, \(request.cores.count) to use"
      )
    }
    return .available
  }

  public func arrange(_ request: PolicyRequest) throws(ScheduleErrors) -> Arrangement {
    var next = request.cores.makeIterator()
    return Arrangement(
      cpus: request.partitions.map { partition in
        (0..<partition.threads).map { _ in [next.next()!] }
      }, schedule: nil)
  }

  /// Every thread was only ever seen on its own core.
  public func evidence(_ observation: PolicyObservation) -> Evidence {
    let strays = observation.threads.filter { !$0.cpusSeen.isSubset(of: $0.cpus) }
    guard strays.isEmpty else {
      let detail = strays.map {
        "\($0.partition) pinned to \(PUSet($0.cpus)) seen on \(PUSet($0.cpusSeen))"
      }
      return Evidence(held: false, detail: detail.joined(separator: "; "))
    }
    return Evidence(held: true, detail: "every thread seen on its own core only")
  }
}
