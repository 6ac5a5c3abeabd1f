import Foundation
import Results
import Statistics
import Testing

/// `frictionless validate`, from the PATH or from where Scripts/analysis-tools puts it.
private enum Frictionless {
  static let path: String? = {
    let searched = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let repository = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let places =
      searched.map(String.init) + [repository.appending(path: ".build/analysis/bin").path]
    return places.map { "\($0)/frictionless" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// - Returns: whether it accepts the data set, and what it says.
  static func accepts(_ directory: String) throws -> (Bool, String) {
    let process = Process()
    process.executableURL = URL(filePath: try #require(path))
    process.arguments = ["validate", "datapackage.json"]
    process.currentDirectoryURL = URL(filePath: directory)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus == 0, String(decoding: output, as: UTF8.self))
  }
}

@Suite("The data set, as others check it", .timeLimit(.minutes(10)))
struct FrictionlessTests {
  @Test(
    "frictionless accepts a run that was killed and gone on with, and catches an altered byte",
    .enabled(if: Frictionless.path != nil, "no frictionless; Scripts/analysis-tools installs it"))
  func run() throws {
    var generator = seededGenerator()
    let folder = try Folder()
    try folder.write("tiny.yaml", tinySuite(more: "controls: false"))
    let running = try Running(["run", "tiny.yaml", "-q", "-o", "output"], in: folder)
    while running.isRunning, (try? folder.entries("output"))?.isEmpty ?? true { usleep(2_000) }
    running.send(SIGKILL)
    _ = try running.wait()
    let name = try #require(folder.entries("output").first)
    let ending = try Executable.run(["run", "--resume", "output/\(name)", "-q"], in: folder)
    let directory = try folder.path(ending.paths().results)
    let (isAccepted, said) = try Frictionless.accepts(directory)
    #expect(isAccepted, "\(said)")

    // A digit that stays a digit: only the hash tells.
    let path = "\(directory)/data/rounds.csv"
    var bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
    let digits = bytes.indices.filter { bytes[$0] == UInt8(ascii: "1") }
    let place = digits[Int(generator.next(below: UInt64(digits.count)))]
    bytes[place] = UInt8(ascii: "2")
    try Data(bytes).write(to: URL(filePath: path))
    #expect(try !Frictionless.accepts(directory).0, "byte \(place)")
    #expect(ResultSet.verify(directory).map(\.file) == ["data/rounds.csv"])
  }
}
