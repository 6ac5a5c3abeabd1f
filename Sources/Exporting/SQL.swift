public import Results

/// What a database has to be told to take in a run.
///
/// The tables are read from CSV files named `TABLE.csv` in the working directory, which hold what the strict reader accepted.
public enum SQL {
  /// For `sqlite3 FILE`: a typed table for each CSV file, with the meaning of each column in its declaration, as `.schema`
  /// shows it.
  ///
  /// `.import` writes only texts, and an empty cell as an empty text: so a second table with the right types is filled from
  /// the first.
  public static func sqlite(_ results: ResultSet) -> String {
    let head = """
      .bail on
      .mode csv
      PRAGMA journal_mode = OFF;
      PRAGMA synchronous = OFF;
      BEGIN;

      """
    return head + sqliteRun(results.provenance) + results.tables.map(sqliteTable).joined()
      + "COMMIT;\nVACUUM;\n"
  }

  /// For DuckDB: a Parquet file for each CSV file, compressed by zstd.
  public static func parquet(_ results: ResultSet) -> String {
    results.tables.map { parquetFile($0, results.provenance) }.joined()
  }

  // MARK: SQLite

  /// The one row that says which run the tables are of.
  private static func sqliteRun(_ run: Provenance) -> String {
    let facts: [(name: String, value: String?)] = [
      ("run_id", run.runID), ("schema_version", String(run.schemaVersion)), ("host", run.host),
      ("started_utc", run.startedUTC), ("ended_utc", run.endedUTC), ("command", run.command),
      ("arguments", run.arguments.joined(separator: " ")), ("seed", String(run.seed)),
      ("bulkhead_version", run.tool.version), ("bulkhead_commit", run.tool.commit),
      ("build_configuration", run.tool.buildConfiguration), ("kernel", run.kernel),
      ("cpu_model", run.cpuModel), ("hypervisor", run.hypervisor),
    ]
    return """
      CREATE TABLE run (
        -- What was run, where and by what; env/provenance.json of the run says more.
      \(facts.map { "  \(name($0.name)) TEXT" }.joined(separator: ",\n"))
      );
      INSERT INTO run VALUES (\(facts.map { $0.value.map(literal) ?? "NULL" }.joined(separator: ", ")));

      """
  }

  private static func sqliteTable(_ table: ResultTable) -> String {
    let declarations = table.columns.enumerated().map { index, column in
      let comma = index + 1 < table.columns.count ? "," : ""
      return "  \(sqliteColumn(column))\(comma) -- \(column.meaning)"
    }
    let texts = table.columns.map { "\(name($0.name)) TEXT" }.joined(separator: ", ")
    let values = table.columns.map(sqliteValue).joined(separator: ", ")
    return """
      CREATE TABLE \(name(table.name)) (
        -- \(table.summary)
      \(declarations.joined(separator: "\n"))
      );
      CREATE TABLE \(staging) (\(texts));
      .import --skip 1 \(table.name).csv \(staging)
      INSERT INTO \(name(table.name)) SELECT \(values) FROM \(staging);
      DROP TABLE \(staging);

      """
  }

  private static let staging = "import_text"

  private static func sqliteColumn(_ column: ColumnDescription) -> String {
    let type =
      switch column.type {
      case .string: "TEXT"
      case .integer, .boolean: "INTEGER"
      case .number: "REAL"
      }
    let check =
      column.allowed.map {
        " CHECK (\(name(column.name)) IN (\($0.map(literal).joined(separator: ", "))))"
      } ?? ""
    return "\(name(column.name)) \(type)\(column.isOptional ? "" : " NOT NULL")\(check)"
  }

  private static func sqliteValue(_ column: ColumnDescription) -> String {
    let text = name(column.name)
    let value = column.isOptional ? "NULLIF(\(text), '')" : text
    return switch column.type {
    case .string: value
    case .integer: "CAST(\(value) AS INTEGER)"
    case .number: "CAST(\(value) AS REAL)"
    case .boolean: "\(value) = 'true'"
    }
  }

  // MARK: DuckDB

  private static func parquetFile(_ table: ResultTable, _ provenance: Provenance) -> String {
    let types = table.columns.map { "\(literal($0.name)): '\(duckDBType($0.type))'" }
    // An empty cell of an optional column is no value; a text that may be empty stays a text.
    let texts = table.columns.filter { !$0.isOptional && $0.type == .string }
      .map { literal($0.name) }
    let kept = texts.isEmpty ? "" : ", force_not_null = [\(texts.joined(separator: ", "))]"
    return """
      COPY (
        SELECT * FROM read_csv(\(literal("\(table.name).csv")), auto_detect = false, header = true,
          delim = ',', quote = '"', escape = '"', nullstr = '', max_line_size = 16777216,
          columns = {\(types.joined(separator: ", "))}\(kept))
      ) TO \(literal("\(table.name).parquet")) (
        FORMAT parquet, COMPRESSION zstd, KV_METADATA {
          summary: \(literal(table.summary)),
          schema_version: '\(provenance.schemaVersion)', run_id: \(literal(provenance.runID))
        }
      );

      """
  }

  private static func duckDBType(_ type: FieldType) -> String {
    switch type {
    case .string: "VARCHAR"
    case .integer: "BIGINT"
    case .number: "DOUBLE"
    case .boolean: "BOOLEAN"
    }
  }

  // MARK: Words

  private static func name(_ text: String) -> String {
    "\"\(text.replacing("\"", with: "\"\""))\""
  }

  private static func literal(_ text: String) -> String {
    "'\(text.replacing("'", with: "''"))'"
  }
}
