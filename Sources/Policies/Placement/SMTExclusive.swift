import HardwareTopology
public import Partitioning

/// Whole cores: nobody runs on the second hardware thread of a partition's core.
public struct SMTExclusive: OwnCoresPolicy {
  public let name = "smt-exclusive"
  public let summary =
    "Each partition has whole cores of its own: their other hardware threads stay idle."
  public let limits =
    "Takes away what hardware threads share: execution units, L1, L2, TLBs. Idle siblings are capacity lost; other programs are not kept off them."

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability {
    guard request.topology.threadsPerCore > 1 else {
      return .unavailable(
        reason:
          "every core has one hardware thread here (no SMT, it is off, or a guest is not told)")
    }
    return OwnCores.probe(request, cores: request.cores)
  }

  /// They are one to a physical core.
  public func cores(_ request: PolicyRequest) -> [Int] { request.cores }

  /// Every thread stayed where it was, and no two were seen on hardware threads of one core.
  public func evidence(_ observation: PolicyObservation) -> Evidence {
    let own = OwnCores.evidence(observation)
    guard own.held, let topology = observation.topology else { return own }
    let cores = observation.threads.compactMap { thread in
      thread.cpus.first.flatMap { topology.processingUnit($0)?.core }
    }
    return Set(cores).count == observation.threads.count
      ? own : Evidence(held: false, detail: "two threads had hardware threads of one core")
  }
}
