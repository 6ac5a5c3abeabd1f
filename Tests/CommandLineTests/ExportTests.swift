import Foundation
import Results
import Testing

@Suite("Exports", .serialized, .timeLimit(.minutes(10)))
struct ExportTests {
  private static let formats = [
    "json", "hdr", "benchstat", "google-benchmark", "gnuplot", "parquet", "sqlite",
  ]

  private func exported(_ format: String, of run: String, in folder: Folder) throws -> [String] {
    let ending = try Executable.run(
      ["export", run, "--format", format, "-o", "exports"], in: folder,
      environment: ["PATH": ForeignTool.searchPath])
    try #require(ending.status == 0, "\(ending.errors)")
    return ending.outputLines
  }

  @Test("Texts come out the same twice, in the run's derived folder unless another is named")
  func twice() throws {
    let folder = try Folder()
    let run = folder.path("run")
    try FileManager.default.copyItem(atPath: ReferenceRun.path("reference"), toPath: run)
    // Whoever looked at the reference run has its report there.
    try? FileManager.default.removeItem(atPath: "\(run)/derived")
    for format in ["json", "hdr", "benchstat", "google-benchmark", "gnuplot"] {
      let first = try exported(format, of: run, in: folder)
      let second = try Executable.run(["export", run, "--format", format], in: folder)
      #expect(
        first.map { $0.replacing("exports/", with: "") }
          == second.outputLines.map { $0.replacing("\(run)/derived/exports/", with: "") })
    }
    let difference = try ForeignTool.shell(
      "diff -r exports '\(run)/derived/exports'", in: folder)
    #expect(difference.status == 0, "\(difference.output)")
  }

  @Test("A wrong name gets the right one, and a run without jobs a reason")
  func mistakes() throws {
    let folder = try Folder()
    let run = ReferenceRun.path("residue")
    let unknown = try Executable.run(["export", run, "--format", "benchstats"], in: folder)
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("unknown format 'benchstats'; did you mean 'benchstat'?"))
    let far = try Executable.run(["export", run, "--format", "zzz"], in: folder)
    #expect(far.errors.contains("known: \(Self.formats.joined(separator: ", "))"))
    for format in ["hdr", "benchstat", "google-benchmark"] {
      let empty = try Executable.run(["export", run, "--format", format, "-o", "x"], in: folder)
      #expect(empty.status == 1)
      #expect(empty.errorLines.count == 1 && empty.errors.contains(" is empty)"))
    }
  }

  @Test("Where the tool is missing the exit code is 5, and the message says what to install")
  func missing() throws {
    let folder = try Folder()
    let run = ReferenceRun.path("residue")
    try folder.makeFolder("empty")
    for (format, hint) in [("sqlite", "apt install sqlite3"), ("parquet", "pip install duckdb")] {
      let ending = try Executable.run(
        ["export", run, "--format", format, "-o", "exports"], in: folder,
        environment: ["PATH": folder.path("empty")])
      #expect(ending.status == 5)
      #expect(ending.errorLines.count == 1 && ending.errors.contains(hint), "\(ending.errors)")
    }
    #expect(try folder.entries("exports") == [])
  }

  @Test("A tool that fails is said to, in its own words, and leaves nothing behind")
  func failing() throws {
    let folder = try Folder()
    try folder.makeFolder("bin")
    try folder.write("bin/sqlite3", "#!/bin/sh\necho the disk is tired >&2\nexit 3\n")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.path("bin/sqlite3"))
    let ending = try Executable.run(
      ["export", ReferenceRun.path("residue"), "--format", "sqlite", "-o", "exports"],
      in: folder, environment: ["PATH": folder.path("bin")])
    #expect(ending.status == 4)
    #expect(ending.errors.contains("sqlite3 failed: the disk is tired"), "\(ending.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("exports")) == [])
  }

  @Test("Two runs are not exported into one folder, and `-` is none")
  func mixture() throws {
    let folder = try Folder()
    _ = try exported("gnuplot", of: ReferenceRun.path("reference"), in: folder)
    let before = try folder.entries("exports/gnuplot")
    _ = try exported("gnuplot", of: ReferenceRun.path("reference"), in: folder)
    let other = try Executable.run(
      ["export", ReferenceRun.path("residue"), "--format", "gnuplot", "-o", "exports"], in: folder)
    #expect(other.status == 1)
    #expect(other.errors.contains("which this run would not write; name another directory"))
    #expect(try folder.entries("exports/gnuplot") == before)
    let dash = try Executable.run(
      ["export", ReferenceRun.path("residue"), "--format", "json", "-o", "-"], in: folder)
    #expect(dash.status == 1)
    #expect(try !folder.entries().contains("-"))
  }

  @Test(
    "SQLite has every row of every table, with types and without empty texts for no value",
    .enabled(if: ForeignTool.isHere("sqlite3"), "sqlite3 is not installed"))
  func sqlite() throws {
    let folder = try Folder()
    let run = ReferenceRun.path("reference")
    #expect(try exported("sqlite", of: run, in: folder) == ["exports/run.sqlite"])
    let results = try ResultSet(reading: run)
    func ask(_ question: String) throws -> String {
      try ForeignTool.shell("sqlite3 exports/run.sqlite \"\(question)\"", in: folder).output
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }
    #expect(
      try ask("SELECT run_id, seed, schema_version FROM run")
        == "\(results.provenance.runID)|\(results.provenance.seed)|\(results.provenance.schemaVersion)"
    )
    for table in results.tables {
      #expect(try ask("SELECT count(*) FROM \(table.name)") == String(table.rowCount))
    }
    #expect(
      try ask("SELECT DISTINCT typeof(p50_ns) || typeof(round) || typeof(p999_ns) FROM rounds")
        .split(separator: "\n").allSatisfy { $0 == "realintegernull" || $0 == "realintegerreal" })
    let missing = results.summary.count { $0.lower == nil }
    #expect(try ask("SELECT count(*) FROM summary WHERE lower IS NULL") == String(missing))
    let sum = results.histogram.reduce(0) { $0 + $1.count }
    #expect(try ask("SELECT sum(count) FROM histogram") == String(sum))
  }

  @Test(
    "Parquet has every row of every table, with types",
    .enabled(
      if: ForeignTool.python(has: "duckdb"), "python3 with the module duckdb is not installed"))
  func parquet() throws {
    let folder = try Folder()
    let run = ReferenceRun.path("reference")
    #expect(try exported("parquet", of: run, in: folder) == ["exports/parquet"])
    let results = try ResultSet(reading: run)
    for table in results.tables where table.rowCount > 0 || table.name == "windows" {
      let program = """
        import duckdb
        rows = duckdb.sql("SELECT * FROM 'exports/parquet/\(table.name).parquet'")
        print(len(rows.fetchall()), *[str(t) for t in rows.types])
        """
      let answer = try ForeignTool.shell(
        "python3 -c \"$PROGRAM\"", in: folder, variables: ["PROGRAM": program])
      let types = table.columns.map { column in
        switch column.type {
        case .string: "VARCHAR"
        case .integer: "BIGINT"
        case .number: "DOUBLE"
        case .boolean: "BOOLEAN"
        }
      }
      #expect(
        answer.output == "\(table.rowCount) \(types.joined(separator: " "))\n", "\(table.name)")
    }
  }

  @Test(
    "gnuplot draws every script, of every kind of run, without a word",
    .enabled(if: ForeignTool.isHere("gnuplot"), "gnuplot is not installed"),
    arguments: ["residue", "leakage", "reference"])
  func gnuplot(_ name: String) throws {
    let folder = try Folder()
    let run = ReferenceRun.path(name)
    _ = try exported("gnuplot", of: run, in: folder)
    let scripts = try folder.entries("exports/gnuplot").filter { $0.hasSuffix(".gp") }
    #expect(!scripts.isEmpty)
    for script in scripts {
      // Elsewhere gnuplot says of every script in UTF-8 that a degree sign could not be converted.
      let said = try ForeignTool.shell(
        "cd exports/gnuplot && gnuplot \(script)", in: folder, variables: ["LC_ALL": "C.UTF-8"])
      #expect(said.status == 0 && said.output.isEmpty, "\(script): \(said.output)")
      let drawing = try String(
        contentsOfFile: folder.path("exports/gnuplot/\(script.dropLast(3)).svg"), encoding: .utf8)
      #expect(drawing.hasSuffix("</svg>\n") || drawing.contains("</svg>"), "\(script)")
    }
  }

  @Test(
    "benchstat reads what is meant for it, and compares alone with beside",
    .enabled(if: ForeignTool.isHere("benchstat"), "benchstat is not installed"))
  func benchstat() throws {
    let folder = try Folder()
    _ = try exported("benchstat", of: ReferenceRun.path("reference"), in: folder)
    let said = try ForeignTool.shell("benchstat -col /condition exports/benchstat.txt", in: folder)
    #expect(said.status == 0 && said.output.contains("solo") && said.output.contains("corun"))
    #expect(said.output.contains("n=10"), "\(said.output)")
  }

  private static let compare = "/usr/share/benchmark/compare.py"

  @Test(
    "Google Benchmark's compare.py compares two runs, with its U test",
    .enabled(
      if: FileManager.default.fileExists(atPath: compare) && ForeignTool.python(has: "scipy"),
      "compare.py (libbenchmark-tools) or scipy is not installed"))
  func googleBenchmark() throws {
    let folder = try Folder()
    _ = try exported("google-benchmark", of: ReferenceRun.path("reference"), in: folder)
    let file = "exports/google-benchmark.json"
    let said = try ForeignTool.shell(
      "python3 \(Self.compare) --no-color benchmarks \(file) \(file)", in: folder)
    #expect(said.status == 0, "\(said.output)")
    #expect(said.output.contains("U Test, Repetitions: 10 vs 10\n"), "\(said.output)")
  }
}
