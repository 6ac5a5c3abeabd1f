import Foundation
import Glibc
import Results
import Testing

@Suite("The residue, end to end", .serialized, .timeLimit(.minutes(30)))
struct ResidueTests {
  @Test("A short study ends in a table, two paths, rows for every case or its reason, and figures")
  func study() throws {
    let folder = try Folder()
    let ending = try Executable.run(
      [
        "residue", "--rounds", "1", "--footprints", "64KiB,2MiB", "--victim", "128KiB", "-p",
        "sliced-guard,sliced-guard+flush", "--window", "4ms", "--seed", "3", "-o", "output",
      ], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    let paths = try ending.paths()
    let directory = folder.path(paths.results)
    let results = try ResultSet(reading: directory)
    #expect(ResultSet.verify(directory).isEmpty)
    #expect(results.provenance.command == "residue" && results.provenance.seed == 3)
    for policy in ["sliced-guard", "sliced-guard+flush"] {
      let rows = results.residueSummary.filter { $0.policy == policy }
      // One row that says why, or one for each footprint, `none` included without being asked for.
      guard rows.compactMap(\.footprintBytes) != [] else {
        #expect(rows.count == 1 && !rows[0].reason.isEmpty)
        continue
      }
      #expect(rows.compactMap(\.footprintBytes) == [0, 64 << 10, 2 << 20])
      for row in rows where row.reason.isEmpty {
        #expect(row.rounds == 1 && row.windows > 0)
        #expect(row.firstNanoseconds ?? 0 > 0 && row.warmNanoseconds ?? 0 > 0)
        #expect(row.firstLowerNanoseconds == nil, "one round has no interval")
        #expect(!row.evidence.isEmpty && row.isInForce != nil)
        let curve = results.residue.filter {
          $0.policy == policy && $0.footprintBytes == row.footprintBytes
        }
        #expect(curve.map(\.positionAccesses) == curve.map(\.positionAccesses).sorted())
        #expect(curve.first?.positionAccesses == 0)
      }
    }
    let page = try String(contentsOfFile: folder.path(paths.report), encoding: .utf8)
    #expect(page.contains("id=\"residue\""))
    guard results.residueSummary.contains(where: { $0.firstNanoseconds != nil }) else { return }
    let plot = try Executable.run(["plot", paths.results, "--figure", "residue"], in: folder)
    #expect(plot.status == 0, "\(plot.errors)")
  }

  @Test(
    "What cannot be measured is refused before anything is written",
    arguments: [
      (["-p", "slicd"], "unknown policy 'slicd'; did you mean 'sliced'?"),
      (["-p", "gang,gang"], "--policies takes different names"),
      (["-p", "gang+sliced"], "gang and sliced both decide"),
      (["-p", "pinned"], "under pinned partitions have no windows"),
      (["--footprints", "large"], "--footprints: 'large' is not a size"),
      (["--footprints", "L2,L2"], "--footprints takes different sizes"),
      (["--victim", "4KiB"], "--victim takes at least 128KiB"),
      (["--window", "5us"], "--window takes 100us to 1s"),
      (["--rounds", "0"], "--rounds takes a number from 1 to 1000"),
      (["-P", "fifo:100"], "--priority takes fifo:1 to fifo:99"),
    ])
  func mistakes(_ arguments: [String], message: String) throws {
    let folder = try Folder()
    let ending = try Executable.run(["residue"] + arguments, in: folder)
    #expect(ending.status == 1)
    #expect(ending.errors.contains(message), "\(ending.errors)")
    #expect(ending.errorLines.count == 1)
    #expect(try folder.entries().isEmpty)
  }
}
