import Results
import Statistics
import Tradeoffs

/// How the windows of a pair were kept, over both of its conditions: the five numbers that are called jitter, each under a
/// name of its own, and what ran outside.
extension Summary {
  func windowRows(_ cell: CellRow) -> [SummaryRow] {
    guard cell.windowNanoseconds != nil else { return [] }
    let windows = windows(ofPair: cell.pairID)
    let rounds = Set(windows.map(\.round)).count
    let jitter = Jitter(windows)
    func count(_ metric: String, _ value: Int) -> SummaryRow {
      row(
        cell, metric, "count", Estimate(value: Double(value), interval: nil), method: "count",
        rounds: rounds)
    }
    func share(_ metric: String, _ of: Jitter.Count) -> SummaryRow {
      row(
        cell, metric, "percent", of.share()?.mapped { $0 * 100 },
        method: "share of \(of.of), Clopper-Pearson", rounds: rounds)
    }
    func nanoseconds(_ metric: String, _ value: Int64?, _ method: String) -> SummaryRow {
      row(
        cell, metric, "ns", value.map { Estimate(value: Double($0), interval: nil) },
        method: method, rounds: rounds)
    }
    func quantile(
      _ metric: String, _ distribution: Jitter.Distribution, _ partsPerMillion: Int
    ) -> SummaryRow {
      nanoseconds(
        metric, distribution.quantile(partsPerMillion), "nearest rank of \(distribution.count)")
    }
    func largest(_ metric: String, _ largest: Largest?) -> SummaryRow {
      nanoseconds(metric, largest?.value, largest?.words ?? "largest of 0")
    }
    let overruns = windows.map(\.overrunNanoseconds)
    return [
      count("windows", windows.count),
      count("windows_late", windows.count { $0.status == .late }),
      count("windows_missed", jitter.missed.count),
      share("windows_missed_pct", jitter.missed),
      count("overruns", jitter.overruns.count),
      share("overruns_pct", jitter.overruns),
      quantile("start_error_p50", jitter.startError, 500_000),
      quantile("start_error_p99", jitter.startError, 990_000),
      largest("start_error_max", jitter.startError.largest),
      nanoseconds(
        "jitter_peak_to_peak", jitter.peakToPeakNanoseconds,
        "largest minus smallest of \(jitter.startError.count)"),
      nanoseconds(
        "jitter_p999_p50", jitter.tailNanoseconds,
        "p99.9 minus p50, nearest rank of \(jitter.startError.count)"),
      quantile("period_jitter_p50", jitter.period, 500_000),
      quantile("period_jitter_p99", jitter.period, 990_000),
      largest("period_jitter_max", jitter.period.largest),
      largest("overrun_max", Largest(overruns, seconds: windows.watchedSeconds)),
      nanoseconds(
        "leak_total", windows.reduce(0) { $0 + $1.leakNanoseconds }, "sum of all windows"),
      ratioRow(cell, "residue_p50", over: solo(of: cell), \.firstJobP50Nanoseconds),
    ]
  }
}

extension Largest {
  /// A maximum with what it depends on.
  fileprivate var words: String {
    guard let seconds, seconds > 0 else { return "largest of \(count)" }
    let tenths = Int((seconds * 10).rounded())
    return "largest of \(count) in \(tenths / 10).\(tenths % 10) s"
  }
}
