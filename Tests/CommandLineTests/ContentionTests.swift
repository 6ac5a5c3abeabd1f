import Foundation
import Testing

@Suite("bulkhead contention, end to end")
struct ContentionTests {
  @Test(
    "It ends in a table, a results directory and a report that can be made again",
    .enabled(if: ProcessInfo.processInfo.activeProcessorCount > 1, "needs 2 CPUs"))
  func run() throws {
    let folder = try Folder()
    let ending = try Executable.run(
      ["contention", "--duration", "1s", "--seed", "7", "-o", "out"], in: folder)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.contains("hand-over, one way (half a round trip), median in ns"))
    #expect(ending.output.contains("seed 7"))
    #expect(!ending.output.contains("\u{1B}"), "no colour without a terminal")
    let (results, page) = try ending.paths()

    let csv = try String(
      contentsOfFile: folder.path("\(results)/data/contention.csv"), encoding: .utf8)
    #expect(csv.hasPrefix("kind,workload,protocol,cpus,threads,cpu,round_trip_min_ns,"))
    #expect(csv.contains("\nhand_over,ping-pong,"))
    #expect(csv.contains("\ncontended,atomic-add,"))

    let report = try Executable.run(["report", results, "-o", "-"], in: folder)
    #expect(report.status == 0)
    let isSame = try report.output == String(contentsOfFile: folder.path(page), encoding: .utf8)
    #expect(isSame, "the report is another one than that of contention")
    #expect(report.output.contains("<h1>Contention report</h1>"))
    let plot = try Executable.run(["plot", results, "-o", "figures"], in: folder)
    #expect(plot.outputLines == ["figures/hand-over.svg", "figures/topology.svg"])
  }

  @Test(
    "Quiet, it prints the two paths and nothing else",
    .enabled(if: ProcessInfo.processInfo.activeProcessorCount > 1, "needs 2 CPUs"))
  func quiet() throws {
    let ending = try Executable.run(
      ["contention", "-q", "-D", "200ms", "-o", "out"], in: Folder())
    #expect(ending.status == 0)
    #expect(ending.errors.isEmpty)
    #expect(ending.outputLines.map { $0.prefix(9) } == ["results  ", "report   "])
  }
}
