import Glibc

/// The calling thread's place above partitions, where it may have that: for one that sleeps nearly all the time.
public struct RealTimeRank: ~Copyable {
  private let isRaised: Bool

  /// Puts the calling thread into `SCHED_FIFO`; does nothing without the right.
  ///
  /// - Parameter priority: 1 to 99.
  public static func raise(to priority: Int) -> RealTimeRank {
    var parameters = sched_param(sched_priority: CInt(priority))
    // Nothing that is started meanwhile inherits the rank (SCHED_RESET_ON_FORK, sched(7)).
    let policy = SCHED_FIFO | 0x4000_0000
    return unsafe RealTimeRank(isRaised: sched_setscheduler(0, policy, &parameters) == 0)
  }

  /// Back to the ordinary class.
  public func restore() {
    guard isRaised else { return }
    var parameters = sched_param(sched_priority: 0)
    unsafe _ = sched_setscheduler(0, SCHED_OTHER, &parameters)
  }
}
