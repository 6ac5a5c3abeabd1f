import ArgumentParser
import Partitioning
import Platform

/// Under which scheduling class the partitions' threads run.
struct PriorityOption: ParsableArguments {
  @Option(
    name: [.customShort("P"), .long],
    help: ArgumentHelp(
      "Run the partitions' threads at fifo:PRIORITY, 1 to 99, which needs a right; batch and other need none.",
      valueName: "CLASS"))
  var priority: String?

  /// Keeps the kernel from throttling real-time partitions, where there are any and this process may; says what a reader should
  /// know of it.
  ///
  /// - Parameter changes: undoes it.
  static func lift(
    _ schedulingClass: SchedulingClass, _ enforcers: [any Enforcer], _ changes: MachineChanges
  ) -> [String] {
    guard enforcers.contains(where: { $0.usesRealTime(for: schedulingClass) }) else { return [] }
    return RealTimeThrottling().liftWherePossible(changes)
  }

  /// The class that was asked for, or the one that needs no right.
  ///
  /// - Throws: `CommandFailure`: with exit code 1 for what is no class, with 5 where it is not allowed.
  func schedulingClass() throws -> SchedulingClass {
    guard let priority else { return .batch }
    guard let asked = SchedulingClass(text: priority) else {
      throw CommandFailure(
        message: "--priority takes fifo:1 to fifo:99, batch or other, not '\(priority)'",
        status: .usage)
    }
    let privileges = MachineFacts.read().privileges
    guard case .realTime(let level) = asked, !privileges.mayUseRealTimePriorities(to: level) else {
      return asked
    }
    throw CommandFailure(
      message:
        "--priority \(priority): not allowed here; run as root, or raise the limit: sudo prlimit --pid $$ --rtprio=99",
      status: .missingFeature)
  }
}
