import CPlatform
import Platform

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

extension Enforcer {
  /// Whether partitions of a class run at a real-time priority, which the kernel throttles: agents give them one.
  public func usesRealTime(for schedulingClass: SchedulingClass) -> Bool {
    schedulingClass.isRealTime || mechanism.drives
  }

  /// Why partitions cannot be held to their windows in this way, though the enforcer works here; `nil` when they can.
  public func obstacle(
    to partitions: [PartitionShape], in schedulingClass: SchedulingClass
  ) -> String? {
    for partition in partitions {
      if case .unavailable(let reason) = supports(partition.backend) { return reason }
    }
    guard mechanism.drives else { return nil }
    let priorities =
      Int(CPLATFORM_PRIORITY_SENTRY) + 1...RealTimeRight.highestPriority - CoreAgent.aboveRunning
    if case .realTime(let priority) = schedulingClass, !priorities.contains(priority) {
      return
        "its agents rank above running partitions and below parked ones, so that priority \(priority) is out of reach: \(priorities.lowerBound) to \(priorities.upperBound)"
    }
    for partition in partitions {
      if partition.applications.contains(where: { $0 > 1 }) {
        return
          "partition \(partition.name) has several applications, which only its own timer switches"
      }
      guard case .agent(let agent) = mechanism, agent.lever.stopsWholeProcesses else { continue }
      if partition.applications.count > 1 {
        return
          "partition \(partition.name) has \(partition.applications.count) threads, which could only be stopped together"
      }
    }
    return nil
  }
}
