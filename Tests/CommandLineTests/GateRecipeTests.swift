import Foundation
import Testing

/// The script of docs/gates.md, run as it stands there, with a `bulkhead` that only says with which code it would end.
@Suite("The recipe for pipelines")
struct GateRecipeTests {
  private static func script() throws -> String {
    let guide = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/gates.md")
    let text = try String(contentsOf: guide, encoding: .utf8)
    let blocks = text.components(separatedBy: "```sh\n").dropFirst()
    return try #require(blocks.first?.components(separatedBy: "```").first)
  }

  /// How the script ends when `run` and `compare` end with these codes.
  private func ending(
    run: Int, compare: Int, hasReference: Bool, in folder: Folder
  ) throws -> (status: Int32, log: [String]) {
    try folder.write("partition-gate", try Self.script())
    try folder.makeFolder("bin")
    try folder.write(
      "stand-in",
      """
      #!/bin/sh
      echo "$*" >> log
      [ "$1" = compare ] && exit \(compare)
      mkdir -p measured/one && touch measured/one/datapackage.json
      exit \(run)

      """)
    if hasReference { try folder.makeFolder("reference") }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    // Made executable by the shell: a file that this process wrote is still open in what other tests are just starting, and cannot
    // be run meanwhile (ETXTBSY).
    process.arguments = [
      "-c",
      "cp stand-in bin/bulkhead && chmod 755 bin/bulkhead && exec sh partition-gate suite.yaml reference",
    ]
    process.currentDirectoryURL = folder.url
    process.environment = ["PATH": "\(folder.path("bin")):/usr/bin:/bin"]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let log = try String(contentsOf: folder.url.appending(path: "log"), encoding: .utf8)
    return (process.terminationStatus, log.split(separator: "\n").map(String.init))
  }

  @Test(
    "It fails on what is shown, and lets pass with a warning what is not settled",
    arguments: [
      (0, 0, 0), (0, 2, 2), (2, 0, 2), (3, 0, 0), (0, 3, 0), (3, 2, 2), (4, 0, 4), (0, 1, 1),
    ])
  func codes(run: Int, compare: Int, expected: Int32) throws {
    let folder = try Folder()
    let ending = try ending(run: run, compare: compare, hasReference: true, in: folder)
    #expect(ending.status == expected)
    #expect(ending.log[0].hasPrefix("run suite.yaml --quiet"))
    if [0, 3].contains(run) {
      #expect(ending.log.last == "compare reference measured/one/ --fail-regression 5%")
    }
  }

  @Test("The first run becomes the reference")
  func first() throws {
    let folder = try Folder()
    let ending = try ending(run: 0, compare: 2, hasReference: false, in: folder)
    #expect(ending.status == 0)
    #expect(ending.log.count == 1)
    #expect(try folder.entries("reference") == ["datapackage.json"])
  }
}
