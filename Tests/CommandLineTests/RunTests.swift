import Foundation
import Glibc
import Results
import Statistics
import Testing

/// A run that one test makes and several look at.
private struct FinishedRun {
  let folder: Folder
  let ending: Executable.Ending
  /// As `run` printed it, below the folder.
  let printed: String
  let directory: String
  let report: String

  init(seed: String) throws {
    folder = try Folder()
    try folder.write("tiny.yaml", tinySuite())
    ending = try Executable.run(
      ["run", "tiny.yaml", "--seed", seed, "-o", "output"], in: folder)
    let paths = try ending.paths()
    printed = paths.results
    directory = folder.path(printed)
    report = folder.path(paths.report)
  }
}

@Suite("A run, end to end", .serialized, .timeLimit(.minutes(30)))
struct RunTests {
  @Test("It ends in a table and two paths, and every command can read what it wrote")
  func finished() throws {
    let run = try FinishedRun(seed: "7")
    #expect(run.ending.status == 0, "\(run.ending.errors)")
    #expect(run.ending.output.contains("chase@16KiB beside alu"))
    #expect(
      try run.folder.entries("output").map { run.folder.path("output/\($0)") } == [run.directory])

    let results = try ResultSet(reading: run.directory)
    #expect(!results.isPartial)
    #expect(ResultSet.verify(run.directory).isEmpty)
    #expect(results.provenance.seed == 7)
    #expect(results.provenance.endedUTC != nil)
    #expect(Set(results.rounds.map(\.round)) == [0, 1])
    #expect(!results.windows.isEmpty)
    #expect(!results.summary.isEmpty)
    let suite = try String(contentsOfFile: "\(run.directory)/suite.yaml", encoding: .utf8)
    #expect(suite == tinySuite())
    try headers(run)

    let page = try String(contentsOfFile: run.report, encoding: .utf8)
    #expect(page.hasPrefix("<!doctype html>"))
    #expect(page.contains("dataset.ready"))
    #expect(!page.contains("src=\"http"))
    try readers(run, page)

