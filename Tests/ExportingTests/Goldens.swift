import Foundation
import Testing

/// The text of a golden file; `BULKHEAD_RECORD=1` writes it anew, to be looked at in the diff.
func golden(_ name: String, _ text: String) throws -> String {
  if ProcessInfo.processInfo.environment["BULKHEAD_RECORD"] != nil {
    let place = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Fixtures/\(name)")
    try Data(text.utf8).write(to: place)
    return text
  }
  let url = try #require(Bundle.module.resourceURL).appending(path: "Fixtures/\(name)")
  return try String(contentsOf: url, encoding: .utf8)
}
