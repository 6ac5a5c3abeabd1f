import Foundation
import Testing

/// A program of somebody else's that a test wants to see read what Bulkhead writes.
enum ForeignTool {
  /// Where programs are looked for: first among those that `Scripts/analysis-tools` installs.
  static let searchPath =
    ReferenceRun.repository.appending(path: ".build/analysis/bin").path + ":"
    + (ProcessInfo.processInfo.environment["PATH"] ?? "")

  static func isHere(_ name: String) -> Bool {
    searchPath.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
    }
  }

  /// Whether `python3` has the modules.
  static func python(has modules: String) -> Bool {
    guard isHere("python3"), let folder = try? Folder() else { return false }
    return (try? shell("python3 -c 'import \(modules)'", in: folder).status) == 0
  }

  /// Runs a line of a shell in a folder.
  static func shell(
    _ line: String, in folder: Folder, variables: [String: String] = [:]
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder.url
    process.environment = ProcessInfo.processInfo.environment
      .merging(["PATH": searchPath]) { $1 }.merging(variables) { $1 }
    // A file: a pipe that nobody empties would stop it.
    let file = folder.url.appending(path: ".\(UUID().uuidString).out")
    try Data().write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try String(contentsOf: file, encoding: .utf8))
  }
}

/// A run of this project's that is kept for all to see.
enum ReferenceRun {
  static func path(_ name: String) -> String {
    repository.appending(path: "results/\(name)").path
  }

  static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
}
