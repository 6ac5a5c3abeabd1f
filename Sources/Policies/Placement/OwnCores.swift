import HardwareTopology
import Partitioning

/// What placements that give each thread a PU of its own have in common.
enum OwnCores {
  static func probe(_ request: PolicyRequest, cores: [Int]) -> Availability {
    guard request.threads <= cores.count else {
      return .unavailable(
        reason:
          "needs \(request.threads) cores for \(request.partitions.count) partitions, \(cores.count) to use"
      )
    }
    return .available
  }

  /// Gives the PUs to the threads in turn, the victim's first.
  static func place(_ arrangement: inout Arrangement, on cores: [Int]) {
    var next = cores.makeIterator()
    arrangement.cpus = arrangement.cpus.map { threads in threads.map { _ in [next.next()!] } }
    arrangement.isPlaced = true
  }

  /// Every thread was only ever seen on its own core.
  static func evidence(_ observation: PolicyObservation) -> Evidence {
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
