/// What of a partition decides whether an enforcer can hold it to its windows.
public struct PartitionShape: Sendable, Equatable {
  public var name: String
  public var backend: BackendKind
  /// How many applications each of its virtual CPUs has.
  public var applications: [Int]

  public init(name: String, backend: BackendKind, applications: [Int]) {
    self.name = name
    self.backend = backend
    self.applications = applications
  }

  init(_ plan: PartitionPlan) {
    self.init(
      name: plan.name, backend: plan.backend, applications: plan.threads.map(\.applications.count))
  }
}
