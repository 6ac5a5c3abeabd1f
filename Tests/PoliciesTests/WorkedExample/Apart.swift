import Partitioning
import Policies

/// Cores of their own for all partitions, with an unused one between the victim's and the others'.
struct Apart: Policy {
  let name = "apart"
  let summary =
    "Each partition has its own cores, and one between the victim's and the others' stays idle."
  let limits =
    "Takes away what neighbouring cores share; the last-level cache and memory stay shared."
  let aspect = PolicyAspect.placement

  func probe(_ request: PolicyRequest) -> Availability {
    let threads = request.partitions.reduce(0) { $0 + $1.threads }
    return threads < request.cores.count
      ? .available
      : .unavailable(reason: "needs \(threads + 1) cores, \(request.cores.count) to use")
  }

  func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {
    var cores = request.cores
    cores.remove(at: request.partitions[0].threads)
    var next = cores.makeIterator()
    arrangement.cpus = arrangement.cpus.map { threads in threads.map { _ in [next.next()!] } }
    arrangement.isPlaced = true
  }

  func evidence(_ observation: PolicyObservation) -> Evidence {
    let strays = observation.threads.filter { !$0.cpusSeen.isSubset(of: $0.cpus) }
    return Evidence(
      held: !observation.threads.isEmpty && strays.isEmpty,
      detail: "\(strays.count) of \(observation.threads.count) threads seen elsewhere")
  }
}
