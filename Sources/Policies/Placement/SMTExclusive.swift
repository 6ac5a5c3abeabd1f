import HardwareTopology
public import Partitioning

/// Whole cores: nobody runs on the second hardware thread of a partition's core.
public struct SMTExclusive: Policy {
  public let name = "smt-exclusive"
  public let summary =
    "Each partition has whole cores of its own: their other hardware threads stay idle."
  public let limits =
    "Takes away what hardware threads share: execution units, L1, L2, TLBs. Idle siblings are capacity lost; other programs are not kept off them."
  public let aspect = PolicyAspect.placement

  public init() {}

  public func probe(_ request: PolicyRequest) -> Availability {
    guard request.topology.threadsPerCore > 1 else {
      return .unavailable(
        reason:
          "every core has one hardware thread here (no SMT, it is off, or a guest is not told)")
    }
    return OwnCores.probe(request, cores: request.cores)
  }

  /// The cores of a request are one to a physical core.
  public func apply(to arrangement: inout Arrangement, _ request: PolicyRequest) {
    OwnCores.place(&arrangement, on: request.cores)
  }

  /// Every thread stayed on its own core; that cores have one thread each is read from where threads were seen.
  public func evidence(_ observation: PolicyObservation) -> Evidence {
    OwnCores.evidence(observation)
  }
}
