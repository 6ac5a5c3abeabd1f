import Results
import Statistics

/// What came of the windows of one policy or of one pair, added up from `windows.csv`.
struct WindowTotals: Sendable {
  private(set) var windows = 0
  private(set) var late = 0
  private(set) var missed = 0
  /// Windows that the partition did not survive.
  private(set) var cut = 0
  private(set) var overruns = 0
  private(set) var longestOverrunNanoseconds: Int64 = 0
  private(set) var leakNanoseconds: Int64 = 0
  /// Sorted by `finish`.
  private var startErrors: [Int64] = []

  var latestNanoseconds: Int64? { startErrors.last }

  /// Windows that started.
  var started: Int { startErrors.count }

  /// Nearest-rank quantile of the start error; `nil` with too few windows to have it.
  func startError(partsPerMillion: Int) -> Int64? {
    guard Quantile.supports(partsPerMillion: partsPerMillion, count: startErrors.count) else {
      return nil
    }
    return Quantile.nearestRank(ofSorted: startErrors, partsPerMillion: partsPerMillion)
  }

  private mutating func add(_ row: WindowRow) {
    windows += 1
    if row.status == .late { late += 1 }
    if row.status == .missed { missed += 1 }
    if row.status == .cut { cut += 1 }
    if row.overrunNanoseconds > 0 { overruns += 1 }
    longestOverrunNanoseconds = max(longestOverrunNanoseconds, row.overrunNanoseconds)
    leakNanoseconds += row.leakNanoseconds
    if let error = row.startErrorNanoseconds { startErrors.append(error) }
  }

  private mutating func finish() { startErrors.sort() }

  /// The totals by what `key` says of a window; windows without a key are left out.
  static func grouped<Key: Hashable>(
    _ windows: [WindowRow], by key: (WindowRow) -> Key?
  ) -> [Key: WindowTotals] {
    var totals: [Key: WindowTotals] = [:]
    for row in windows {
      guard let key = key(row) else { continue }
      totals[key, default: WindowTotals()].add(row)
    }
    for key in Array(totals.keys) { totals[key]?.finish() }
    return totals
  }
}
