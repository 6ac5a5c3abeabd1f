/// One metric of `data/summary.csv`, for people: what the `metric` column's words mean.
public struct MetricDescription: Sendable, Equatable {
  /// The cells at which the metric stands.
  public enum Place: String, Sendable, Equatable {
    case everyCell = "every cell"
    case corunCell = "corun cells"
    case soloCell = "solo cells"
  }

  /// The text in the column `metric`.
  public let name: String
  /// The text in the column `unit`.
  public let unit: String
  public let place: Place
  /// How it is formed, in a sentence or two.
  public let meaning: String

  private init(_ name: String, _ unit: String, _ place: Place, _ meaning: String) {
    self.name = name
    self.unit = unit
    self.place = place
    self.meaning = meaning
  }

  public static func named(_ name: String) -> MetricDescription? {
    all.first { $0.name == name }
  }

  public static let all: [MetricDescription] =
    ["p50", "p90", "p99", "p999"].map { quantile in
      MetricDescription(
        "slowdown_\(quantile)", "ratio", .corunCell,
        "The \(quantile) of the victim's job time beside the aggressor over the same alone, in the "
          + "same round; geometric mean of the rounds' ratios, with a t interval of their logarithms."
      )
    } + [
      MetricDescription(
        "slowdown_p50_hl", "ratio", .corunCell,
        "The same ratios of p50 by Hodges-Lehmann, with an exact interval: moved less by a bad round."
      ),
      MetricDescription(
        "slowdown_p50_serial", "ratio", .corunCell,
        "The same ratios of p50 with an interval that holds when a round's ratio resembles the last round's: "
          + "wider, and exact for independent rounds too."),
      MetricDescription(
        "slowdown_p50_unflagged", "ratio", .corunCell,
        "slowdown_p50 without the rounds that the sentinel or stolen time flagged, beside the value "
          + "with them; there only where rounds are flagged."),
      MetricDescription(
        "versus_baseline_p50", "ratio", .corunCell,
        "p50 beside the aggressor under the policy, over the same under baseline."),
      MetricDescription(
        "protection", "ratio", .corunCell,
        "(corun under baseline - corun under the policy) / (corun under baseline - solo under "
          + "baseline) at p50: 1 is full protection, negative is harm. Ratio of the means over all "
          + "rounds, each in units of its own time alone. Empty when baseline is not slowed."
      ),
      MetricDescription(
        "slowdown_versus_baseline", "ratio", .corunCell,
        "Slowdown at p50 under the policy, over the slowdown under baseline, in the same round: below 1 "
          + "the victim is slowed less under the policy, whatever the policy itself costs it."),
      MetricDescription(
        "everybody_lost_pct", "percent", .corunCell,
        "Work that victim and aggressor lose beside each other against baseline, in the mean of both: each "
          + "in parts of what it does undisturbed, the victim alone under baseline, the aggressor beside it."
      ),
      MetricDescription(
        "victim_lost_pct", "percent", .corunCell,
        "The victim's part of everybody_lost_pct; below 0 it does more work than under baseline."),
      MetricDescription(
        "aggressor_lost_pct", "percent", .corunCell, "The aggressor's part of everybody_lost_pct."),
      MetricDescription(
        "aggressor_mb_per_s", "mb_per_s", .corunCell,
        "Declared traffic of all aggressor threads: the proof that they ran."),
      MetricDescription("windows", "count", .corunCell, "Windows that were planned for the pair."),
      MetricDescription(
        "windows_late", "count", .corunCell, "Windows that started late by more than the tolerance."
      ),
      MetricDescription("windows_missed", "count", .corunCell, "Windows that never started."),
      MetricDescription(
        "windows_missed_pct", "percent", .corunCell,
        "windows_missed as a share of windows, with the exact interval of Clopper and Pearson: as if "
          + "windows were missed independently of each other, so too short where they are missed in bursts."
      ),
      MetricDescription(
        "overruns", "count", .corunCell,
        "Windows whose last instruction came after the planned end."),
      MetricDescription(
        "overruns_pct", "percent", .corunCell,
        "overruns as a share of windows, with the same interval as windows_missed_pct."),
      MetricDescription(
        "start_error_p50", "ns", .corunCell,
        "Median release jitter: first instruction in the window minus the planned start."),
      MetricDescription(
        "start_error_p99", "ns", .corunCell,
        "99th percentile of the release jitter; empty with fewer than 1 000 windows."),
      MetricDescription(
        "start_error_max", "ns", .corunCell,
        "Largest release jitter; the method says of how many windows in how much time."),
      MetricDescription(
        "jitter_peak_to_peak", "ns", .corunCell,
        "Largest minus smallest start error: it grows with the number of windows."),
      MetricDescription(
        "jitter_p999_p50", "ns", .corunCell,
        "p99.9 minus p50 of the start errors: how much later than usual one window in a thousand starts. "
          + "Empty with fewer than 10 000 windows."),
      MetricDescription(
        "period_jitter_p50", "ns", .corunCell,
        "Median period jitter: by how much the distance of two neighbouring starts of a partition on a PU "
          + "differs from the planned distance."),
      MetricDescription(
        "period_jitter_p99", "ns", .corunCell, "99th percentile of the period jitter."),
      MetricDescription(
        "period_jitter_max", "ns", .corunCell, "Largest period jitter, as start_error_max."),
      MetricDescription("overrun_max", "ns", .corunCell, "High-water mark of the overrun."),
      MetricDescription(
        "leak_total", "ns", .corunCell,
        "Sum of the time that partitions ran outside their windows, over all windows of the pair."),
      MetricDescription(
        "residue_p50", "ratio", .corunCell,
        "First whole job of a window, corun over solo: what the neighbour's residue in the caches costs."
      ),
      MetricDescription(
        "job_p50", "ns", .everyCell,
        "Median job time: median over the rounds, with the interval of its ranks."),
      MetricDescription(
        "job_p99", "ns", .everyCell,
        "99th percentile of the job time: median over the rounds, with the interval of its ranks."),
      MetricDescription(
        "cost_p50", "ratio", .soloCell,
        "p50 alone under the policy, over the same under baseline: what the policy takes when nobody "
          + "attacks."),
      MetricDescription(
        "throughput_lost_pct", "percent", .soloCell,
        "Part of the victim's throughput alone under baseline that it loses alone under the policy."
      ),
    ]
}
