import Results
import Statistics

/// Throughput against chains of loads, of one core and of all.
enum Parallelism {
  static func figure(_ findings: SweepFindings) -> Figure? {
    guard findings.parallelism.contains(where: { $0.rows.count > 1 }) else { return nil }
    let series = findings.parallelism.map { curve in
      let isSolo = curve.condition == .solo
      return LinePlot.Series(
        label: isSolo ? "one core" : "all \(curve.rows.first?.threads ?? 0) cores together",
        colour: isSolo ? 0 : 2, dash: isSolo ? nil : "7 3",
        points: curve.rows.compactMap { row in
          row.megabytesPerSecond.map { value in
            LinePlot.Point(x: Double(row.chains ?? 0), y: value * 1e6, tip: tip(row))
          }
        })
    }
    let marks = [(Condition.solo, 0, "local"), (.corun, 2, "global")].compactMap {
      condition, colour, name in
      findings.knee(condition).map { knee in
        LinePlot.Mark(
          from: Double(knee.interval.lowerBound), to: Double(knee.interval.upperBound),
          label: "\(name) MLP \(SweepFindings.text(knee))", colour: colour, dash: "2 2")
      }
    }
    let amounts = Findings.distinct(findings.parallelism.flatMap(\.rows).compactMap(\.chains))
    let plot = LinePlot(
      series: series, marks: marks,
      x: .init(
        kind: .logarithmic, title: "chains of dependent loads side by side, log axis",
        ticks: amounts.sorted().map(Double.init), label: { Number.fixed($0, decimals: 0) }),
      y: .init(
        kind: .logarithmic, title: "lines read, log axis", label: { TailPlot.trimmedRate($0) }))
    let bytes = findings.parallelism[0].rows[0].workingSetBytes
    return Figure(
      name: "parallelism", question: "How many loads in flight pay",
      headline: headline(findings),
      note: "mlp-K on \(Number.bytes(bytes)) for each core. MLP: the fewest chains within"
        + " \(Number.percent(ofOne: SweepFindings.tolerance)) of the highest throughput; bands by the"
        + " 95 % interval of that share.",
      isWide: false, width: 640, height: 420, draw: plot.draw)
  }

  static func headline(_ findings: SweepFindings) -> String {
    let local = "One core gains up to \(SweepFindings.text(findings.knee(.solo))) chains"
    guard let global = findings.knee(.corun) else { return local }
    return "\(local), all cores together up to \(SweepFindings.text(global))"
  }

  private static func tip(_ row: SweepRow) -> String {
    var lines = ["\(row.workload), \(row.condition.rawValue)"]
    if let value = row.megabytesPerSecond { lines.append("mb_per_s \(value)") }
    if let value = row.nanoseconds { lines.append("ns_per_access \(value)") }
    if let value = row.plateauShare { lines.append("plateau_share \(Number.ratio(value))") }
    return lines.joined(separator: "\n")
  }
}
