import Results

/// A band per policy: the slowdown of every pair with its interval, and what the policy costs.
struct PolicyComparison: Sendable {
  let findings: Findings
  let standings: [PolicyStanding]
  let contests: [Contest]
  /// Victims in the order of the plan: a victim's colour and shape stay the same in every band.
  let victims: [String]

  /// Beyond this, a band shows its contests with the largest slowdowns only.
  static let contestsShown = 12
  private static let rowHeight = 11.0
  private static let width = 640.0

  static func figure(_ findings: Findings) -> Figure? {
    let standings = PolicyStanding.all(findings)
    guard standings.contains(where: { $0.worst != nil }) else { return nil }
    let all = Findings.distinct(findings.asked.map(\.contest))
    let contests = worst(all, findings)
    let chart = PolicyComparison(
      findings: findings, standings: standings, contests: contests,
      victims: Findings.distinct(contests.map(\.victim)))
    let cut =
      all.count > contests.count
      ? " The \(contests.count) of \(all.count) pairs with the largest slowdowns." : ""
    return Figure(
      name: "policies", question: "Which policy wins", headline: headline(standings),
      note: "Each point is a victim beside an aggressor with its interval, in the same place"
        + " in every band. Filled: slowed beyond the margin; hollow: not shown to be."
        + " ~ marks an inconclusive interval.\(cut)",
      isWide: false, width: width, height: chart.height, draw: chart.draw)
  }

  /// All of them, or those with the largest slowdowns under any policy, in the order of the plan.
  private static func worst(_ all: [Contest], _ findings: Findings) -> [Contest] {
    guard all.count > contestsShown else { return all }
    var largest: [Contest: Double] = [:]
    for pair in findings.asked {
      largest[pair.contest] = max(largest[pair.contest] ?? 0, pair.slowdown?.value ?? 0)
    }
    let least = all.map { largest[$0] ?? 0 }.sorted(by: >)[contestsShown - 1]
    return Array(all.filter { largest[$0] ?? 0 >= least }.prefix(contestsShown))
  }

  static func headline(_ standings: [PolicyStanding]) -> String {
    guard let best = PolicyStanding.best(standings), let worst = best.worst,
      let value = worst.slowdown?.value
    else {
      let only = standings.first { $0.worst != nil }
      return "Only \(only?.policy ?? "one policy") was measured:"
        + " its worst pair takes \(Number.times(only?.worst?.slowdown?.value)) as long"
    }
    let cost =
      best.workLost.map { " for \(Number.percent(ofOne: $0 / 100)) of the throughput" } ?? ""
    let baseline = standings.first { $0.policy == PolicyStanding.baseline }?.worst
    guard let baseline, let reference = baseline.slowdown?.value else {
      return "\(best.policy) holds the worst slowdown at \(worst.hedgedSlowdown)\(cost)"
    }
    guard standings.first(where: { $0.policy == PolicyStanding.baseline })?.interfered != 0 else {
      return "Nothing was shown that a policy could cut: at worst \(baseline.hedgedSlowdown) under"
        + " baseline, \(worst.hedgedSlowdown) under \(best.policy)"
    }
    guard value < reference else {
      return "No policy beats the baseline: \(best.policy) still has a worst slowdown of"
        + " \(worst.hedgedSlowdown)\(cost)"
    }
    return "\(best.policy) cuts the worst slowdown from \(baseline.hedgedSlowdown) to"
      + " \(worst.hedgedSlowdown)\(cost)"
  }

  private var bandHeight: Double {
    max(46, Double(contests.count) * PolicyComparison.rowHeight + 14)
  }
  private var legendHeight: Double { Double((victims.count + 2) / 3) * 18 + 26 }
  private var height: Double {
    legendHeight + standings.reduce(0) { $0 + bandHeight($1) + 8 } + 46
  }

  /// A policy without a value is a line with the reason.
  private func bandHeight(_ standing: PolicyStanding) -> Double {
    standing.worst == nil ? 26 : bandHeight
  }

  /// From the first band down.
  private var offsets: [Double] {
    standings.reduce(into: [0]) { $0.append($0[$0.count - 1] + bandHeight($1) + 8) }
  }

  @Sendable private func draw(_ drawing: inout Drawing) {
    let labelWidth = min(
      172,
      max(82, (standings.map { TextWidth.of($0.policy, size: 12, isBold: true) }.max() ?? 0) + 14))
    let plot = Box(
      x: labelWidth, y: legendHeight, width: PolicyComparison.width - labelWidth - 176,
      height: offsets[standings.count])
    let costs = Box(x: plot.right + 36, y: plot.y, width: 116, height: plot.height)
    legend(&drawing)
    let x = Scale(.logarithmic, slowdownDomain, from: plot.x + 6, to: plot.right - 6)
    let costScale = Scale(.linear, costDomain, from: costs.x, to: costs.right)
    for index in standings.indices {
      for area in [plot, costs] {
        drawing.rect(
          Box(
            x: area.x, y: plot.y + offsets[index], width: area.width,
            height: bandHeight(standings[index])), Style(fill: .lane), radius: 4)
      }
    }
    Axis.horizontal(
      &drawing, x, plot: plot, ticks: x.ticks(6), title: "slowdown of the median job, log axis",
      label: { TailPlot.trimmed(Number.threeDigits($0)) + "×" })
    Axis.horizontal(
      &drawing, costScale, plot: costs, ticks: costScale.ticks(3), title: "throughput lost alone",
      label: { Number.fixed($0, decimals: 0) + Number.space + "%" })
    drawing.line(
      x1: x(1), y1: plot.y, x2: x(1), y2: plot.bottom,
      Style(stroke: .axis, strokeWidth: 1.5, dash: "2 3"))
    for (index, standing) in standings.enumerated() {
      let top = plot.y + offsets[index]
      guard standing.worst != nil else {
        nothing(&drawing, standing, top: top, labelWidth: labelWidth, plot: plot)
        continue
      }
      drawing.text(
        TextWidth.fitted(standing.policy, to: labelWidth - 10, size: 12, isBold: true), x: 0,
        y: top + bandHeight / 2 - 3, TextStyle(isBold: true))
      drawing.text(
        "worst \(standing.worst?.hedgedSlowdown ?? Number.absent)", x: 0,
        y: top + bandHeight / 2 + 13, TextStyle(paint: .muted, size: 11))
      band(&drawing, standing, top: top, plot: plot, x: x)
      cost(&drawing, standing, top: top, costs, costScale)
    }
  }

