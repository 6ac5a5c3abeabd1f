import Partitioning
import Results
import Scheduling
import Statistics

/// What one case's windows came to, over all its turns.
struct EnforcerTally {
  /// A leak below this is the witness's own resolution.
  static let leakFloorNanoseconds: Int64 = 500

  private var turns = 0
  private var starts: [Int64] = []
  private var stops: [Int64] = []
  private var switches: [Int64] = []
  private var switchCPU: [Double] = []
  private var plannedNanoseconds: Int64 = 0
  private var ranNanoseconds: Int64 = 0
  private var sums = EnforcerRow()

  /// Start errors that can stand in a histogram; those of windows that began.
  private(set) var startErrors: [Int64] = []

  /// Adds a turn.
  ///
  /// - Parameters:
  ///   - windows: the windows of all partitions on the core, in any order.
  ///   - inGap: how many of their overruns fell into a gap that the partition itself saw.
  ///   - cpuNanoseconds: CPU time of the partitions' threads over the turn.
  mutating func add(_ windows: [WindowOutcome], inGap: Int, cpuNanoseconds: Int64?) {
    turns += 1
    let ordered = windows.sorted { $0.planned.start < $1.planned.start }
    var ran: Int64 = 0
    for window in ordered {
      plannedNanoseconds += window.planned.end - window.planned.start
      guard let start = window.start, let end = window.end else {
        starts.append(window.planned.end - window.planned.start)
        continue
      }
      starts.append(start - window.planned.start)
      startErrors.append(start - window.planned.start)
      stops.append(end - window.planned.end)
      ran += end - start
    }
    ranNanoseconds += ran
    sums.windows += Int64(ordered.count)
    sums.late += Int64(ordered.count { $0.status == .late })
    sums.missed += Int64(ordered.count { $0.status == .missed })
    sums.overruns += Int64(ordered.count { $0.overrun > 0 })
    sums.overrunsInGap += Int64(inGap)
    sums.leaks += Int64(ordered.count { $0.leak > Self.leakFloorNanoseconds })
    sums.leakNanoseconds += ordered.reduce(0) { $0 + $1.leak }
    addSwitches(ordered)
    if let cpuNanoseconds, !ordered.isEmpty {
      switchCPU.append(Double(cpuNanoseconds - ran) / Double(ordered.count))
    }
  }

  /// From each window to the one planned after it. Where one of them was missed there was no switch.
  private mutating func addSwitches(_ ordered: [WindowOutcome]) {
    for (before, after) in zip(ordered, ordered.dropFirst()) {
      guard let end = before.end, let start = after.start else { continue }
      if start < end {
        sums.overlaps += 1
        sums.overlapNanoseconds += end - start
      }
      switches.append(max(0, start - end))
    }
  }

  /// The case's row, with all that was added.
  func row(_ identity: EnforcerRow) -> EnforcerRow {
    var row = identity
    row.turns = Int64(turns)
    row.windows = sums.windows
    row.late = sums.late
    row.missed = sums.missed
    row.overruns = sums.overruns
    row.overrunsInGap = sums.overrunsInGap
    row.overlaps = sums.overlaps
    row.overlapNanoseconds = sums.overlapNanoseconds
    row.leaks = sums.leaks
    row.leakNanoseconds = sums.leakNanoseconds
    let starts = Ranked(starts)
    row.startP50Nanoseconds = starts.quantile(500_000)
    row.startP99Nanoseconds = starts.quantile(990_000)
    row.startP999Nanoseconds = starts.quantile(999_000)
    row.startLongestNanoseconds = starts.longest
    let stops = Ranked(stops)
    row.stopP50Nanoseconds = stops.quantile(500_000)
    row.stopP99Nanoseconds = stops.quantile(990_000)
    row.stopP999Nanoseconds = stops.quantile(999_000)
    row.stopLongestNanoseconds = stops.longest
    let switches = Ranked(switches)
    row.switchP50Nanoseconds = switches.quantile(500_000)
    row.switchP99Nanoseconds = switches.quantile(990_000)
    row.switchCPUNanoseconds = Quantile.median(switchCPU).map { Int64($0.rounded()) }
    row.lostPercent =
      plannedNanoseconds > 0
      ? 100 * Double(plannedNanoseconds - ranNanoseconds) / Double(plannedNanoseconds) : nil
    return row
  }
}

/// Sorted values, and the quantiles that they support.
private struct Ranked {
  private let sorted: [Int64]

  init(_ values: [Int64]) { sorted = values.sorted() }

  var longest: Int64? { sorted.last }

  func quantile(_ partsPerMillion: Int) -> Int64? {
    guard Quantile.supports(partsPerMillion: partsPerMillion, count: sorted.count) else {
      return nil
    }
    return Quantile.nearestRank(ofSorted: sorted, partsPerMillion: partsPerMillion)
  }
}
