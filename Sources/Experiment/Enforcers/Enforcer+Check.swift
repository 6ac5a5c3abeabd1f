public import Partitioning

extension Enforcer {
  /// Makes sure, before anything is measured, that it can hold partitions to their windows.
  ///
  /// - Parameter diagnostic: points a message at where the enforcer was asked for.
  /// - Throws: `MissingFeature` when it cannot be had here, `SuiteErrors` when it could hold such partitions nowhere.
  public func check(
    for partitions: [PartitionShape], in schedulingClass: SchedulingClass,
    _ diagnostic: (String) -> Diagnostic
  ) throws {
    if let absence = probe().obstacle {
      throw MissingFeature(diagnostic("\(name) cannot be had here: \(absence)"))
    }
    if let obstacle = obstacle(to: partitions, in: schedulingClass) {
      throw SuiteErrors([diagnostic("\(name) does not go with this: \(obstacle)")])
    }
  }
}
