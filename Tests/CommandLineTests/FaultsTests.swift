import Foundation
import Results
import Testing

@Suite("bulkhead faults, end to end", .serialized, .timeLimit(.minutes(30)))
struct FaultsTests {
  /// One study, with what it wrote about who took the module along.
  private func study(
    in folder: Folder
  ) throws -> (report: String, directory: String, results: ResultSet, failurePoints: [String]) {
    let ending = try Executable.run(
      [
        "faults", "--backend", "thread,process", "--fault", "exit,triple-fault", "--frames", "40",
        "--rounds", "1", "--priority", "batch", "-o", "output",
      ], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    let paths = try ending.paths()
    let directory = folder.path(paths.results)
    let results = try ResultSet(reading: directory)
    let points = results.faults.filter { $0.isSinglePointOfFailure == true }.map(\.backend)
    return (folder.path(paths.report), directory, results, points)
  }

  @Test("It ends in a table, rows that can be read again, events and a report")
  func run() throws {
    let folder = try Folder()
    var (report, directory, results, failurePoints) = try study(in: folder)
    // Ordinary threads of a busy machine can miss the windows in which the fault would be committed.
    for _ in 0..<5 where failurePoints != ["thread"] {
      (report, directory, results, failurePoints) = try study(in: folder)
    }
    #expect(failurePoints == ["thread"])
    #expect(ResultSet.verify(directory).isEmpty)
    #expect(
      results.faults.map { "\($0.fault) \($0.backend)" }.sorted() == [
        "exit process", "exit thread", "triple-fault process", "triple-fault thread",
      ])
    for row in results.faults {
      #expect((row.status == .unavailable) == (row.fault == "triple-fault"))
      #expect(!row.detail.isEmpty)
    }
    let process = try #require(
      results.faults.first { $0.backend == "process" && $0.fault == "exit" })
    #expect(process.isSinglePointOfFailure == false)
    #expect(results.events.contains { $0.kind == "fault_injected" && $0.subject == "faulty" })
    let page = try String(contentsOfFile: report, encoding: .utf8)
    #expect(page.contains("id=\"faults\""))
  }

  @Test(
    "A mistake is one line that says what would be right, and nothing is written",
    arguments: [
      (["--fault", "segf"], "did you mean 'segv'?"),
      (["--backend", "docker"], "thread, process, container and vm"),
      (["--frames", "3"], "40 to"), (["--rounds", "0"], "1 to"),
      (["--enforcer", "tmier"], "did you mean 'timer'?"),
      (["--fault", ","], "bulkhead list faults"),
    ])
  func mistake(_ arguments: [String], says: String) throws {
    let folder = try Folder()
    let ending = try Executable.run(["faults"] + arguments, in: folder)
    #expect(ending.status == 1)
    #expect(ending.errorLines.count == 1 && ending.errors.contains(says), "\(ending.errors)")
    #expect(try folder.entries().isEmpty)
  }
}
