import Reporting
import Results

/// Curves of a sweep: against the working set, the chains, and the strength of the aggressor.
enum GnuplotSweep {
  static func figures(_ results: ResultSet) -> [GnuplotFigure] {
    [latency(results), bandwidth(results), parallelism(results), sensitivity(results)]
      .compactMap(\.self)
  }

  private struct Value: Sendable {
    let name: String
    let of: @Sendable (SweepRow) -> Double?
  }

  private static let bytes = Value(name: "working_set_bytes") { Double($0.workingSetBytes) }

  private static func latency(_ results: ResultSet) -> GnuplotFigure? {
    let blocks = blocks(
      results, .latency,
      [
        bytes, Value(name: "ns_per_access") { $0.nanoseconds },
        Value(name: "ns_low") { $0.nanosecondsLow ?? $0.nanoseconds },
        Value(name: "ns_high") { $0.nanosecondsHigh ?? $0.nanoseconds },
      ])
    let caches = results.caches.compactMap { cache in
      cache.hwlocBytes.map {
        "set arrow from \($0), graph 0 to \($0), graph 1 nohead dashtype 3; set label 'L\(cache.level)' at \($0), graph 0.03 offset 0.3"
      }
    }
    return figure(
      "latency-curve", blocks, "with yerrorlines pointtype 7 pointsize 0.4",
      [
        "set logscale x 2", "set logscale y", "set format x '%.0b%BB'",
        "set xlabel 'working set'", "set ylabel 'ns per access, log axis'",
      ] + caches)
  }

  private static func bandwidth(_ results: ResultSet) -> GnuplotFigure? {
    figure(
      "bandwidth-curve",
      blocks(results, .bandwidth, [bytes, Value(name: "mb_per_s") { $0.megabytesPerSecond }]),
      "using 1:2 with linespoints pointtype 7 pointsize 0.4",
      [
        "set logscale xy 2", "set format x '%.0b%BB'", "set format y '%g'",
        "set xlabel 'working set'", "set ylabel 'MB/s, log axis'",
      ])
  }

  private static func parallelism(_ results: ResultSet) -> GnuplotFigure? {
    figure(
      "parallelism",
      blocks(
        results, .mlp,
        [
          Value(name: "chains") { $0.chains.map(Double.init) },
          Value(name: "plateau_share") { $0.plateauShare },
          Value(name: "share_low") { $0.plateauShareLow ?? $0.plateauShare },
          Value(name: "share_high") { $0.plateauShareHigh ?? $0.plateauShare },
        ], isOneCurve: true),
      "with yerrorlines pointtype 7 pointsize 0.4",
      [
        "set logscale x 2", "set yrange [0:*]",
        "set xlabel 'chains of dependent loads side by side'",
        "set ylabel 'share of the highest traffic'",
      ])
  }

  private static func sensitivity(_ results: ResultSet) -> GnuplotFigure? {
    figure(
      "sensitivity",
      blocks(
        results, .sensitivity,
        [
          Value(name: "aggressor_mb_per_s") { $0.aggressorMegabytesPerSecond },
          Value(name: "slowdown") { $0.slowdown },
          Value(name: "slowdown_low") { $0.slowdownLow ?? $0.slowdown },
          Value(name: "slowdown_high") { $0.slowdownHigh ?? $0.slowdown },
        ]
      ).filter { $0.title.contains(", corun") },
      "with yerrorlines pointtype 7 pointsize 0.4",
      ["set xlabel 'traffic of the aggressor, MB/s'", "set ylabel 'slowdown'"])
  }

  // MARK: Parts

  /// A curve for each workload and condition, in the order of the first value.
  private static func blocks(
    _ results: ResultSet, _ kind: SweepRow.Kind, _ values: [Value], isOneCurve: Bool = false
  ) -> [GnuplotBlock] {
    let rows = results.sweep.filter { row in
      row.kind == kind && values.prefix(2).allSatisfy { $0.of(row) != nil }
    }
    let name = { (row: SweepRow) in
      (isOneCurve ? "" : row.workload + ", ") + row.condition.rawValue
        + (row.condition == .corun && !row.aggressor.isEmpty ? " beside \(row.aggressor)" : "")
    }
    return Findings.distinct(rows.map(name)).map { title in
      let own = rows.filter { name($0) == title }
        .sorted { values[0].of($0) ?? 0 < values[0].of($1) ?? 0 }
      return GnuplotBlock(
        title: title, columns: values.map(\.name),
        rows: own.map { row in values.map { GnuplotBlock.number($0.of(row)) } })
    }
  }

  private static func figure(
    _ name: String, _ blocks: [GnuplotBlock], _ style: String, _ axes: [String]
  ) -> GnuplotFigure? {
    guard !blocks.isEmpty else { return nil }
    return GnuplotFigure(
      name: name, blocks: blocks,
      commands: axes + ["set grid", "set key inside left top"]
        + GnuplotFigure.plot(name, blocks, style))
  }
}
