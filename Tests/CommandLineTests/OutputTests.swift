import Foundation
import Testing

@Suite("What is printed and written", .timeLimit(.minutes(5)))
struct OutputTests {
  @Test(
    "A disk that is full behind standard output is told, with exit code 4",
    arguments: [["list", "workloads"], ["--help"], ["compare", "RESULT", "--csv", "-"]])
  func full(arguments: [String]) throws {
    let arguments = arguments.map { $0 == "RESULT" ? ReferenceRun.path("reference") : $0 }
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let ending = try Running(arguments, in: Folder(), standardOutput: full).wait()
    #expect(ending.status == 4)
    #expect(ending.errors == "bulkhead: cannot write all of the output: No space left on device\n")
  }

  @Test("A reader that has seen enough is no failure")
  func closed() throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let ending = try Running(
      ["list", "workloads"], in: Folder(), standardOutput: pipe.fileHandleForWriting,
      shell: "trap '' PIPE"
    ).wait()
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.isEmpty)
  }

  @Test(
    "A place that cannot be written to is one line, and says whose fault it is",
    arguments: [
      ("/dev/full", 4, "cannot write /dev/full: No space left on device"),
      (".", 1, "Is a directory; name a file in it"),
    ])
  func place(path: String, status: Int, says: String) throws {
    let ending = try Executable.run(
      ["report", ReferenceRun.path("leakage"), "-o", path], in: Folder())
    #expect(ending.status == status)
    try #require(ending.errorLines.count == 1, "\(ending.errors)")
    #expect(ending.errorLines[0].contains(says), "\(ending.errors)")
  }

  @Test("A file where a results directory is asked for is called one")
  func file() throws {
    let folder = try Folder()
    try folder.write("suite.yaml", tinySuite())
    let ending = try Executable.run(["report", "suite.yaml"], in: folder)
    #expect(ending.status == 1)
    #expect(
      ending.errors
        == "bulkhead: suite.yaml: not a results directory; it is a file: name the directory that holds datapackage.json\n"
    )
  }

  @Test("Where no deployment can be found, the list says where some are")
  func deployments() throws {
    let ending = try Executable.run(["list", "deployments"], in: Folder())
    #expect(ending.status == 0)
    #expect(ending.output.contains("benches/deployments"))
  }
}
