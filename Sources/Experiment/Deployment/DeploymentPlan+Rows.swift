import HardwareTopology
import Partitioning
public import Results
import Scheduling

extension DeploymentPlan {
  /// The partitions as they are run under a setting.
  public func partitionRows(_ setting: DeploymentSetting) -> [PartitionRow] {
    deployment.partitions.enumerated().map { number, partition in
      var row = PartitionRow()
      row.deployment = deployment.name
      row.partition = partition.name
      row.criticality = partition.criticality.rawValue
      row.backend = partition.backend
      let pus = PUSet(folding.pus(of: partition))
      row.cores = PUSet(partition.cores).description
      row.cpus = pus.description
      row.hypervisorType = deployment.hypervisor.type.rowType
      row.hostLoad = Int64(deployment.hypervisor.hostLoad)
      row.schedulingClass = setting.schedulingClass.text
      row.enforcer = setting.enforcer.name
      row.guardNanoseconds =
        BackendKind(rawValue: partition.backend).flatMap { setting.enforcement[$0] }?
        .guardNanoseconds ?? 0
      if let table = folding.schedule?.table {
        let windows = table.windows.filter { $0.partition == partition.name }
        row.majorFrameNanoseconds = table.majorFrameNanoseconds
        row.windowsPerFrame = Int64(windows.count)
        row.share =
          Double(windows.reduce(0) { $0 + $1.durationNanoseconds })
          / Double(table.majorFrameNanoseconds * Int64(pus.count))
      }
      row.memoryLimitBytes = partition.memoryBytes.map(Int64.init)
      row.guestScheduler = partition.guestScheduler.rowText
      row.applications = applications.filter { $0.partition == number }
        .map { "\($0.name)=\($0.label)" }.joined(separator: " ")
      row.framesFolded = Int64(folding.foldCount)
      return row
    }
  }
}

extension Deployment.HypervisorType {
  fileprivate var rowType: PartitionRow.HypervisorType {
    switch self {
    case .type1: .type1
    case .type2: .type2
    }
  }
}

extension GuestScheduler {
  fileprivate var rowText: String {
    switch self {
    case .roundRobin(let quantum): "round robin, \(timeText(quantum)) each"
    case .fixedPriority: "fixed priority"
    }
  }
}
