import CPlatform
import Glibc
import Platform

/// A process that stands for a harness: it can be killed without taking the tests with it.
@safe final class ForkedHarness {
  let process: pid_t
  private var isGone = false

  /// Runs the body in a child.
  init(_ body: @escaping () -> Void) throws(SystemError) {
    let box = unsafe Unmanaged.passRetained(Body(body))
    process = unsafe cplatform_fork_host(
      { context in
        unsafe Unmanaged<Body>.fromOpaque(context!).takeUnretainedValue().body()
        return 0
      }, box.toOpaque())
    unsafe box.release()
    guard process > 0 else { throw SystemError("fork", code: -process) }
  }

  /// Kills the process and takes its status.
  func end() {
    guard !isGone else { return }
    isGone = true
    kill(process, SIGKILL)
    var status: CInt = 0
    while unsafe cplatform_reap(process, &status) == 0 {
      sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 1_000_000)
    }
  }

  private final class Body {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }
}
