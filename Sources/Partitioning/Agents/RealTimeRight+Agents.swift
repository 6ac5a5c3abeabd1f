import CPlatform
import Glibc
import Platform

extension RealTimeRight {
  /// The highest priority that agents use.
  static let agentPriority = 60

  /// Why agents cannot have their priorities; `nil` when they can.
  static var obstacle: String? { obstacle(priority: agentPriority) }

  /// What the kernel's brake will do to a core that partitions keep busy; `nil` when it is off.
  static var throttling: String? {
    let brake = RealTimeThrottling()
    return brake.reading?.isOff == true ? nil : brake.text
  }
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
