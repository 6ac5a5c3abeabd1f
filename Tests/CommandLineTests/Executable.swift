import Foundation
import Glibc
import Testing

/// The real `bulkhead`, as a user starts it.
enum Executable {
  /// How a process ended, and what it said.
  struct Ending {
    /// The exit code; the negative number of the signal when one ended it.
    let status: Int32
    let output: String
    let errors: String

    var outputLines: [String] { output.split(separator: "\n").map(String.init) }
    /// The results directory and the report, which a measuring command prints last.
    func paths(
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> (results: String, report: String) {
      let last = outputLines.suffix(2).map { $0.split(separator: " ").map(String.init) }
      try #require(
        last.map(\.first) == ["results", "report"], "\(output)\(errors)",
        sourceLocation: sourceLocation)
      return (last[0][1], last[1][1])
    }

    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
  }

  struct NotBuilt: Error, CustomStringConvertible {
    let description: String
  }

  /// It stands where the test bundle stands; `BULKHEAD_EXECUTABLE` names another.
  static func url() throws -> URL {
    if let path = ProcessInfo.processInfo.environment["BULKHEAD_EXECUTABLE"] {
      return URL(filePath: path)
    }
    let places = [
      URL(filePath: "/proc/self/exe").resolvingSymlinksInPath(), Bundle.module.bundleURL,
    ]
    for place in places {
      let candidate = place.deletingLastPathComponent().appending(path: "bulkhead")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    }
    throw NotBuilt(
      description: "no executable bulkhead beside the test bundle; run `swift build` first")
  }

  /// Runs it to its end.
  static func run(
    _ arguments: [String], in directory: Folder, environment: [String: String] = [:]
  ) throws -> Ending {
    try Running(arguments, in: directory, environment: environment).wait()
  }
}

/// A `bulkhead` that was started.
///
/// Its output goes into files: a pipe that nobody empties would stop it.
final class Running {
  private let process = Process()
  /// Keeps the directory while it is needed.
  private let folder: Folder
  private let output: URL
  private let errors: URL

  /// - Parameter shell: What a shell does before it becomes `bulkhead`.
  init(
    _ arguments: [String], in directory: Folder, environment: [String: String] = [:],
    standardOutput: FileHandle? = nil, standardError: FileHandle? = nil, shell: String? = nil
  ) throws {
    folder = directory
    let number = UUID().uuidString
    output = directory.url.appending(path: ".\(number).out")
    errors = directory.url.appending(path: ".\(number).err")
    for file in [output, errors] { try Data().write(to: file) }
    let executable = try Executable.url()
    process.executableURL = shell == nil ? executable : URL(filePath: "/bin/sh")
    process.arguments =
      shell.map { ["-c", "\($0); exec \"$0\" \"$@\"", executable.path] + arguments } ?? arguments
    process.currentDirectoryURL = directory.url
    // Of the surroundings only what a program needs: neither hwloc's variables nor the terminal's.
    let kept = ProcessInfo.processInfo.environment.filter {
      ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"].contains($0.key)
    }
    // Help is wrapped for 80 columns, and tables take as many as in a pipe; in all the letters there are.
    let isHelp = arguments.isEmpty || arguments.first == "help"
    let usual = ["COLUMNS": isHelp ? "80" : "100", "LANG": "C.UTF-8"]
    process.environment = kept.merging(usual) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try standardOutput ?? FileHandle(forWritingTo: output)
    process.standardError = try standardError ?? FileHandle(forWritingTo: errors)
    try process.run()
  }

  deinit { if process.isRunning { send(SIGKILL) } }

  var isRunning: Bool { process.isRunning }

  var processIdentifier: Int32 { process.processIdentifier }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for its end.
  func wait() throws -> Executable.Ending {
    process.waitUntilExit()
    return Executable.Ending(
      status: process.terminationReason == .exit
        ? process.terminationStatus : -process.terminationStatus,
      output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }
}
