import CPlatform
import Glibc
import Platform
import Synchronization

/// Whether this process may use `SCHED_FIFO`, and what stands in the way of using it for long.
enum RealTimeRight {
  /// The highest priority that agents use.
  static let highestPriority = 60

  /// Why `SCHED_FIFO` cannot be had; `nil` when it can. Tried on a thread of no other use.
  static var obstacle: String? {
    let code = onThread { cplatform_set_priority(cplatform_thread_id(), Int32(highestPriority)) }
    guard code != 0 else { return nil }
    return
      "SCHED_FIFO is refused (\(SystemError.text(of: code))): it takes CAP_SYS_NICE, or a limit of real-time priority of \(highestPriority) (ulimit -r)"
  }

  /// What the kernel's brake will do to a core that partitions keep busy; `nil` when it is off.
  static var throttling: String? {
    let brake = RealTimeThrottling()
    return brake.reading?.isOff == true ? nil : brake.text
  }

  /// Runs `body` on a thread of its own, which then ends with whatever it was given.
  static func onThread(_ body: @escaping @Sendable () -> Int32) -> Int32 {
    let result = OneResult()
    guard let thread = try? PinnedThread(cpus: [], body: { result.store(body()) }) else {
      return EAGAIN
    }
    thread.join()
    return result.load()
  }
}

private final class OneResult: Sendable {
  private let value = Atomic<Int32>(0)

  func store(_ result: Int32) { value.store(result, ordering: .releasing) }
  func load() -> Int32 { value.load(ordering: .acquiring) }
}

/// Descriptors of processes, by which they can be signalled whatever becomes of their numbers.
enum ProcessDescriptor {
  /// Why there are none; `nil` when there are.
  static var obstacle: String? {
    let descriptor = cplatform_process_descriptor(getpid())
    guard descriptor < 0 else {
      close(descriptor)
      return nil
    }
    return "pidfd_open failed (\(SystemError.text(of: -descriptor))): it takes Linux 5.4"
  }
}

extension SystemError {
  /// The kernel's words for an `errno`.
  static func text(of code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
