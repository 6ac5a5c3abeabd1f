import Workloads

/// An application of a deployment with what its partition makes of it.
struct PlacedApplication: Sendable {
  let application: Deployment.Application
  let partition: Deployment.Partition
  /// The deployment's cores that its threads run on, ascending.
  let cores: [Int]

  /// `partition/application`, which no other has.
  var id: String { "\(partition.name)/\(application.name)" }
  var name: String { application.name }

  init(_ application: Deployment.Application, in partition: Deployment.Partition) {
    self.application = application
    self.partition = partition
    let threads = WorkloadCatalogue.named(application.workload.name)?.threads ?? 1
    cores = Set(partition.cores(of: application, threads: max(1, threads))).sorted()
  }

  /// What it runs: workload and working set, as a proof names it.
  var generator: String {
    let workload = application.workload
    let own = WorkloadCatalogue.named(workload.name)
    guard own?.hasWorkingSet ?? true else { return workload.name }
    let size = workload.workingSet ?? own.map { "\($0.defaultWorkingSet)" }
    let intensity = workload.intensity.map { " at \($0)" } ?? ""
    return size.map { "\(workload.name)@\($0)" + intensity } ?? workload.name + intensity
  }
}

extension Deployment {
  /// Every application with its partition, in the file's order.
  var placedApplications: [PlacedApplication] {
    partitions.flatMap { partition in
      partition.applications.map { PlacedApplication($0, in: partition) }
    }
  }
}

extension Deployment.Criticality {
  /// Whether it asks for more than another; what is not specified asks for least.
  func isStricter(than other: Self) -> Bool { rank < other.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self)! }

  /// The strictest of them; unspecified when there are none.
  static func strictest(_ values: [Self]) -> Self {
    values.min { $0.isStricter(than: $1) } ?? .unspecified
  }
}

extension Deployment.Partition {
  /// Whether a crash in it stays in it: it has an address space of its own.
  var hasOwnAddressSpace: Bool { backend != "thread" }
}
