import Reporting
import Results

/// The JSON of Google Benchmark, as its `compare.py` reads it: a repetition for each cell in each round
/// (https://github.com/google/benchmark/blob/main/docs/user_guide.md, "Output Formats").
enum GoogleBenchmark {
  static func files(_ results: ResultSet) -> [ExportedFile] {
    let series = JobSeries.all(results)
    guard !series.isEmpty else { return [] }
    let benchmarks = series.enumerated().flatMap { family, one in
      one.rounds.enumerated().map { repetition, round in
        "    " + object(benchmark(one, family: family, repetition: repetition, round))
      }
    }
    let text = """
      {
        "context": \(object(context(results.provenance))),
        "benchmarks": [
      \(benchmarks.joined(separator: ",\n"))
        ]
      }

      """
    return [ExportedFile("google-benchmark.json", text)]
  }

  private typealias Members = [(key: String, value: String?)]

  private static func context(_ provenance: Provenance) -> Members {
    [
      ("date", JSONText.quoted(provenance.startedUTC)),
      ("host_name", JSONText.quoted(provenance.host)),
      ("executable", JSONText.quoted(provenance.arguments.joined(separator: " "))),
      ("num_cpus", PUCount.of(provenance.usableCPUs).map(String.init)),
      ("mhz_per_cpu", provenance.tscMegahertz.map { Number.fixed($0, decimals: 0) }),
      ("library_version", JSONText.quoted("bulkhead \(provenance.tool.version)")),
      ("library_build_type", JSONText.quoted(provenance.tool.buildConfiguration)),
      ("json_schema_version", "1"),
      ("bulkhead_run", JSONText.quoted(provenance.runID)),
      (
        "bulkhead_note",
        JSONText.quoted(
          "real_time is a round's median job time; cpu_time repeats it, because it is not measured "
            + "and compare.py asks for it; iterations are the jobs timed in the round")
      ),
    ]
  }

  private static func benchmark(
    _ series: JobSeries, family: Int, repetition: Int, _ round: RoundRow
  ) -> Members {
    let name = JSONText.quoted(series.name(after: "job"))
    let median = round.p50Nanoseconds?.fieldText
    return [
      ("name", name), ("family_index", String(family)), ("per_family_instance_index", "0"),
      ("run_name", name), ("run_type", JSONText.quoted("iteration")),
      ("repetitions", String(series.rounds.count)), ("repetition_index", String(repetition)),
      ("threads", "1"), ("iterations", String(round.samples)),
      ("real_time", median), ("cpu_time", median), ("time_unit", JSONText.quoted("ns")),
      ("round", String(round.round)), ("p90_ns", round.p90Nanoseconds?.fieldText),
      ("p99_ns", round.p99Nanoseconds?.fieldText), ("p999_ns", round.p999Nanoseconds?.fieldText),
      ("max_ns", round.maxNanoseconds?.fieldText),
      ("items_per_second", round.victimThroughputPerSecond?.fieldText),
    ]
  }

  /// What has no value is left out: a counter of Google Benchmark's is always a number.
  private static func object(_ members: Members) -> String {
    let texts = members.compactMap { key, value in
      value.map { "\(JSONText.quoted(key)): \($0)" }
    }
    return "{" + texts.joined(separator: ", ") + "}"
  }
}

/// How many PUs a taskset list such as `0-3,8` names.
enum PUCount {
  /// - Returns: `nil` for what is no such list.
  static func of(_ list: String) -> Int? {
    var count = 0
    for range in list.split(separator: ",") {
      let ends = range.split(separator: "-").map { Int($0) }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
        first <= last
      else { return nil }
      count += last - first + 1
    }
    return count > 0 ? count : nil
  }
}
