import Glibc
import Results

@testable import Reporting

/// A sweep of a made-up guest whose hwloc reports 32 MiB of last-level cache where a chase keeps 5.
struct SyntheticSweep {
  var passes: Int64 = 6
  var hasCompany = true
  var hasParallelism = true
  var isMeasured = true

  func results() -> ResultSet {
    let nothing = SyntheticResults(policies: [], hasControls: false).results()
    var results = nothing
    results.sweep = latency() + bandwidth() + parallelism() + sensitivity()
    results.caches = caches()
    return results
  }

  private var conditions: [Condition] { hasCompany ? [.solo, .corun] : [.solo] }

  /// Nanoseconds of a dependent load: three caches and memory.
  private func time(_ bytes: Double) -> Double {
    let levels: [(bytes: Double, time: Double)] = [(32_768, 1.1), (1_048_576, 3.8), (5e6, 14)]
    var rest = 1.0
    var sum = 0.0
    for level in levels {
      let hits = rest * min(1, max(0, 1 - log2(bytes / level.bytes) / 0.6))
      sum += hits * level.time
      rest -= hits
    }
    return sum + rest * (140 + 4 * log2(bytes / 4096))
  }

  private func latency() -> [SweepRow] {
    (0...45).flatMap { step in
      conditions.map { condition in
        let bytes = Int64(4096 * pow(2, Double(step) / 3)) / 64 * 64
        let slowdown = condition == .corun && bytes > 1 << 20 ? 1.3 : 1
        return row(.latency, "chase", bytes, condition, slowdown: slowdown)
      }
    }
  }

  private func bandwidth() -> [SweepRow] {
    ["read", "write"].flatMap { workload in
      (0...15).flatMap { octave in
        conditions.map { condition in
          let bytes = Int64(4096) << Int64(octave)
          var point = row(.bandwidth, workload, bytes, condition, slowdown: 1)
          point.nanoseconds = 0.2 + time(Double(bytes)) / 60
          point.megabytesPerSecond =
            (workload == "read" ? 64_000 : 128_000) / (point.nanoseconds ?? 1)
            * (condition == .solo ? 1 : 0.8)
          return point
        }
      }
    }
  }

  private func parallelism() -> [SweepRow] {
    guard hasParallelism else { return [] }
    let amounts: [Int64] = [1, 2, 3, 4, 6, 8, 10, 12, 16, 24, 32]
    return amounts.flatMap { chains in
      conditions.map { condition in
        let limit: Int64 = condition == .solo ? 12 : 8
        let share = Double(min(chains, limit)) / Double(limit)
        var point = row(.mlp, "mlp-\(chains)", 64 << 20, condition, slowdown: 1)
        point.chains = chains
        point.threads = condition == .solo ? 1 : 3
        point.aggressor = "mlp-\(chains) on every core"
        point.megabytesPerSecond = share * (condition == .solo ? 7_000 : 16_000)
        point.plateauShare = share
        if passes >= 2 {
          point.plateauShareLow = share * 0.96
          point.plateauShareHigh = share * 1.04
        }
        return point
      }
    }
  }

  private func sensitivity() -> [SweepRow] {
    guard hasCompany else { return [] }
    return [("chase", 0.2), ("mlp-8", 0.9), ("read", 0.4)].flatMap { victim, cost in
      [0, 0.1, 0.25, 0.5, 0.75, 1].flatMap { share in
        [Condition.solo, .corun].map { condition in
          var point = row(
            .sensitivity, victim, 2_500_000, condition,
            slowdown: condition == .corun ? 1 + cost * share : 1)
          point.aggressorShare = share
          if condition == .corun {
            point.aggressorMegabytesPerSecond = share * 40_000
            if share > 0, share < 1 { point.aggressorAskedMegabytesPerSecond = share * 41_000 }
          }
          return point
        }
      }
    }
  }

  private func row(
    _ kind: SweepRow.Kind, _ workload: String, _ bytes: Int64, _ condition: Condition,
    slowdown: Double
  ) -> SweepRow {
    var row = SweepRow()
    row.kind = kind
    row.workload = workload
    row.workingSetBytes = bytes
    row.condition = condition
    row.aggressor = hasCompany ? "write@2*L3" : ""
    let value = time(Double(bytes)) * slowdown
    row.nanoseconds = value
    if passes >= 6 {
      row.nanosecondsLow = value * 0.97
      row.nanosecondsHigh = value * 1.05
    }
    if condition == .corun {
      row.slowdown = slowdown
      row.slowdownLow = slowdown * 0.98
      row.slowdownHigh = slowdown * 1.02
    }
    row.megabytesPerSecond = 64_000 / value
    row.samples = 1200
    row.passes = passes
    row.pages = bytes < 2 << 20 ? "base node0" : "thp node0"
    return row
  }

  private func caches() -> [CacheRow] {
    let sizes: [(hwloc: Int64, low: Int64, high: Int64)] = [
      (32_768, 32_768, 41_280), (1_048_576, 1_048_576, 1_321_088),
      (33_554_432, 4_194_304, 6_658_048),
    ]
    return sizes.enumerated().map { index, size in
      var row = CacheRow()
      row.level = Int64(index + 1)
      row.hwlocBytes = size.hwloc
      row.usedBytes = size.hwloc
      guard isMeasured else {
        row.note =
          "inconclusive: the curve has one level: no size is slower than another; hwloc's size is used"
        return row
      }
      row.method = "chase: one dependent load at a time, huge pages beyond 32 KiB"
      row.measuredLowBytes = size.low
      row.measuredHighBytes = size.high
      if index == 2 {
        row.usedBytes = 5_283_840
        row.source = .measured
        row.note =
          "a chase keeps this much of it; where others share the cache, faster access keeps more"
      }
      return row
    }
  }
}
