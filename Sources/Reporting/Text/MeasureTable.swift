public import Results

/// What `bulkhead measure` prints on a terminal.
public enum MeasureTable {
  /// The rows as text that ends in a newline; columns that no row has a value for are left out.
  ///
  /// - Parameter width: Characters per line; 0 or less for no limit.
  public static func text(_ rows: [MeasureRow], width: Int) -> String {
    let all: [(column: TextTable.Column, cell: (MeasureRow) -> String?)] = [
      (.init("workload", isFlexible: true), { $0.workload }),
      (.init("CPUs"), { $0.cpus }),
      (.init("beside", isFlexible: true), { $0.beside.isEmpty ? nil : $0.beside }),
      (.init("on CPUs", priority: 3), { $0.besideCPUs.isEmpty ? nil : $0.besideCPUs }),
      (.init("pages", priority: 1), { $0.pages.isEmpty ? nil : $0.pages }),
      (.init("jobs", .right, priority: 0), { $0.jobs.map { Number.count(Int($0)) } }),
      (.init("min\nns", .right, priority: 2), { $0.minNanoseconds.map(Number.threeDigits) }),
      (.init("p50\nns per access", short: "p50 ns", .right), { time($0.p50Nanoseconds) }),
      (.init("p99\nns", .right), { time($0.p99Nanoseconds) }),
      (.init("accesses\nper s", .right), { Number.prefixedCount($0.accessesPerSecond) }),
      (.init("MB/s", .right), { time($0.megabytesPerSecond) }),
      (.init("its MB/s", .right, priority: 4), { time($0.besideMegabytesPerSecond) }),
      (.init("ratio\n[95 % interval]", short: "ratio", .right), ratio),
      (.init("pairs", .right, priority: 0), { $0.pairs.map { Number.count(Int($0)) } }),
    ]
    let shown = all.filter { entry in rows.contains { entry.cell($0) != nil } }
    var table = TextTable(shown.map(\.column))
    for row in rows {
      table.rows.append(.cells(shown.map { .init($0.cell(row) ?? Number.absent) }))
    }
    var text = table.text(width: width, colour: false)
    for row in rows where row.jobsDropped > 0 {
      text +=
        "\(row.workload): \(Number.count(Int(row.jobsDropped))) jobs found no room and are in no number; "
        + "make them longer (NAME@SIZE:ACCESSES) or the duration shorter\n"
    }
    return text
  }

  private static func time(_ value: Double?) -> String? { value.map(Number.threeDigits) }

  private static func ratio(_ row: MeasureRow) -> String? {
    guard let ratio = row.ratio else { return nil }
    func three(_ value: Double) -> String { Number.fixed(value, decimals: 3) }
    guard let low = row.ratioLow, let high = row.ratioHigh else { return three(ratio) }
    return "\(three(ratio)) [\(three(low)), \(three(high))]"
  }
}
