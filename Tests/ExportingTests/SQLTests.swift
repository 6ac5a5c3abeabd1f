import Results
import Testing

@testable import Exporting

@Suite("Scripts for databases")
struct SQLTests {
  private let results = SmallRun.results

  @Test("SQLite gets a typed table for each file, with what the columns mean")
  func sqlite() {
    let script = SQL.sqlite(results)
    for table in results.tables {
      #expect(script.contains("\nCREATE TABLE \"\(table.name)\" (\n  -- \(table.summary)\n"))
      #expect(script.contains("\n.import --skip 1 \(table.name).csv import_text\n"))
    }
    #expect(script.contains("\n  \"p99_ns\" REAL, -- 99th percentile;"))
    #expect(script.contains("\n  \"round\" INTEGER NOT NULL, -- Round"))
    #expect(
      script.contains("\"condition\" TEXT NOT NULL CHECK (\"condition\" IN ('solo', 'corun'))"))
    #expect(script.contains("CAST(NULLIF(\"p99_ns\", '') AS REAL)"))
  }

  @Test("DuckDB gets the type of every column, and which empty texts are no missing values")
  func duckDB() {
    let script = SQL.parquet(results)
    #expect(script.split(separator: "COPY (").count == results.tables.count)
    #expect(script.contains("'p99_ns': 'DOUBLE'"))
    #expect(script.contains("'round': 'BIGINT'"))
    #expect(script.contains(") TO 'rounds.parquet' (\n  FORMAT parquet, COMPRESSION zstd"))
    #expect(script.contains("force_not_null = ['cell_id', 'pair_id', 'condition'"))
  }

  @Test("An apostrophe in a meaning or a run's name ends no text of a script")
  func quotes() {
    var provenance = results.provenance
    provenance.runID = "it's"
    let quoted = ResultSet(
      directory: "", isPartial: false, cells: [], rounds: [], summary: [], windows: [],
      histogram: [], events: [], provenance: provenance)
    #expect(SQL.parquet(quoted).contains("run_id: 'it''s'"))
    let lines = SQL.parquet(results).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count { $0 == "'" }.isMultiple(of: 2) })
  }
}
