import HardwareTopology
import Results
import Scheduling

/// One thing whose failure takes service away, and from whom.
struct FailurePoint: Sendable {
  let element: String
  let kind: FailurePointRow.Kind
  let channel: InterferenceChannel?
  /// The deployment's cores that have it.
  let cores: [Int]
  /// Those that use it.
  let users: [PlacedApplication]
  /// Those that lose service with it; more than the users where nothing contains the failure.
  let lost: [PlacedApplication]
  /// Whether the rest of the module goes on.
  let isContained: Bool
  /// Of a partition.
  var partition: Deployment.Partition?
  let containment: String

  var highestCriticalityLost: Deployment.Criticality {
    .strictest(lost.map(\.partition.criticality))
  }
}

/// Goes through everything that a deployment stands on, from the hardware up.
struct FailurePoints {
  let deployment: Deployment
  let hardware: SharedHardware
  let applications: [PlacedApplication]

  var all: [FailurePoint] {
    hardware.elements.compactMap(hardwarePoint) + deployment.partitions.flatMap(partitionPoints)
      + [hypervisor, hostOS]
  }

  private func hardwarePoint(_ element: SharedHardware.Element) -> FailurePoint? {
    let kind: FailurePointRow.Kind
    switch element.channel {
    case .core: kind = .core
    case .node: kind = .node
    case let channel where channel.isCache: kind = .cache
    default: return nil
    }
    let users = applications.filter { !Set($0.cores).isDisjoint(with: element.cores) }
    let others = applications.count - users.count
    return FailurePoint(
      element: element.name, kind: kind, channel: element.channel, cores: element.cores,
      users: users, lost: users, isContained: others > 0,
      containment: others > 0
        ? "\(others) on other \(kind == .node ? "nodes" : "cores") go on" : "everybody needs it")
  }

  private func partitionPoints(_ partition: Deployment.Partition) -> [FailurePoint] {
    let own = applications.filter { $0.partition.name == partition.name }
    let stopsModule = partition.stopsModule
    let lost = partition.hasOwnAddressSpace && stopsModule.isEmpty ? own : applications
    let containment =
      if !partition.hasOwnAddressSpace {
        "not contained: a crash of a thread ends the harness process with every partition"
      } else if !stopsModule.isEmpty {
        "contained by the \(partition.backend), but its health monitor stops the module on \(stopsModule)"
      } else {
        switch partition.backend {
        case "vm": "contained by the guest: a triple fault ends it alone"
        case "container": "contained by the container: its process, namespaces and memory limit"
        default: "contained by the process: address space and signals of its own"
        }
      }
    var points = [
      FailurePoint(
        element: "partition \(partition.name)", kind: .partition, channel: nil,
        cores: partition.cores, users: own, lost: lost,
        isContained: partition.hasOwnAddressSpace && stopsModule.isEmpty,
        partition: partition, containment: containment)
    ]
    if own.count > 1 {
      points.append(
        FailurePoint(
          element: "guest scheduler of \(partition.name)", kind: .guestScheduler,
          channel: .partition, cores: partition.cores, users: own, lost: own,
          isContained: true, partition: partition,
          containment: "inside the partition's windows, which end without it"))
    }
    return points
  }

  private var hypervisor: FailurePoint {
    FailurePoint(
      element: "hypervisor (dispatcher and health monitor)", kind: .hypervisor,
      channel: .hypervisor, cores: Array(0..<deployment.coreCount), users: applications,
      lost: applications, isContained: false,
      containment: "not contained: every partition ends with the harness process")
  }

  private var hostOS: FailurePoint {
    FailurePoint(
      element: deployment.hypervisor.type == .type2
        ? "host operating system (kernel and scheduler)" : "host operating system (kernel)",
      kind: .hostOS, channel: .hostOS, cores: Array(0..<deployment.coreCount), users: applications,
      lost: applications, isContained: false,
      containment: "not contained: everything runs on it")
  }
}

extension Deployment.Partition {
  /// The errors at which its health monitor stops the whole module, in words; empty when at none.
  var stopsModule: String {
    let named = healthMonitor.actions.filter { $0.value == .stopModule }.keys.sorted()
    let rest = healthMonitor.otherwise == .stopModule ? ["any other error"] : []
    return (named + rest).joined(separator: ", ")
  }
}
