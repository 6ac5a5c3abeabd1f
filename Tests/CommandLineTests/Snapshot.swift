import Foundation
import Testing

/// Texts that only change when somebody means it.
enum Snapshot {
  /// The recorded text; with `BULKHEAD_RECORD` set, `now` is recorded in the sources and returned.
  static func text(_ name: String, now: String, file: String = #filePath) throws -> String {
    if ProcessInfo.processInfo.environment["BULKHEAD_RECORD"] != nil {
      let source = URL(filePath: file).deletingLastPathComponent().appending(
        path: "Fixtures/\(name)")
      try now.write(to: source, atomically: true, encoding: .utf8)
      return now
    }
    let recorded = try #require(Bundle.module.resourceURL).appending(path: "Fixtures/\(name)")
    return try String(contentsOf: recorded, encoding: .utf8)
  }
}
