/// A file that an export consists of.
public struct ExportedFile: Sendable, Equatable {
  /// Path inside the folder of the exports, for instance `hdr/c000-job_latency.hgrm`.
  public let path: String
  public let text: String

  public init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
  }
}
