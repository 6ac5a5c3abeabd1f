/// What of a partition decides whether an enforcer can hold it to its windows.
public struct PartitionShape: Sendable, Equatable {
  public var name: String
  public var backend: BackendKind
  /// How many applications each of its virtual CPUs has.
  public var applications: [Int]

  /// Whether something is done at the ends of its windows before its cores go to others.
  public var hasHygiene: Bool

  public init(name: String, backend: BackendKind, applications: [Int], hasHygiene: Bool = false) {
    self.name = name
    self.backend = backend
    self.applications = applications
    self.hasHygiene = hasHygiene
  }

  init(_ plan: PartitionPlan) {
    self.init(
      name: plan.name, backend: plan.backend, applications: plan.threads.map(\.applications.count),
      hasHygiene: plan.threads.contains { $0.hygiene != nil })
  }
}
