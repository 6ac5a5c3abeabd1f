public import Partitioning
import Platform

extension DeploymentSetting {
  /// What a deployment gets of what it asks for, found out without changing or measuring anything.
  public struct Choice: Sendable {
    public let enforcer: any Enforcer
    public let schedulingClass: SchedulingClass
    /// The kinds of its partitions.
    let backends: [BackendKind]
    /// What it does not get, and does without.
    let notes: [String]

    /// - Throws: `MissingFeature` when it asks for what cannot be had here and cannot do without, `SuiteErrors` when for what goes
    ///   together nowhere.
    public init(for plan: DeploymentPlan) throws {
      let deployment = plan.deployment
      backends = try Self.backends(of: deployment)
      (schedulingClass, notes) = Self.schedulingClass(of: deployment)
      enforcer = try Self.enforcer(for: plan, backends, schedulingClass)
    }

    private static func backends(
      of deployment: Deployment
    ) throws(MissingFeature) -> [BackendKind] {
      var found: [BackendKind] = []
      for (number, partition) in deployment.partitions.enumerated() {
        let backend = BackendKind(rawValue: partition.backend)!
        if let reason = backend.probe().obstacle {
          throw MissingFeature(
            deployment.diagnostic(
              at: "partitions.\(number).backend",
              "\(backend.rawValue) cannot be had here: \(reason)"))
        }
        if !found.contains(backend) { found.append(backend) }
      }
      return found
    }

    private static func enforcer(
      for plan: DeploymentPlan, _ backends: [BackendKind], _ schedulingClass: SchedulingClass
    ) throws -> any Enforcer {
      let shapes = plan.partitionShapes
      guard let name = plan.deployment.enforcer, let asked = EnforcerCatalogue.named(name) else {
        return EnforcerCatalogue.all.first {
          $0.probe().obstacle == nil && $0.obstacle(to: shapes, in: schedulingClass) == nil
        } ?? CooperativeEnforcer()
      }
      try asked.check(for: shapes, in: schedulingClass) {
        plan.deployment.diagnostic(at: "enforcer", $0)
      }
      return asked
    }

    /// Type 1 partitions rank above everything ordinary where that is allowed; type 2 partitions are ordinary threads.
    private static func schedulingClass(
      of deployment: Deployment
    ) -> (SchedulingClass, notes: [String]) {
      guard deployment.hypervisor.type == .type1 else { return (.ordinary, []) }
      let priority = deployment.hypervisor.realTimePriority
      if let obstacle = RealTimeRight.obstacle(priority: priority) {
        return (
          .batch,
          [
            "type 1 without real-time priority, so that other programs can take the cores: \(obstacle)"
          ]
        )
      }
      return (.realTime(priority: priority), [])
    }
  }
}
