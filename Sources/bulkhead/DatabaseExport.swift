import Exporting
import Glibc
import Results

/// An export that a database makes: the tables as the strict reader took them, in a folder of their own, and a script.
struct DatabaseExport {
  let results: ResultSet
  /// Where the export goes.
  let output: String

  /// - Throws: `CommandFailure`: exit code 5 where no DuckDB is installed.
  func parquet() throws -> [String] {
    let tool = try Self.duckDB()
    return try inWorkFolder(script: SQL.parquet(results), tool) { folder in
      try makeDirectory("\(output)/parquet")
      for table in results.tables {
        try move("\(folder)/\(table.name).parquet", to: "\(output)/parquet/\(table.name).parquet")
      }
      return ["\(output)/parquet"]
    }
  }

  /// - Throws: `CommandFailure`: exit code 5 where no sqlite3 is installed.
  func sqlite() throws -> [String] {
    guard let tool = ExternalTool(named: "sqlite3") else {
      throw CommandFailure(
        message: "no sqlite3 on the PATH; install it (Debian and Ubuntu: apt install sqlite3)",
        status: .missingFeature)
    }
    // A file for -init keeps the user's own settings out.
    let told = tool.with("-batch", "-init", "/dev/null", "run.sqlite")
    return try inWorkFolder(script: SQL.sqlite(results), told) { folder in
      try move("\(folder)/run.sqlite", to: "\(output)/run.sqlite")
      return ["\(output)/run.sqlite"]
    }
  }

  /// DuckDB's own shell, or else its Python module.
  private static func duckDB() throws -> ExternalTool {
    if let shell = ExternalTool(named: "duckdb") {
      return shell.with("-batch", "-bail", "-init", "/dev/null")
    }
    if let python = ExternalTool(named: "python3"), try python.with("-c", "import duckdb").run() {
      return python.with("-c", "import sys, duckdb; duckdb.connect().execute(sys.stdin.read())")
    }
    throw CommandFailure(
      message: "neither duckdb nor python3 with the module duckdb on the PATH;"
        + " install one (https://duckdb.org/docs/installation, or pip install duckdb)",
      status: .missingFeature)
  }

  private func inWorkFolder(
    script: String, _ tool: ExternalTool, then collect: (String) throws -> [String]
  ) throws -> [String] {
    let folder = "\(output)/.export-\(getpid())"
    try makeDirectory(folder)
    defer { remove(folder) }
    for table in results.tables { try write(table.csv(), to: "\(folder)/\(table.name).csv") }
    try write(script, to: "\(folder)/script.sql")
    guard try tool.run(in: folder, input: "script.sql") else {
      throw CommandFailure(
        message: "\(tool.path) failed: \(ExternalTool.lastWords(in: folder))",
        status: .measurementFailed)
    }
    return try collect(folder)
  }

  private func move(_ path: String, to place: String) throws {
    guard unsafe rename(path, place) == 0 else { throw outputFailure("write \(place)", errno) }
  }

  /// The folder with all that can have been made in it.
  private func remove(_ folder: String) {
    let made = results.tables.flatMap { ["\($0.name).csv", "\($0.name).parquet"] }
    for name in made + ["script.sql", ExternalTool.log, "run.sqlite", "run.sqlite-journal"] {
      unsafe unlink("\(folder)/\(name)")
    }
    unsafe rmdir(folder)
  }
}
