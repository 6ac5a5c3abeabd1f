import Reporting
import Results

/// The figures about pairs of a victim and an aggressor.
enum GnuplotSlowdown {
  /// Victims by aggressors, a panel for each policy.
  static func matrix(_ results: ResultSet) -> GnuplotFigure? {
    let pairs = Findings(results).matrix.filter { $0.slowdown != nil }
    guard !pairs.isEmpty else { return nil }
    let victims = Findings.distinct(pairs.map(\.victim))
    let aggressors = Findings.distinct(pairs.map(\.aggressor))
    let policies = Findings.distinct(pairs.map(\.policy))
    let most = max(1.5, pairs.compactMap(\.slowdown?.value).max() ?? 1.5)
    let blocks = policies.map { policy in
      var block = GnuplotBlock(
        title: policy,
        columns: ["aggressor", "victim", "slowdown", "aggressor_name", "victim_name"])
      for (y, victim) in victims.enumerated() {
        for (x, aggressor) in aggressors.enumerated() {
          let pair = pairs.first {
            $0.policy == policy && $0.victim == victim && $0.aggressor == aggressor
          }
          block.rows.append([
            String(x), String(y), GnuplotBlock.number(pair?.slowdown?.value),
            GnuplotBlock.word(aggressor), GnuplotBlock.word(victim),
          ])
        }
      }
      return block
    }
    let columns = policies.count > 1 ? 2 : 1
    let rows = (policies.count + columns - 1) / columns
    var commands = [
      "set multiplot layout \(rows),\(columns) title \"Slowdown at p50, victims by aggressors\"",
      "unset key", "set logscale cb", "set cbrange [1:\(most.fieldText)]",
      GnuplotFigure.palette,
      "set xrange [-0.5:\(aggressors.count - 1).5]", "set yrange [\(victims.count - 1).5:-0.5]",
      "set xtics (\(GnuplotFigure.tics(aggressors))) rotate by -25",
      "set ytics (\(GnuplotFigure.tics(victims)))",
    ]
    for (index, policy) in policies.enumerated() {
      commands += [
        "set title \(GnuplotFigure.quoted(policy))",
        "plot 'slowdown.dat' index \(index) \(GnuplotFigure.boxes), \\",
        "  '' index \(index) using 1:2:(sprintf('%.2f', $3)) with labels",
      ]
    }
    commands.append("unset multiplot")
    return GnuplotFigure(
      name: "slowdown", blocks: blocks, commands: commands,
      height: 60 + rows * (150 + 34 * victims.count))
  }

  /// Every pair with its interval, a column for each policy.
  static func policies(_ results: ResultSet) -> GnuplotFigure? {
    let pairs = Findings(results).asked.filter { $0.slowdown != nil }
    guard !pairs.isEmpty else { return nil }
    let policies = Findings.distinct(pairs.map(\.policy))
    let contests = Findings.distinct(pairs.map(\.contest))
    let blocks = contests.enumerated().map { number, contest in
      GnuplotBlock(
        title: contest.text, columns: ["policy", "slowdown", "lower", "upper", "policy_name"],
        rows: pairs.filter { $0.contest == contest }.compactMap { pair in
          guard let row = pair.slowdown else { return nil }
          let place = Double(policies.firstIndex(of: pair.policy) ?? 0)
          // Side by side within their policy's column.
          let shift = (Double(number) + 0.5) / Double(contests.count) * 0.8 - 0.4
          return [
            (place + shift).fieldText, GnuplotBlock.number(row.value),
            GnuplotBlock.number(row.lower ?? row.value),
            GnuplotBlock.number(row.upper ?? row.value), GnuplotBlock.word(pair.policy),
          ]
        })
    }
    return GnuplotFigure(
      name: "policies", blocks: blocks,
      commands: [
        "set logscale y 2", "set ylabel 'slowdown at p50, log axis'", "set grid ytics",
        "set autoscale yfix", "set offsets 0,0,graph 0.05,graph 0.05",
        "set xrange [-0.6:\(policies.count - 1).6]",
        "set xtics (\(GnuplotFigure.tics(policies))) rotate by -25",
        "set key outside below maxcols 2",
      ]
        + GnuplotFigure.plot(
          "policies", blocks, "using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.5"),
      height: 480 + 12 * contests.count)
  }

  /// Protection against what it costs, a series for each victim, by the aggressor against which a policy does least.
  static func pareto(_ results: ResultSet) -> GnuplotFigure? {
    let drawn: [PolicyRow.Verdict] = [.effective, .noEffect, .inconclusive, .harmful]
    let rows = results.policies.filter {
      drawn.contains($0.verdict) && $0.protection != nil && $0.lostPercent != nil
    }
    guard !rows.isEmpty else { return nil }
    let blocks = Findings.distinct(rows.map(\.victim)).map { victim in
      let own = rows.filter { $0.victim == victim }
      return GnuplotBlock(
        title: victim,
        columns: [
          "lost_pct", "lost_low_pct", "lost_high_pct", "protection", "protection_low",
          "protection_high", "policy", "aggressor",
        ],
        rows: Findings.distinct(own.map(\.policy)).compactMap { policy in
          own.filter { $0.policy == policy }.min { $0.protection ?? 0 < $1.protection ?? 0 }
        }.map { row in
          [row.lostPercent, row.lostLowPercent, row.lostHighPercent].map {
            GnuplotBlock.number($0 ?? row.lostPercent)
          }
            + [row.protection, row.protectionLow, row.protectionHigh].map {
              GnuplotBlock.number($0 ?? row.protection)
            } + [GnuplotBlock.word(row.policy), GnuplotBlock.word(row.aggressor)]
        })
    }
    let points = GnuplotFigure.plot(
      "pareto", blocks, "using 1:4:2:3:5:6 with xyerrorbars pointtype 7 pointsize 0.6")
    let names = blocks.indices.map {
      "  'pareto.dat' index \($0) using 1:4:7 with labels offset 0.6,0.6 left notitle"
    }
    return GnuplotFigure(
      name: "pareto", blocks: blocks,
      commands: [
        "set xlabel 'work lost by both, percent'", "set ylabel 'protection (1 is all)'",
        "set yrange [-1:1.25]", "set grid", "set key inside right bottom",
      ] + points.dropLast() + [(points.last ?? "") + ", \\", names.joined(separator: ", \\\n")])
  }
}
