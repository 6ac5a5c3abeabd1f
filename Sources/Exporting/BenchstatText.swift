import Results

/// The Go benchmark format, which benchstat reads (https://go.dev/design/14313-benchmark-format): configuration lines, and a
/// line for each cell in each round.
///
/// benchstat compares only what has the same configuration. So the configuration has what must agree, and what tells runs
/// apart stands in comments; conditions are keys in the names, for `benchstat -col /condition` and `-col /policy`.
enum BenchstatText {
  /// With fewer samples benchstat gives no interval at 95 %, or a wide one; it asks for ten.
  static let wantedRounds = 10

  static func files(_ results: ResultSet) -> [ExportedFile] {
    let series = JobSeries.all(results)
    guard !series.isEmpty else { return [] }
    let lines =
      head(results.provenance, series) + series.flatMap(Self.lines)
    return [ExportedFile("benchstat.txt", lines.joined(separator: "\n") + "\n")]
  }

  private struct Quantity: Sendable {
    let unit: String
    let value: @Sendable (RoundRow) -> Double?
  }

  /// `ns/op` is the median job. Names as in Go's own suites, of which benchstat scales the unit at the end.
  private static let quantities = [
    Quantity(unit: "ns/op") { $0.p50Nanoseconds },
    Quantity(unit: "p90-latency-ns") { $0.p90Nanoseconds },
    Quantity(unit: "p99-latency-ns") { $0.p99Nanoseconds },
    Quantity(unit: "p99.9-latency-ns") { $0.p999Nanoseconds },
    Quantity(unit: "max-latency-ns") { $0.maxNanoseconds },
    Quantity(unit: "accesses/s") { $0.victimThroughputPerSecond },
  ]

  private static func head(_ provenance: Provenance, _ series: [JobSeries]) -> [String] {
    var lines = [
      "# Bulkhead run \(provenance.runID) on \(provenance.host.onOneLine), started \(provenance.startedUTC)",
      "# A line is a cell in a round: jobs timed, and the quantiles of their times (ns/op is the median).",
    ]
    let fewest = series.map(\.rounds.count).min() ?? 0
    if fewest < wantedRounds {
      lines.append(
        "# The shortest series has \(fewest) of the \(wantedRounds) rounds that benchstat asks for."
      )
    }
    for one in series where one.violated > 0 {
      lines.append(
        "# Rounds left out of \(one.name(after: "Job")), because the policy was not in force: \(one.violated)"
      )
    }
    lines += ["goos: linux", "pkg: bulkhead"]
    if !provenance.cpuModel.isEmpty { lines.append("cpu: \(provenance.cpuModel.onOneLine)") }
    for unit in quantities.dropFirst().map(\.unit) {
      lines.append("Unit \(unit) better=\(unit == "accesses/s" ? "higher" : "lower")")
    }
    return lines + [""]
  }

  private static func lines(_ series: JobSeries) -> [String] {
    series.rounds.map { round in
      let values = quantities.compactMap { quantity in
        quantity.value(round).map { "\($0.fieldText) \(quantity.unit)" }
      }
      return ([series.name(after: "BenchmarkJob") + "-1", String(round.samples)] + values)
        .joined(separator: "\t")
    }
  }
}
