import CPlatform
import Platform

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
      if let reason = supports(partition.backend).obstacle { return reason }
    }
    guard mechanism.drives else { return nil }
    let priorities =
      Int(CPLATFORM_PRIORITY_SENTRY) + 1...RealTimeRight.highestPriority - CoreAgent.aboveRunning
    if case .realTime(let priority) = schedulingClass, !priorities.contains(priority) {
      return
        "its agents rank above running partitions and below parked ones, so that priority \(priority) is out of reach: \(priorities.lowerBound) to \(priorities.upperBound)"
    }
    for partition in partitions {
      if partition.hasHygiene {
        return
          "what partition \(partition.name) leaves in the caches is displaced on its own side of the switch, and there an agent does nothing"
      }
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
