import HardwareTopology
public import Partitioning

/// A placement that gives each thread a PU of its own.
public protocol OwnCoresPolicy: Policy {
  /// The PUs in the order in which threads get them, the victim's first.
  func cores(_ request: PolicyRequest) -> [Int]
}

extension OwnCoresPolicy {
  public var aspect: PolicyAspect { .placement }

  public func probe(_ request: PolicyRequest) -> Availability {
    OwnCores.probe(request, cores: cores(request))
  }

  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {
    OwnCores.place(&arrangement, on: cores(request))
  }

  public func evidence(_ observation: PolicyObservation) -> Evidence {
    OwnCores.evidence(observation)
  }
}

/// What such placements have in common.
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

  /// Every thread had one core, no two the same, and was only ever seen there.
  static func evidence(_ observation: PolicyObservation) -> Evidence {
    var taken: Set<Int> = []
    var faults: [String] = []
    for thread in observation.threads {
      let own = PUSet(thread.cpus)
      if thread.cpus.count != 1 {
        faults.append("\(thread.partition) was free to run on \(own)")
      } else if !taken.insert(thread.cpus[0]).inserted {
        faults.append("\(thread.partition) shared \(own)")
      } else if !thread.cpusSeen.isSubset(of: thread.cpus) {
        faults.append("\(thread.partition) pinned to \(own) seen on \(PUSet(thread.cpusSeen))")
      }
    }
    return Evidence(
      held: faults.isEmpty,
      detail: faults.isEmpty
        ? "every thread seen on its own core only" : faults.joined(separator: "; "))
  }
}
