import Reporting
import Results

/// What a line takes from core to core.
enum GnuplotMachine {
  static func handOver(_ results: ResultSet) -> GnuplotFigure? {
    var block = GnuplotBlock(
      title: "hand-over", columns: ["to", "from", "one_way_p50_ns", "one_way_min_ns"])
    var cpus: Set<Int> = []
    for row in results.contention where row.kind == .handOver {
      let pair = ContentionFindings.cpus(row.cpus)
      guard let from = row.cpu.map({ Int($0) }), pair.count == 2, row.oneWayP50Nanoseconds != nil
      else { continue }
      let to = pair[0] == from ? pair[1] : pair[0]
      cpus.formUnion([from, to])
      block.rows.append([
        String(to), String(from), GnuplotBlock.number(row.oneWayP50Nanoseconds),
        GnuplotBlock.number(row.oneWayMinNanoseconds),
      ])
    }
    guard let last = cpus.max() else { return nil }
    let labels =
      cpus.count > 16
      ? [] : [", \\", "  '' index 0 using 1:2:(sprintf('%.0f', $3)) with labels"]
    return GnuplotFigure(
      name: "hand-over", blocks: [block],
      commands: [
        "unset key", "set size square",
        GnuplotFigure.palette,
        "set xlabel 'to CPU'", "set ylabel 'from CPU'", "set cblabel 'one way, median, ns'",
        "set xrange [-0.5:\(last).5]", "set yrange [\(last).5:-0.5]",
        "plot 'hand-over.dat' index 0 \(GnuplotFigure.boxes)"
          + labels.joined(separator: "\n"),
      ], height: 760)
  }
}
