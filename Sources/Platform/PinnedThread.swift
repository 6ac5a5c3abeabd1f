import CPlatform
import Glibc

/// A thread that is pinned from its first instruction and must be joined.
///
/// Affinity stands in the thread's attribute, so that it never runs elsewhere and its stack is first touched on the right
/// node. Every signal is blocked in it: what interrupts measured code is the enforcer and nothing else.
@safe public struct PinnedThread: ~Copyable {
  private let thread: pthread_t

  /// Starts `body` on the given PUs; an empty list leaves the choice to the operating system.
  ///
  /// - Throws: `SystemError` with `EINVAL` when no PU of the list exists or may be used.
  public init(cpus: [Int], body: @escaping @Sendable () -> Void) throws(SystemError) {
    let box = unsafe Unmanaged.passRetained(ThreadBody(body))
    var thread = pthread_t()
    let list = cpus.map(Int32.init)
    let code = unsafe cplatform_thread_create(
      &thread, list, Int32(list.count),
      {
        unsafe Unmanaged<ThreadBody>.fromOpaque($0!).takeRetainedValue().run()
        return nil
      },
      box.toOpaque())
    guard code == 0 else {
      unsafe box.release()
      throw SystemError(
        cpus.isEmpty
          ? "start a thread"
          : "start a thread on CPU \(cpus.map(String.init).joined(separator: ","))",
        code: code)
    }
    self.thread = thread
  }

  /// Waits for the body to return.
  public consuming func join() {
    let code = pthread_join(thread, nil)
    precondition(code == 0, "a thread was joined twice")
    discard self
  }

  /// Lets the thread live as long as the process.
  public consuming func detach() {
    pthread_detach(thread)
    discard self
  }

  deinit {
    precondition(false, "a PinnedThread was dropped without join()")
  }
}

private final class ThreadBody: Sendable {
  private let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }

  func run() { body() }
}

/// Moves the calling thread, and every thread it starts without PUs of its own, to the given PUs.
public func pinCurrentThread(to cpus: [Int]) throws(SystemError) {
  try SystemError.check(
    unsafe cplatform_pin_self(cpus.map(Int32.init), Int32(cpus.count)),
    "move to CPU \(cpus.map(String.init).joined(separator: ","))")
}

/// The PUs that the calling thread may use, ascending: what `taskset`, cpusets and containers have left.
public func allowedCPUs() throws(SystemError) -> [Int] {
  let capacity = 1 << 16
  let found = unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: capacity) { buffer in
    let count = unsafe cplatform_allowed_cpus(buffer.baseAddress!, Int32(capacity))
    return unsafe (count, buffer.prefix(Int(max(0, count))).map(Int.init))
  }
  guard found.0 > 0 else { throw SystemError("read the allowed CPUs", code: -found.0) }
  return found.1
}
