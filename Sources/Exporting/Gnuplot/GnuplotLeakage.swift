import Reporting
import Results

/// What one partition can tell the next.
enum GnuplotLeakage {
  static func figures(_ results: ResultSet) -> [GnuplotFigure] {
    [bounds(results), matrix(results)].compactMap(\.self)
  }

  private static func bounds(_ results: ResultSet) -> GnuplotFigure? {
    let rows = results.leakage.filter { $0.arm == .signal && $0.leakMillibits != nil }
    guard !rows.isEmpty else { return nil }
    let policies = Findings.distinct(rows.map(\.policy))
    let blocks = Findings.distinct(rows.map(\.channel)).map { channel in
      GnuplotBlock(
        title: channel,
        columns: [
          "policy", "leak_mbit", "bound_mbit", "corrected_low_mbit", "corrected_high_mbit",
          "policy_name", "verdict",
        ],
        rows: rows.filter { $0.channel == channel }.map { row in
          [String(policies.firstIndex(of: row.policy) ?? 0)]
            + [
              row.leakMillibits, row.boundMillibits, row.correctedLowerMillibits,
              row.correctedUpperMillibits,
            ].map { GnuplotBlock.number($0) }
            + [GnuplotBlock.word(row.policy), row.verdict.rawValue]
        })
    }
    let plots = blocks.enumerated().flatMap { index, block in
      let place = "($1 + \(index) * 0.2 - \(blocks.count - 1) * 0.1)"
      return [
        "'leakage.dat' index \(index) using \(place):2 with points pointtype 7"
          + " title \(GnuplotFigure.quoted(block.title))",
        "'leakage.dat' index \(index) using \(place):3 with points pointtype 2 linecolor '#000000'"
          + (index == 0 ? " title 'M0: stays below without a leak'" : " notitle"),
      ]
    }
    return GnuplotFigure(
      name: "leakage", blocks: blocks,
      commands: [
        "set logscale y", "set ylabel 'millibit for each window, log axis'", "set grid ytics",
        "set xrange [-0.6:\(policies.count - 1).6]",
        "set xtics (\(GnuplotFigure.tics(policies))) rotate by -25",
        "set key outside below", "plot \(plots.joined(separator: ", \\\n  "))",
      ])
  }

  /// Of each policy the channel that carries most.
  private static func matrix(_ results: ResultSet) -> GnuplotFigure? {
    let rows = results.leakage.filter { $0.arm == .signal && $0.leakMillibits != nil }
    let blocks = Findings.distinct(rows.map(\.policy)).compactMap { policy -> GnuplotBlock? in
      let channel = rows.filter { $0.policy == policy }
        .max { $0.correctedMillibits ?? -1e300 < $1.correctedMillibits ?? -1e300 }?.channel
      let counts = results.leakageCounts.filter {
        $0.arm == .signal && $0.policy == policy && $0.channel == channel
      }
      let totals = Dictionary(counts.map { ($0.symbol, $0.count) }, uniquingKeysWith: +)
      guard let channel, !counts.isEmpty else { return nil }
      return GnuplotBlock(
        title: "\(policy), \(channel)", columns: ["bin", "symbol", "share", "count"],
        rows: counts.map { count in
          let total = totals[count.symbol, default: 0]
          let share = total > 0 ? Double(count.count) / Double(total) : nil
          return [
            String(count.bin), String(count.symbol), GnuplotBlock.number(share),
            String(count.count),
          ]
        })
    }
    guard !blocks.isEmpty else { return nil }
    let height = (blocks.count + 1) / 2
    let panels = blocks.enumerated().flatMap { index, block in
      [
        "set title \(GnuplotFigure.quoted(block.title))",
        "plot 'leakage-matrix.dat' index \(index) \(GnuplotFigure.boxes)",
      ]
    }
    return GnuplotFigure(
      name: "leakage-matrix", blocks: blocks,
      commands: [
        "set multiplot layout \(height),\(min(2, blocks.count)) title 'Share of a symbol''s probes by bin of time'",
        "unset key", "set cbrange [0:1]", "set autoscale fix",
        "set xlabel 'bin of probe times, short to long'",
        "set ylabel 'symbol'", GnuplotFigure.palette,
      ] + panels + ["unset multiplot"], height: 60 + 260 * height)
  }
}
