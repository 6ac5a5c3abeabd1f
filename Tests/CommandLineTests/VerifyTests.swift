import Foundation
import SyntheticRuns
import Testing

@Suite("bulkhead verify", .timeLimit(.minutes(10)))
struct VerifyTests {
  private func written(in folder: Folder) throws -> String {
    try SyntheticRun().write(in: folder.url.path, topology: "<topology/>")
  }

  @Test("Results as they were written pass with one line")
  func whole() throws {
    let folder = try Folder()
    let results = try written(in: folder)
    let ending = try Executable.run(["verify", results], in: folder)
    #expect(ending.status == 0, "\(ending.output)")
    #expect(ending.outputLines.count == 1)
    #expect(ending.output.hasPrefix("\(results): nothing wrong in "))
    #expect(ending.errors.isEmpty)
  }

  @Test(
    "The repository's own results are whole",
    arguments: [
      "policies", "fourteen-apps", "fourteen-apps-type2", "leakage", "residue", "reference",
    ])
  func references(name: String) throws {
    let ending = try Executable.run(["verify", ReferenceRun.path(name)], in: try Folder())
    #expect(ending.status == 0, "\(ending.output.prefix(500))")
  }

  @Test("An altered word is told with its file and line, beside the hash, with exit code 4")
  func altered() throws {
    let folder = try Folder()
    let results = try written(in: folder)
    let file = "\(results)/data/cells.csv"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    // As many bytes as before: only the hash and the schema tell.
    try text.replacing(",measured,", with: ",measureD,").write(
      toFile: file, atomically: false, encoding: .utf8)
    let ending = try Executable.run(["verify", results], in: folder)
    #expect(ending.status == 4)
    #expect(ending.outputLines.first == "\(file): was changed: its SHA-256 differs")
    #expect(ending.outputLines.count == 2)
    #expect(ending.outputLines.last?.hasPrefix("\(file):2:") == true)
    #expect(ending.outputLines.last?.contains("\"measureD\" is not one of planned") == true)
    #expect(ending.errors == "bulkhead: \(results): 2 problems\n")
  }

  @Test("What is no results directory is a mistake of usage")
  func none() throws {
    let folder = try Folder()
    let ending = try Executable.run(["verify", folder.url.path], in: folder)
    #expect(ending.status == 1)
    #expect(ending.errors.contains("not a results directory"))
  }

  @Test("A report refuses a file that was cut, and points to verify")
  func cut() throws {
    let folder = try Folder()
    let results = try written(in: folder)
    let file = "\(results)/data/rounds.csv"
    let bytes = try Data(contentsOf: URL(filePath: file))
    try bytes.dropLast(40).write(to: URL(filePath: file))
    let ending = try Executable.run(["report", results], in: folder)
    #expect(ending.status == 1)
    #expect(ending.errors.contains("\(file): was changed after the run"))
    #expect(ending.errors.contains("`bulkhead verify`"))
  }
}
