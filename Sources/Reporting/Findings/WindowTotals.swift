import Results
import Statistics
import Tradeoffs

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
  let jitter: Jitter

  var latestNanoseconds: Int64? { jitter.startError.largest?.value }

  /// Nearest-rank quantile of the start error; `nil` with too few windows to have it.
  func startError(partsPerMillion: Int) -> Int64? { jitter.startError.quantile(partsPerMillion) }

  /// What the share of missed windows is at most, in per cent, by its 95 % interval.
  var missedPercentAtMost: Double? { jitter.missed.share()?.upper.map { $0 * 100 } }

  init(_ windows: [WindowRow]) {
    jitter = Jitter(windows)
    for row in windows { add(row) }
  }

  private mutating func add(_ row: WindowRow) {
    windows += 1
    if row.status == .late { late += 1 }
    if row.status == .missed { missed += 1 }
    if row.status == .cut { cut += 1 }
    if row.overrunNanoseconds > 0 { overruns += 1 }
    longestOverrunNanoseconds = max(longestOverrunNanoseconds, row.overrunNanoseconds)
    leakNanoseconds += row.leakNanoseconds
  }

  /// The totals by what `key` says of a window; windows without a key are left out.
  static func grouped<Key: Hashable>(
    _ windows: [WindowRow], by key: (WindowRow) -> Key?
  ) -> [Key: WindowTotals] {
    // Of millions of rows the places are grouped, and the rows copied a group at a time.
    var groups: [Key: [Int]] = [:]
    for (place, row) in windows.enumerated() {
      guard let key = key(row) else { continue }
      groups[key, default: []].append(place)
    }
    return groups.mapValues { places in
      WindowTotals(places.count == windows.count ? windows : places.map { windows[$0] })
    }
  }
}
