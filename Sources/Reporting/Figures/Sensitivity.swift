import Results

/// A victim's slowdown against the traffic that its aggressor really causes.
enum Sensitivity {
  static func figure(_ findings: SweepFindings) -> Figure? {
    let curves = findings.sensitivity.filter { $0.rows.count > 1 }
    guard !curves.isEmpty else { return nil }
    let series = curves.enumerated().map { index, curve in
      LinePlot.Series(
        label: "\(curve.workload)@\(Number.bytes(curve.rows[0].workingSetBytes))", colour: index,
        dash: [nil, "7 3", "2 2"][index % 3],
        points: curve.rows.compactMap { row in
          guard let slowdown = row.slowdown, let rate = row.aggressorMegabytesPerSecond else {
            return nil
          }
          return LinePlot.Point(
            x: rate / 1e3, y: slowdown, low: row.slowdownLow, high: row.slowdownHigh, tip: tip(row))
        })
    }
    guard series.contains(where: { $0.points.count > 1 }) else { return nil }
    let plot = LinePlot(
      series: series, reference: 1,
      x: .init(
        kind: .linear, title: "traffic of \(curves[0].aggressor), GB/s, as it was achieved",
        label: { TailPlot.trimmed(Number.fixed($0, decimals: 1)) }),
      y: .init(
        kind: .logarithmic, title: "slowdown, log axis",
        label: { TailPlot.trimmed(Number.threeDigits($0)) + "×" }))
    return Figure(
      name: "sensitivity", question: "How much does how much traffic cost",
      headline: Words.capitalised(findings.cost),
      note: "At 0 the aggressor stays parked in both conditions: what is left is the noise floor."
        + " Steps of the asked rate: 10, 25, 50, 75 and 100 % of what nothing limits.",
      isWide: false, width: 640, height: 420, draw: plot.draw)
  }

  private static func tip(_ row: SweepRow) -> String {
    var lines = ["\(row.workload) beside \(row.aggressor)"]
    if let value = row.slowdown { lines.append("slowdown \(value)") }
    if let value = row.aggressorAskedMegabytesPerSecond {
      lines.append("aggressor_asked_mb_per_s \(Number.fixed(value, decimals: 1))")
    }
    if let value = row.aggressorMegabytesPerSecond {
      lines.append("aggressor_mb_per_s \(Number.fixed(value, decimals: 1))")
    }
    return lines.joined(separator: "\n")
  }
}
