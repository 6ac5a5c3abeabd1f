import Experiment
import HardwareTopology
import Partitioning
import Platform
import Policies

/// What `list` and `explain` say of policies here: as for a victim and an aggressor of one thread each.
enum PolicyProbe {
  static func availability(of policy: any Policy) -> Availability {
    guard let request, let combination = try? PolicyCombination([policy]) else { return .available }
    return combination.probe(request)
  }

  /// `nil` where the topology cannot be had; then nothing is said.
  private static let request: PolicyRequest? = {
    guard let topology = try? Topology(),
      let machine = try? Machine(topology: topology, scale: .calibrated(), facts: .read())
    else { return nil }
    return machine.policyRequest()
  }()
}
