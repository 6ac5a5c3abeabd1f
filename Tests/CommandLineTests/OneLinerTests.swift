import Foundation
import Results
import Testing

/// The one-liners that the documentation shows for other tools: each is run as it stands there.
@Suite("One-liners in the documentation", .serialized, .timeLimit(.minutes(5)))
struct OneLinerTests {
  /// A shell line, by the tool that it calls.
  static let tools = ["python3", "Rscript", "duckdb", "sqlite3"]

  private static func lines(of document: String) throws -> [String] {
    let text = try String(
      contentsOf: ReferenceRun.repository.appending(path: document), encoding: .utf8)
    return text.split(separator: "\n").map(String.init).filter { line in
      tools.contains { line.hasPrefix($0 + " ") } && line.contains("$RESULT")
    }
  }

  private static func isHere(_ tool: String) -> Bool {
    tool == "python3" ? ForeignTool.python(has: "pandas") : ForeignTool.isHere(tool)
  }

  @Test("README has one for each tool")
  func complete() throws {
    let tools = try Self.lines(of: "README.md").map { String($0.prefix { $0 != " " }) }
    #expect(tools == Self.tools)
  }

  @Test(
    "pandas finds the worst slowdowns",
    .enabled(if: isHere("python3"), "python3 with pandas is not installed"))
  func pandas() throws { try check("python3") }

  @Test("R finds the worst slowdowns", .enabled(if: isHere("Rscript"), "R is not installed"))
  func r() throws { try check("Rscript") }

  @Test(
    "DuckDB finds the worst slowdowns", .enabled(if: isHere("duckdb"), "duckdb is not installed"))
  func duckDB() throws { try check("duckdb") }

  @Test(
    "SQLite finds the worst slowdowns", .enabled(if: isHere("sqlite3"), "sqlite3 is not installed"))
  func sqlite() throws { try check("sqlite3") }

  /// Every victim under every policy has its number, whatever the tool makes of its last digits.
  private func check(_ tool: String) throws {
    let run = ReferenceRun.path("reference")
    let folder = try Folder()
    let rows = try ResultSet(reading: run).summary.filter { $0.metric == "slowdown_p50" }
    let groups = Dictionary(grouping: rows) { "\($0.policy) \($0.victim)" }
    #expect(groups.count > 3)
    let line = try #require(try Self.lines(of: "README.md").first { $0.hasPrefix(tool) })
    let said = try ForeignTool.shell(line, in: folder, variables: ["RESULT": run])
    #expect(said.status == 0, "\(said.output)")
    let numbers = said.output.matches(of: /\d+\.\d+/).compactMap { Double($0.output) }
    for (name, rows) in groups {
      let worst = try #require(rows.compactMap(\.value).max())
      #expect(numbers.contains { abs($0 / worst - 1) < 1e-4 }, "\(name) \(worst): \(said.output)")
    }
  }

  @Test(
    "The joins of docs/data.md run",
    .enabled(
      if: isHere("python3") && isHere("duckdb"), "duckdb or python3 with pandas is not installed"))
  func joins() throws {
    let run = ReferenceRun.path("reference")
    let folder = try Folder()
    let lines = try Self.lines(of: "docs/data.md")
    #expect(lines.count == 2)
    for line in lines {
      let said = try ForeignTool.shell(line, in: folder, variables: ["RESULT": run])
      #expect(said.status == 0, "\(said.output)")
      #expect(said.output.contains(line.hasPrefix("duckdb") ? "longest_ns" : "p000"))
    }
  }
}
