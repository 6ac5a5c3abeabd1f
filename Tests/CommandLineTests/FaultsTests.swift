import Foundation
import Results
import Testing

@Suite("bulkhead faults, end to end", .serialized, .timeLimit(.minutes(2)))
struct FaultsTests {
  @Test("It ends in a table, rows that can be read again, events and a report")
  func run() throws {
    let folder = try Folder()
    let ending = try Executable.run(
      [
        "faults", "--backend", "thread,process", "--fault", "exit,triple-fault", "--frames", "40",
        "--rounds", "1", "--priority", "batch", "-o", "output",
      ], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    let paths = try ending.paths()
    let directory = folder.path(paths.results)
    let results = try ResultSet(reading: directory)
    #expect(ResultSet.verify(directory).isEmpty)
    #expect(
      results.faults.map { "\($0.fault) \($0.backend)" }.sorted() == [
        "exit process", "exit thread", "triple-fault process", "triple-fault thread",
      ])
    for row in results.faults {
      #expect((row.status == .unavailable) == (row.fault == "triple-fault"))
      #expect(!row.detail.isEmpty)
    }
    let thread = try #require(results.faults.first { $0.backend == "thread" && $0.fault == "exit" })
    #expect(thread.isSinglePointOfFailure == true)
    let process = try #require(
      results.faults.first { $0.backend == "process" && $0.fault == "exit" })
    #expect(process.isSinglePointOfFailure == false)
    #expect(results.events.contains { $0.kind == "fault_injected" && $0.subject == "faulty" })
    let page = try String(contentsOfFile: folder.path(paths.report), encoding: .utf8)
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
