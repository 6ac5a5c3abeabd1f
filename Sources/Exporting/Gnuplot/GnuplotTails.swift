import Reporting
import Results

/// Figures of tails: which share of the samples lies above x.
enum GnuplotTails {
  /// The job times of all cells; the script draws the pair that is slowed down most.
  static func jobLatency(_ results: ResultSet) -> GnuplotFigure? {
    let bins = Dictionary(
      grouping: results.histogram.filter { $0.metric == "job_latency" }, by: \.cellID)
    let cells = results.cells.filter { bins[$0.cellID] != nil }
    let blocks = cells.map { cell in
      let companion = cell.condition == .solo ? "alone" : "beside \(cell.aggressor)"
      return tail(
        "\(cell.victim) \(companion), \(cell.policy)", bins[cell.cellID, default: []])
    }
    guard let worst = Findings(results).worst else { return nil }
    let shown = cells.indices.filter { cells[$0].pairID == worst.pairID }
    guard !shown.isEmpty else { return nil }
    return GnuplotFigure(
      name: "job-latency", blocks: blocks,
      commands: axes("job time, ns", "share of jobs slower than x")
        + [GnuplotFigure.comment("index: cell")]
        + cells.enumerated().map {
          GnuplotFigure.comment("\($0): \($1.cellID) \(blocks[$0].title)")
        }
        + plot("job-latency", blocks, shown))
  }

  /// Start errors by policy, or by partition where there is one policy.
  static func startError(_ results: ResultSet) -> GnuplotFigure? {
    let sliced = Dictionary(
      results.cells.filter { $0.windowNanoseconds != nil }.map { ($0.pairID, $0.policy) },
      uniquingKeysWith: { first, _ in first })
    let windows = results.windows.filter {
      sliced[$0.pairID] != nil && $0.startErrorNanoseconds != nil
    }
    let isByPolicy = Set(windows.compactMap { sliced[$0.pairID] }).count > 1
    let groups = Dictionary(grouping: windows) {
      isByPolicy ? sliced[$0.pairID] ?? "" : $0.partition
    }
    let blocks = groups.keys.sorted().map { name in
      tail(name, values: groups[name, default: []].compactMap(\.startErrorNanoseconds))
    }
    guard !blocks.isEmpty else { return nil }
    return GnuplotFigure(
      name: "start-error", blocks: blocks,
      commands: axes("start after plan, ns; early ones at 10", "share of windows later than x")
        + plot("start-error", blocks))
  }

  /// What each core loses by itself, and how late its timers are.
  static func jitter(_ results: ResultSet) -> [GnuplotFigure] {
    [
      ("gap", "gaps", "length of the gap, ns"),
      ("timer_lateness", "timer-lateness", "lateness, ns"),
    ]
    .compactMap { metric, name, title in
      let bins = results.histogram.filter { $0.metric == metric }
      let blocks = Findings.distinct(bins.map(\.cellID)).map { cpu in
        tail(cpu, bins.filter { $0.cellID == cpu })
      }
      guard !blocks.isEmpty else { return nil }
      return GnuplotFigure(
        name: name, blocks: blocks,
        commands: axes(title, "share longer than x")
          + plot(name, blocks))
    }
  }

  /// Job times as seen, and the fitted curves that were accepted.
  static func exceedance(_ results: ResultSet) -> GnuplotFigure? {
    guard !results.jobTimes.isEmpty else { return nil }
    let sorted = results.jobTimes.map(\.jobNanoseconds).filter { $0 > 0 }.sorted(by: >)
    var seen = GnuplotBlock(title: "seen", columns: ["job_ns", "chance_per_run"])
    for (rank, time) in sorted.enumerated() where isKept(rank) {
      seen.rows.append([time.fieldText, (Double(rank + 1) / Double(sorted.count)).fieldText])
    }
    let accepted = results.worstCase.filter { $0.isAccepted && $0.exceedancePerRun != nil }
    let curves = Findings.distinct(accepted.map(\.method)).map { method in
      GnuplotBlock(
        title: method.rawValue, columns: ["estimate_ns", "chance_per_run", "upper_ns"],
        rows: accepted.filter { $0.method == method }.map {
          [
            GnuplotBlock.number($0.estimateNanoseconds), GnuplotBlock.number($0.exceedancePerRun),
            GnuplotBlock.number($0.upperNanoseconds),
          ]
        })
    }
    let bounds = curves.indices.flatMap { index in
      ["using 1:2 with lines title", "using 3:2 with lines dashtype 2 title"].enumerated().map {
        "  'exceedance.dat' index \(index + 1) \($1) "
          + GnuplotFigure.quoted(
            curves[index].title + ($0 == 0 ? ", fitted" : ", 95 % upper bound"))
      }
    }
    let plots =
      ["plot 'exceedance.dat' index 0 using 1:2 with points pointtype 7 pointsize 0.4 title 'seen'"]
      + bounds
    return GnuplotFigure(
      name: "exceedance", blocks: [seen] + curves,
      commands: axes("time of a run, ns", "chance that a run takes longer")
        + [plots.joined(separator: ", \\\n")])
  }

  /// Of a long series the last hundred, and then fewer the more usual they are: a hundred to a doubling.
  private static func isKept(_ rank: Int) -> Bool {
    rank < 100 || rank.isMultiple(of: 1 << (Int.bitWidth - (rank / 100).leadingZeroBitCount))
  }

  // MARK: Parts

  private static func tail(_ title: String, _ bins: [HistogramRow]) -> GnuplotBlock {
    let bins = bins.filter { $0.count > 0 }.sorted { $0.upperNanoseconds < $1.upperNanoseconds }
    let total = bins.reduce(0) { $0 + $1.count }
    var above = total
    return GnuplotBlock(
      title: title, columns: ["upper_ns", "share_above", "count"],
      rows: bins.map { bin in
        above -= bin.count
        return [
          String(max(1, bin.upperNanoseconds)), (Double(above) / Double(total)).fieldText,
          String(bin.count),
        ]
      })
  }

  private static func tail(_ title: String, values: [Int64]) -> GnuplotBlock {
    var block = GnuplotBlock(title: title, columns: ["value_ns", "share_above", "count"])
    let counts = Dictionary(values.map { (max(10, $0), 1) }, uniquingKeysWith: +)
    var above = values.count
    for (value, count) in counts.sorted(by: { $0.key < $1.key }) {
      above -= count
      block.rows.append([
        String(value), (Double(above) / Double(values.count)).fieldText, String(count),
      ])
    }
    return block
  }

  /// A logarithmic axis has no zero: the last step, above which nothing is, ends the line.
  private static func axes(_ x: String, _ y: String) -> [String] {
    [
      "set logscale xy", "set format y '%g'",
      "set xlabel \(GnuplotFigure.quoted(x))", "set ylabel \(GnuplotFigure.quoted(y))", "set grid",
      "set key inside right top",
    ]
  }

  private static func plot(
    _ name: String, _ blocks: [GnuplotBlock], _ shown: [Int]? = nil
  ) -> [String] {
    let steps = "using 1:($2 > 0 ? $2 : NaN) with steps linewidth 2"
    return GnuplotFigure.plot(name, blocks, steps, shown: shown)
  }
}
