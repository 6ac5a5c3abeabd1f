extension ResultSet {
  /// One of the CSV files: its row type, and where its rows are in a result set.
  struct TableFile: Sendable {
    let rowType: any Row.Type
    let read: @Sendable (inout ResultSet, _ version: Int) throws(ResultsError) -> Void
    let table: @Sendable (ResultSet) -> ResultTable

    private init<R: Row>(_ path: any WritableKeyPath<ResultSet, [R]> & Sendable) {
      rowType = R.self
      read = { results, version throws(ResultsError) in
        results[keyPath: path] = try ResultSet.rows(
          in: results.directory, isPartial: results.isPartial,
          // Made at the end.
          mayBeMissing: results.isPartial && R.file == SummaryRow.file, version: version)
      }
      table = { ResultTable($0[keyPath: path]) }
    }

    /// Every file, in the order in which a reader should meet them.
    static let all = [
      Self(\.cells), Self(\.rounds), Self(\.summary), Self(\.windows), Self(\.histogram),
      Self(\.events), Self(\.verification), Self(\.contention), Self(\.sweep), Self(\.caches),
      Self(\.jitter), Self(\.sentinel), Self(\.paths), Self(\.failurePoints), Self(\.violations),
      Self(\.register), Self(\.partitions), Self(\.slices), Self(\.enforcers), Self(\.faults),
      Self(\.policies), Self(\.leakage), Self(\.leakageCounts), Self(\.residue),
      Self(\.residueSummary), Self(\.precision), Self(\.drift), Self(\.worstCase),
      Self(\.worstCaseTests), Self(\.jobTimes),
    ]
  }
}
