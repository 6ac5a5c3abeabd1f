import Results

/// A distribution of HdrHistogram's for each cell and metric of `data/histogram.csv`.
enum HdrText {
  static func files(_ results: ResultSet) -> [ExportedFile] {
    var order: [Key] = []
    var rows: [Key: [HistogramRow]] = [:]
    for row in results.histogram {
      let key = Key(cell: row.cellID, metric: row.metric)
      if rows[key] == nil { order.append(key) }
      rows[key, default: []].append(row)
    }
    let cells = Dictionary(results.cells.map { ($0.cellID, $0) }) { first, _ in first }
    return order.compactMap { key in
      guard let histogram = HdrHistogram(rows[key, default: []]) else { return nil }
      let subject = cells[key.cell].map(Self.subject) ?? key.cell
      return ExportedFile(
        "hdr/\(fileName(key.cell))-\(fileName(key.metric)).hgrm",
        histogram.text + remarks(key.metric, of: subject, results.provenance))
    }
  }

  private struct Key: Hashable {
    let cell: String
    let metric: String
  }

  /// The files of a directory that others wrote can name a cell anything.
  private static func fileName(_ text: String) -> String {
    Provenance.fileNameSafe(text, keeping: "_")
  }

  private static func subject(_ cell: CellRow) -> String {
    switch cell.condition {
    case .solo: "\(cell.victim) alone (\(cell.aggressor) parked) under \(cell.policy)"
    case .corun: "\(cell.victim) beside \(cell.aggressor) under \(cell.policy)"
    }
  }

  /// Behind the distribution, because its first line is what readers know it by.
  private static func remarks(
    _ metric: String, of subject: String, _ provenance: Provenance
  ) -> String {
    [
      "\(metric) of \(subject), in nanoseconds, over all rounds of run \(provenance.runID) on \(provenance.host)",
      "A value is the upper end of its bin: a sample is never larger, and at most 1/32 (3.2 %) smaller.",
      "Bins are 1 ns wide below 64 ns, and from there 32 to each doubling. Mean and deviation are of their middles.",
    ].map { "# \($0)\n" }.joined()
  }
}
