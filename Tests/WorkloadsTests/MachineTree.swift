import Foundation

/// A machine that is a folder of files, as long as the body runs.
func withMachine<Result>(
  _ files: [String: String], _ body: (_ root: String) throws -> Result
) throws -> Result {
  let root = NSTemporaryDirectory() + "bulkhead-machine-\(UUID().uuidString)"
  defer { try? FileManager.default.removeItem(atPath: root) }
  try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  for (path, text) in files {
    let file = root + path
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
  }
  return try body(root)
}