  private func nothing(
    _ drawing: inout Drawing, _ standing: PolicyStanding, top: Double, labelWidth: Double, plot: Box
  ) {
    drawing.text(
      TextWidth.fitted(standing.policy, to: labelWidth - 10, size: 12), x: 0, y: top + 17,
      TextStyle(paint: .muted))
    // Over the line at 1 and on into the costs, of which there are none either.
    let room = Box(x: plot.x, y: top, width: PolicyComparison.width - plot.x - 24, height: 26)
    drawing.rect(room, Style(fill: .lane), radius: 4, tip: standing.reason ?? "not measured")
    drawing.text(
      TextWidth.fitted(standing.reason ?? "not measured", to: room.width - 24, size: 11),
      x: plot.x + 12, y: top + 17, TextStyle(paint: .muted, size: 11),
      attributes: "pointer-events=\"none\"")
  }

  private func band(
    _ drawing: inout Drawing, _ standing: PolicyStanding, top: Double, plot: Box, x: Scale
  ) {
    for (row, contest) in contests.enumerated() {
      guard let pair = findings.pair(contest, under: standing.policy),
        let slowdown = pair.slowdown, let value = slowdown.value
      else { continue }
      let y = top + 12 + Double(row) * PolicyComparison.rowHeight
      let series = victims.firstIndex(of: contest.victim) ?? 0
      if let lower = slowdown.lower, let upper = slowdown.upper {
        drawing.line(
          x1: x(lower), y1: y, x2: x(upper), y2: y,
          Style(stroke: .series(series), strokeWidth: 1.5))
      }
      let isShown = slowdown.verdict == .worse
      Marker(series: series).draw(
        &drawing, x: x(value), y: y, radius: 4,
        Style(
          fill: isShown ? .series(series) : .card, stroke: .series(series), strokeWidth: 1.5),
        tip: SlowdownHeatMap.tip(pair))
      if pair.pairID == standing.worst?.pairID {
        drawing.circle(x: x(value), y: y, radius: 8, Style(stroke: .ink, strokeWidth: 1.5))
      }
    }
  }

  private func cost(
    _ drawing: inout Drawing, _ standing: PolicyStanding, top: Double, _ box: Box, _ x: Scale
  ) {
    let y = top + bandHeight / 2
    guard let lost = standing.workLost else {
      let text = standing.policy == PolicyStanding.baseline ? "reference" : "no value"
      drawing.text(
        text, x: box.x + box.width / 2, y: y + 4,
        TextStyle(paint: .muted, size: 11, anchor: .middle))
      return
    }
    for value in standing.workLosses {
      drawing.circle(
        x: x(value), y: y + 8, radius: 3, Style(fill: .muted, opacity: 0.55),
        tip: "\(standing.policy)\nthroughput_lost_pct \(value.fieldText)")
    }
    let anchor: TextStyle.Anchor = x(lost) > box.x + box.width / 2 ? .end : .start
    drawing.line(
      x1: x(lost), y1: y, x2: x(lost), y2: y + 16, Style(stroke: .ink, strokeWidth: 2))
    drawing.text(
      Number.percent(ofOne: lost / 100), x: x(lost) + (anchor == .end ? 4 : -4), y: y - 6,
      TextStyle(isBold: true, anchor: anchor, hasHalo: true))
  }

  private func legend(_ drawing: inout Drawing) {
    var legend = Legend(x: 0, y: 14, right: PolicyComparison.width)
    for (index, victim) in victims.prefix(Theme.seriesCount).enumerated() {
      legend.add(victim, &drawing) { drawing, x, y in
        Marker(series: index).draw(
          &drawing, x: x, y: y, radius: 4.5,
          Style(fill: .series(index), stroke: .series(index), strokeWidth: 1.5))
      }
    }
    legend.add("worst of its policy", &drawing) { drawing, x, y in
      drawing.circle(x: x, y: y, radius: 6.5, Style(stroke: .ink, strokeWidth: 1.5))
    }
  }

  private var slowdownDomain: ClosedRange<Double> {
    let rows = findings.asked.compactMap(\.slowdown)
    // The points set the scale: an interval of two noisy rounds can reach to any number, and
    // runs out of the plot instead of squeezing everything else.
    let values = rows.compactMap(\.value).filter { $0 > 0 }
    let low = values.min() ?? 1
    let high = values.max() ?? 2
    let bounds = rows.compactMap { $0.upper }.filter { $0 < high * 2 }
    let floors = rows.compactMap { $0.lower }.filter { $0 > low / 2 }
    // What goes below half is noise of the solo phase; such points stand at the edge.
    return max(
      0.5, min(0.95, (floors.min() ?? low) * 0.98))...max(1.3, max(high, bounds.max() ?? 0) * 1.08)
  }

  private var costDomain: ClosedRange<Double> {
    let losses = standings.flatMap(\.workLosses)
    return min(-5, losses.min() ?? 0)...max(50, losses.max() ?? 0)
  }
}
