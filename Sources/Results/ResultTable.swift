/// A table of a result set, whatever its rows are: for what treats all files alike.
public struct ResultTable: Sendable {
  /// The stem of the file, for instance `rounds`.
  public let name: String
  /// The file's path inside the results directory.
  public let file: String
  /// What a row is, in one sentence.
  public let summary: String
  public let columns: [ColumnDescription]
  public let rowCount: Int
  private let makeCSV: @Sendable () -> String
  private let makeJSON: @Sendable () -> String

  init<R: Row>(_ rows: [R]) {
    let parts = R.file.split(whereSeparator: { $0 == "/" || $0 == "." })
    name = String(parts.dropLast().last ?? "")
    file = R.file
    summary = R.summary
    columns = R.columnDescriptions
    rowCount = rows.count
    makeCSV = { R.csv(rows) }
    makeJSON = { R.json(rows) }
  }

  /// The whole file, with every column that the schema has.
  public func csv() -> String { makeCSV() }
  /// The rows as a JSON array of objects, as `Row.json` has it.
  public func json() -> String { makeJSON() }
}

extension ResultSet {
  /// Every table, also those without rows, in the order of the row types.
  public var tables: [ResultTable] { TableFile.all.map { $0.table(self) } }
}
