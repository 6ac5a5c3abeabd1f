import CPlatform
import Glibc
import Synchronization

/// Whether this process may use `SCHED_FIFO`.
public enum RealTimeRight {
  /// What `sched_get_priority_max(2)` says for `SCHED_FIFO` on Linux.
  public static let highestPriority = 99

  /// The highest priority that the limits of this process allow without CAP_SYS_NICE: RLIMIT_RTPRIO of setrlimit(2).
  public static var limit: Int {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(__RLIMIT_RTPRIO.rawValue), &limit) == 0 else {
      return 0
    }
    return Int(min(limit.rlim_cur, rlim_t(highestPriority)))
  }

  /// Why a priority cannot be had; `nil` when it can. Tried on a thread of no other use.
  public static func obstacle(priority: Int) -> String? {
    let code = onThread { cplatform_wake_exactly(Int32(priority)) }
    guard code != 0 else { return nil }
    let reason = unsafe String(cString: strerror(code))
    return
      "SCHED_FIFO is refused (\(reason)): it takes CAP_SYS_NICE, or a limit of real-time priority of \(priority) (ulimit -r)"
  }

  /// Runs `body` on a thread of its own, which then ends with whatever it was given.
  ///
  /// - Returns: what the body returns; `EAGAIN` where no thread can be had.
  public static func onThread(_ body: @escaping @Sendable () -> Int32) -> Int32 {
    let result = Code()
    guard
      let thread = try? PinnedThread(
        cpus: [], body: { result.value.store(body(), ordering: .releasing) })
    else { return EAGAIN }
    thread.join()
    return result.value.load(ordering: .acquiring)
  }

  private final class Code: Sendable {
    let value = Atomic<Int32>(0)
  }
}
