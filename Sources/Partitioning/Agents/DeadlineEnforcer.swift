import CPlatform
import Platform
import Scheduling

/// The kernel's deadline scheduler, as the example of what does not enforce windows.
///
/// A reservation (sched(7), `SCHED_DEADLINE`) grants a thread its window's length in every frame: *how much* it runs, not
/// *when*. The budget is charged, not placed, so that a partition runs whenever it is runnable and has budget left, and
/// the kernel refuses reservations to threads that are pinned. The windows in the results are those of the plan, and
/// what the witness saw of them is what tells.
public struct DeadlineEnforcer: Enforcer {
  public let name = "deadline"
  public let summary =
    "SCHED_DEADLINE reserves a window's length in every frame: charged, not placed, and not pinned. A bad example on purpose."
  public let mechanism = Mechanism.deadline

  public init() {}

  /// Reserves a millisecond of ten for a thread of no other use.
  public func probe() -> Availability {
    let code = RealTimeRight.onThread {
      cplatform_reserve(cplatform_thread_id(), 1_000_000, 10_000_000)
    }
    guard code == 0 else {
      return .unavailable(
        reason:
          "SCHED_DEADLINE is refused (\(SystemError.text(of: code))): it takes CAP_SYS_NICE, and CPU sets that leave the thread every CPU"
      )
    }
    return .degraded(
      reason:
        "the budget is charged, not placed: partitions run outside of their windows, on any CPU")
  }

  /// The reservation that stands for a plan: the shortest window in every shortest distance between two.
  static func reservation(
    for plan: ThreadPlan
  ) -> (runtimeNanoseconds: Int64, periodNanoseconds: Int64)? {
    guard let runtime = plan.windows.map({ $0.end - $0.start }).min() else { return nil }
    let distances = zip(plan.windows, plan.windows.dropFirst()).map { $1.start - $0.start }
    return (runtime, max(distances.min() ?? runtime, runtime))
  }
}
