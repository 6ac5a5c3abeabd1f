/// A file that an export consists of.
public struct ExportedFile: Sendable, Equatable {
  /// Path inside the folder of the exports, for instance `hdr/c000-job_latency.hgrm`.
  public let path: String
  /// All of the file; it ends with a line feed where lines are what it consists of.
  public let text: String

  public init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
  }

  /// Whether the path leads to a place in the folder, whatever it was made of.
  public var isInside: Bool {
    !path.hasPrefix("/") && !path.split(separator: "/").contains("..") && !path.contains("\0")
  }
}
