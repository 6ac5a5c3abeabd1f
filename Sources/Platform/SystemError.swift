import Glibc

/// A system call that failed: what was tried and the kernel's reason.
public struct SystemError: Error, Equatable, CustomStringConvertible {
  /// What was tried, for instance `pin a thread to CPU 7`.
  public let operation: String
  /// The `errno`.
  public let code: CInt

  public init(_ operation: String, code: CInt) {
    self.operation = operation
    self.code = code
  }

  public var description: String {
    "cannot \(operation): \(unsafe String(cString: strerror(code))) (errno \(code))"
  }

  /// Throws when a call that returns an `errno` did not return 0.
  static func check(_ code: CInt, _ operation: @autoclosure () -> String) throws(SystemError) {
    if code != 0 { throw SystemError(operation(), code: code) }
  }
}