    // The same seed plans the same again, byte for byte; another one does not.
    let again = try FinishedRun(seed: "7")
    let plan = try Data(contentsOf: URL(filePath: "\(run.directory)/plan.json"))
    #expect(try Data(contentsOf: URL(filePath: "\(again.directory)/plan.json")) == plan)
    let other = try FinishedRun(seed: "8")
    #expect(try Data(contentsOf: URL(filePath: "\(other.directory)/plan.json")) != plan)
  }

  /// Columns are what others' programs read: see `HelpTests.help` for how to record a change.
  private func headers(_ run: FinishedRun) throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(run.directory)/data")
      .sorted()
    let headers = try files.map { file in
      let text = try String(contentsOfFile: "\(run.directory)/data/\(file)", encoding: .utf8)
      return "\(file)\n  \(text.prefix { $0 != "\n" }.replacing(",", with: "\n  "))\n"
    }.joined(separator: "\n")
    #expect(try headers == Snapshot.text("headers.txt", now: headers))
  }

  /// `compare`, `report` and `plot` say the same again from the files alone.
  private func readers(_ run: FinishedRun, _ page: String) throws {
    let folder = run.folder
    let table = try Executable.run(["compare", run.printed], in: folder)
    #expect(table.status == 0)
    #expect(run.ending.output.contains(table.output))
    let csv = try Executable.run(["compare", run.printed, "--csv", "-"], in: folder)
    #expect(csv.output.hasPrefix("policy,victim,aggressor,"))

    let report = try Executable.run(["report", run.printed, "-o", "-"], in: folder)
    #expect(report.status == 0)
    let isSame = report.output == page
    #expect(isSame, "the report is another one than that of run")

    let plot = try Executable.run(["plot", run.printed, "-o", "figures"], in: folder)
    #expect(plot.status == 0)
    let figures = try folder.entries("figures")
    #expect(Set(plot.outputLines) == Set(figures.map { "figures/\($0)" }))
    for figure in figures {
      let svg = try String(contentsOfFile: folder.path("figures/\(figure)"), encoding: .utf8)
      #expect(svg.contains("<svg") && svg.contains("</svg>"))
    }
    let none = try Executable.run(["plot", run.printed, "--figure", "slowdwn"], in: folder)
    #expect(none.status == 1)
    #expect(none.errors == "bulkhead: unknown figure 'slowdwn'; did you mean 'slowdown'?\n")
    // None of this counts as a change of the results.
    #expect(ResultSet.verify(run.directory).isEmpty)
  }

  @Test("Quiet leaves the two paths, also when nobody reads what is printed")
  func quiet() throws {
    let folder = try Folder()
    try folder.write("tiny.yaml", tinySuite())
    let ending = try Executable.run(["run", "tiny.yaml", "-q"], in: folder)
    #expect(ending.status == 0)
    #expect(ending.errors.isEmpty)
    #expect(ending.outputLines.count == 2)

    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let unread = try Running(
      ["run", "tiny.yaml", "-o", "unread"], in: folder, standardOutput: pipe.fileHandleForWriting
    ).wait()
    #expect(unread.status == 0)
    let directory = try #require(folder.entries("unread").first)
    #expect(
      FileManager.default.fileExists(
        atPath: folder.path("unread/\(directory)/derived/report.html")))
  }

  // MARK: Interrupted

  /// A run that would go on for minutes, once it has written its first rows.
  private func longRun(in folder: Folder) throws -> (Running, directory: String) {
    try folder.write("long.yaml", tinySuite(rounds: 5000, more: "controls: false"))
    let running = try Running(["run", "long.yaml", "-o", "output"], in: folder)
    while running.isRunning {
      if let name = try? folder.entries("output").first,
        let rows = try? ResultSet(reading: folder.path("output/\(name)")).rounds, rows.count > 2
      {
        return (running, folder.path("output/\(name)"))
      }
      usleep(5_000)
    }
    Issue.record("the run ended by itself: \(try running.wait().errors)")
    throw CancellationError()
  }

  private func expectReadable(_ directory: String, in folder: Folder) throws {
    #expect(directory.hasSuffix(".partial"))
    let results = try ResultSet(reading: directory)
    #expect(results.isPartial)
    let table = try Executable.run(["compare", directory], in: folder)
    #expect(table.status == 0, "\(table.errors)")
    #expect(table.output.contains("PARTIAL RUN"))
  }

  @Test("One interrupt ends the round and writes everything, marked partial")
  func interruptedOnce() throws {
    let folder = try Folder()
    let (running, directory) = try longRun(in: folder)
    running.send(SIGINT)
    let ending = try running.wait()
    #expect(ending.status == 130)
    #expect(ending.errors.contains("finishing the round"))
    #expect(
      ending.errorLines.last?.hasPrefix(
        "bulkhead: interrupted: partial results were written; go on with bulkhead run --resume output/"
      ) == true)
    #expect(ending.outputLines.suffix(2).allSatisfy { $0.contains(".partial") })
    try expectReadable(directory, in: folder)

    let results = try ResultSet(reading: directory)
    let rounds = Dictionary(grouping: results.rounds, by: \.round).mapValues(\.count)
    #expect(Set(rounds.values).count == 1, "a round was left unfinished: \(rounds)")
    #expect(results.events.contains { $0.kind == "interrupted" })
    #expect(results.provenance.endedUTC != nil)
    #expect(FileManager.default.fileExists(atPath: "\(directory)/derived/report.html"))
  }

  @Test("A second interrupt stops at once, and what was measured is readable")
  func interruptedTwice() throws {
    let folder = try Folder()
    let (running, directory) = try longRun(in: folder)
    running.send(SIGINT)
    // Signals of one kind that are pending together are delivered once.
    for _ in 0..<400 where running.isRunning {
      usleep(5_000)
      running.send(SIGINT)
    }
    #expect(try running.wait().status == 130)
    try expectReadable(directory, in: folder)
  }

  @Test("A run under nohup outlives its terminal")
  func nohup() throws {
    let folder = try Folder()
    try folder.write("tiny.yaml", tinySuite(more: "controls: false"))
    let running = try Running(
      ["run", "tiny.yaml", "-q", "-o", "output"], in: folder, shell: "trap '' HUP")
    while running.isRunning {
      // Not before the shell has set its trap.
      if (try? folder.entries("output")) != nil { running.send(SIGHUP) }
      usleep(20_000)
    }
    let ending = try running.wait()
    #expect(ending.status == 0, "\(ending.errors)")
  }

  @Test("A disk that fills up fails the measurement, and what was written is readable")
  func fullDisk() throws {
    let folder = try Folder()
    try folder.write(
      "long.yaml", tinySuite(rounds: 300, policies: "sliced", more: "controls: false"))
    let ending = try Running(
      ["run", "long.yaml", "-q", "-o", "output"], in: folder, shell: "trap '' XFSZ; ulimit -f 200"
    ).wait()
    #expect(ending.status == 4)
    #expect(ending.errorLines.count == 1)
    #expect(ending.errors.contains("data/windows.csv: "), "\(ending.errors)")
    #expect(ending.errors.contains("ulimit -f"))
    let name = try #require(folder.entries("output").first)
    try expectReadable(folder.path("output/\(name)"), in: folder)
  }

  @Test("Killed at any moment, every file parses, and the next run is not disturbed")
  func killed() throws {
    var generator = seededGenerator()
    let folder = try Folder()
    try folder.write("tiny.yaml", tinySuite())
    try folder.write("long.yaml", tinySuite(rounds: 5000))
    for _ in 0..<5 {
      let running = try Running(["run", "long.yaml", "-o", "output"], in: folder)
      usleep(UInt32(generator.next(below: 1_500_000)))
      running.send(SIGKILL)
      #expect(try running.wait().status == -SIGKILL)
    }
    let left = (try? folder.entries("output")) ?? []
    for name in left { try expectReadable(folder.path("output/\(name)"), in: folder) }

    let next = try Executable.run(["run", "tiny.yaml", "-q", "-o", "output"], in: folder)
    #expect(next.status == 0)
    #expect(try folder.entries("output").count == left.count + 1)
  }
}
