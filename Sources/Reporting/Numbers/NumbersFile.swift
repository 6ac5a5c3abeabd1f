import Results

/// One file of the results directory as the table of numbers sees it: columns, and texts row by row.
struct NumbersFile: Sendable {
  /// Path inside the results directory.
  let path: String
  let columns: [ColumnDescription]
  let count: Int
  /// The fields of a row, as in the file.
  let row: @Sendable (Int) -> [String]

  init<R: Row>(_ rows: [R]) {
    path = R.file
    columns = R.columnDescriptions
    count = rows.count
    row = { rows[$0].texts }
  }

  /// The files that have rows; the summary, which a reader wants first, leads.
  static func all(_ results: ResultSet) -> [NumbersFile] {
    everyFile(results).filter { $0.count > 0 }
  }

  static func everyFile(_ r: ResultSet) -> [NumbersFile] {
    [
      .init(r.summary), .init(r.policies), .init(r.register), .init(r.contention),
      .init(r.leakage), .init(r.residueSummary), .init(r.worstCase), .init(r.worstCaseTests),
      .init(r.enforcers), .init(r.faults), .init(r.sweep), .init(r.caches), .init(r.jitter),
      .init(r.verification), .init(r.precision), .init(r.drift), .init(r.cells), .init(r.rounds),
      .init(r.sentinel), .init(r.partitions), .init(r.slices), .init(r.paths),
      .init(r.failurePoints), .init(r.violations), .init(r.residue), .init(r.leakageCounts),
      .init(r.jobTimes), .init(r.events), .init(r.histogram), .init(r.windows),
    ]
  }
}
