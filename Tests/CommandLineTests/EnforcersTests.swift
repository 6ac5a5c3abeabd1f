import Foundation
import Glibc
import Results
import Testing

@Suite("Enforcers, end to end", .serialized, .timeLimit(.minutes(30)))
struct EnforcersTests {
  @Test("A short study ends in a table and two paths, with a row for every case or its reason")
  func study() throws {
    let folder = try Folder()
    let ending = try Executable.run(
      ["enforcers", "-D", "2s", "--windows", "1ms", "-e", "timer,cooperative", "-o", "output"],
      in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.contains("windows of 1.00 ms"))
    let paths = try ending.paths()
    let directory = folder.path(paths.results)
    let results = try ResultSet(reading: directory)
    #expect(ResultSet.verify(directory).isEmpty)
    #expect(results.provenance.command == "enforcers")
    for name in ["timer", "cooperative"] {
      let rows = results.enforcers.filter { $0.enforcer == name }
      #expect(
        Set(rows.map(\.guardBand)) == [.auto, .none] || rows.allSatisfy { !$0.reason.isEmpty })
      for row in rows where row.reason.isEmpty {
        #expect(row.windows > 0 && row.windows % row.turns == 0)
        #expect(row.late + row.missed <= row.windows)
        #expect(row.schedulingClass == "batch" && row.backend == "thread")
      }
    }
    let page = try String(contentsOfFile: folder.path(paths.report), encoding: .utf8)
    #expect(page.contains("id=\"enforcers\""))
  }

  @Test(
    "What cannot be measured is refused before anything is written",
    arguments: [
      (["-e", "tmer"], "unknown enforcer 'tmer'; did you mean 'timer'?"),
      (["-e", "timer,timer"], "--enforcer takes different names"),
      (["--windows", "5us"], "--windows takes 100us to 1s"),
      (["--windows", "1ms,1000us"], "--windows takes different lengths"),
      (["--backend", "thraed"], "unknown backend 'thraed'; did you mean 'thread'?"),
      (["-P", "fifo:100"], "--priority takes fifo:1 to fifo:99"),
      (["-D", "0"], "--duration takes 1s to 24h"),
    ])
  func mistakes(_ arguments: [String], message: String) throws {
    let folder = try Folder()
    let ending = try Executable.run(["enforcers"] + arguments, in: folder)
    #expect(ending.status == 1)
    #expect(ending.errors.contains(message), "\(ending.errors)")
    #expect(ending.errorLines.count == 1)
    #expect(try folder.entries().isEmpty)
  }

  @Test("A run at a real-time priority says so in its results, or says what right is missing")
  func priority() throws {
    let folder = try Folder()
    try folder.write("tiny.yaml", tinySuite())
    let ending = try Executable.run(
      ["run", "tiny.yaml", "-P", "fifo:10", "-o", "output"], in: folder)
    guard ending.status == 0 else {
      #expect(ending.status == 5)
      #expect(ending.errors.contains("not allowed here"), "\(ending.errors)")
      return #expect(try folder.entries() == ["tiny.yaml"])
    }
    let name = try #require(try folder.entries("output").first)
    let results = try ResultSet(reading: folder.path("output/\(name)"))
    #expect(results.provenance.notes.contains { $0.contains("fifo:10") })
  }
}
