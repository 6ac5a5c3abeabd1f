import CPlatform
import Glibc
import Synchronization

/// Whether this process may use `SCHED_FIFO`.
public enum RealTimeRight {
  /// Why a priority cannot be had; `nil` when it can. Tried on a thread of no other use, which then ends.
  public static func obstacle(priority: Int) -> String? {
    let result = Code()
    guard
      let thread = try? PinnedThread(
        cpus: [],
        body: {
          result.value.store(cplatform_wake_exactly(Int32(priority)), ordering: .releasing)
        })
    else { return "no thread can be had to try it" }
    thread.join()
    let code = result.value.load(ordering: .acquiring)
    guard code != 0 else { return nil }
    let reason = unsafe String(cString: strerror(code))
    return
      "SCHED_FIFO is refused (\(reason)): it takes CAP_SYS_NICE, or a limit of real-time priority of \(priority) (ulimit -r)"
  }

  private final class Code: Sendable {
    let value = Atomic<Int32>(0)
  }
}
