import Glibc

/// Keeps all cores out of idle states for as long as it lives, as cyclictest does: a timer then finds its core awake.
///
/// The kernel takes the request back when the descriptor is closed, whichever way the process ends
/// (Documentation/power/pm_qos_interface.rst), so that there is nothing to undo after a crash.
@safe public final class WakefulCores: Sendable {
  private static let path = "/dev/cpu_dma_latency"
  private let descriptor: CInt

  /// - Throws: `SystemError` where the kernel has no such device or this user may not write to it.
  public init() throws(SystemError) {
    descriptor = unsafe open(Self.path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("write to \(Self.path)", code: errno) }
    var microseconds: Int32 = 0
    guard unsafe write(descriptor, &microseconds, 4) == 4 else {
      let code = errno
      close(descriptor)
      throw SystemError("write to \(Self.path)", code: code)
    }
  }

  deinit { close(descriptor) }
}
