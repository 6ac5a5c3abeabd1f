import Foundation
import Glibc
import Results
import Testing

@Suite("Leakage, end to end", .serialized, .timeLimit(.minutes(30)))
struct LeakageTests {
  @Test("A short study ends in a table and two paths, with three rows for each case")
  func study() throws {
    let folder = try Folder()
    let ending = try Executable.run(
      [
        "leakage", "-n", "100", "--channels", "l1,tlb", "--policies", "sliced,sliced-guard+process",
        "-o", "output", "--seed", "5",
      ], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.contains("M0: what M stays below"))
    let paths = try ending.paths()
    let directory = folder.path(paths.results)
    let results = try ResultSet(reading: directory)
    #expect(ResultSet.verify(directory).isEmpty)
    #expect(results.provenance.command == "leakage")
    for channel in ["l1", "tlb"] {
      for policy in ["sliced", "sliced-guard+process"] {
        let rows = results.leakage.filter { $0.channel == channel && $0.policy == policy }
        guard rows.allSatisfy({ $0.verdict != .unavailable }) else {
          #expect(rows.count == 1 && !rows[0].reason.isEmpty)
          continue
        }
        #expect(rows.map(\.arm) == [.signal, .positive, .negative])
        for row in rows where row.observations > 0 {
          #expect(row.symbols == 4 && row.windowNanoseconds == 250_000)
          #expect((row.leakMillibits ?? -1) >= 0 && (row.pValue ?? 0) > 0)
          let cells = results.leakageCounts.filter {
            $0.channel == channel && $0.policy == policy && $0.arm == row.arm
          }
          #expect(cells.reduce(0) { $0 + $1.count } == row.observations)
        }
      }
    }
    let page = try String(contentsOfFile: folder.path(paths.report), encoding: .utf8)
    #expect(page.contains("id=\"leakage\""))
  }

  @Test("A policy without windows has a reason in the place of numbers")
  func withoutWindows() throws {
    let folder = try Folder()
    let ending = try Executable.run(
      ["leakage", "-n", "100", "--channels", "l1", "--policies", "sliced,pinned", "-o", "output"],
      in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(
      ending.output.replacing("\n", with: " ").contains(
        "pinned: unavailable: partitions do not take turns"))
  }

  @Test(
    "What cannot be measured is refused before anything is written",
    arguments: [
      (["--channels", "l3"], "unknown channel 'l3'; did you mean 'l1'?"),
      (["--channels", "l1,l1"], "--channels takes different names"),
      (["--policies", "slicd"], "unknown policy 'slicd'; did you mean 'sliced'?"),
      (["--policies", "sliced+gang"], "sliced and gang both decide when partitions run"),
      (["--window", "5us"], "--window takes 200us to 100ms"),
      (["-n", "3"], "--observations takes 100 to 10000000, not 3"),
      (["--symbols", "1"], "--symbols takes 2 to 16, not 1"),
      (["-D", "0"], "--duration takes 1s to 24h"),
    ])
  func mistakes(_ arguments: [String], message: String) throws {
    let folder = try Folder()
    let ending = try Executable.run(["leakage"] + arguments, in: folder)
    #expect(ending.status == 1)
    #expect(ending.errors.contains(message), "\(ending.errors)")
    #expect(ending.errorLines.count == 1)
    #expect(try folder.entries().isEmpty)
  }

  @Test("Without any policy under which partitions take turns it says which feature is missing")
  func nothing() throws {
    let folder = try Folder()
    let ending = try Executable.run(
      ["leakage", "--policies", "pinned", "--channels", "l1"], in: folder)
    #expect(ending.status == 5)
    #expect(ending.errors.contains("do not take turns"))
    #expect(try folder.entries().isEmpty)
  }
}
