/// What tells the rows of a file apart: no two may be of the same.
enum RowKeys {
  struct Window: Hashable {
    let pair: String
    let round: Int64
    let partition: String
    let cpu: Int64
    let window: Int64

    /// `nil` without a PU: threads that have none of their own count their windows alike.
    init?(_ row: WindowRow) {
      guard row.cpu >= 0 else { return nil }
      (pair, round, partition) = (row.pairID, row.round, row.partition)
      (cpu, window) = (row.cpu, row.window)
    }
  }

  static func problems(_ rows: [SummaryRow]) -> [ResultSet.Problem] {
    problems(rows, key: { [$0.cellID, $0.metric] }, name: { "\($0.metric) of cell \($0.cellID)" })
  }

  static func problems(_ rows: [HistogramRow]) -> [ResultSet.Problem] {
    problems(
      rows, key: { [$0.cellID, $0.metric, String($0.lowerNanoseconds)] },
      name: { "the bin from \($0.lowerNanoseconds) ns of \($0.metric) of \($0.cellID)" })
  }

  static func problems(_ rows: [SentinelRow]) -> [ResultSet.Problem] {
    problems(
      rows,
      key: { [$0.pairID, String($0.round), $0.moment.rawValue, $0.role.rawValue] },
      name: {
        "the sentinel \($0.moment.rawValue) pair \($0.pairID) in round \($0.round), \($0.role.rawValue),"
      })
  }

  static func problems(_ rows: [PolicyRow]) -> [ResultSet.Problem] {
    problems(
      rows, key: { [$0.policy, $0.victim, $0.aggressor] },
      name: { "policy \($0.policy) for \($0.victim) beside \($0.aggressor)" })
  }

  static func problems(_ rows: [VerificationRow]) -> [ResultSet.Problem] {
    problems(rows, key: \.label, name: { "the proof of \($0.label)" })
  }

  static func problems(_ rows: [WindowRow]) -> [ResultSet.Problem] {
    problems(
      rows, key: Window.init,
      name: {
        "window \($0.window) of \($0.partition) on CPU \($0.cpu) in round \($0.round)"
          + ($0.pairID.isEmpty ? "" : " of pair \($0.pairID)")
      })
  }

  /// - Parameter key: `nil` for a row that may be there as often as it likes.
  private static func problems<R: Row, Key: Hashable>(
    _ rows: [R], key: (R) -> Key?, name: (R) -> String
  ) -> [ResultSet.Problem] {
    var problems: [ResultSet.Problem] = []
    var lines: [Key: Int] = [:]
    lines.reserveCapacity(rows.count)
    // A record is one line in every file that Bulkhead wrote, below the header.
    for (line, row) in zip(2..., rows) {
      guard let key = key(row) else { continue }
      if let first = lines[key] {
        problems.append(
          .init(
            file: R.file, line: line,
            message: "\(name(row)) is there twice, first in line \(first)"))
      } else {
        lines[key] = line
      }
    }
    return problems
  }
}
