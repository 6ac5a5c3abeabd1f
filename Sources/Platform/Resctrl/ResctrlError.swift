/// What a resctrl file system does not do, or a file of it that is not what the kernel documents.
public struct ResctrlError: Error, Equatable, CustomStringConvertible {
  public let path: String
  public let reason: String

  public init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }

  public var description: String { "\(path): \(reason)" }
}
