import Results

/// Victims by aggressors, one panel per policy: the slowdown as number and colour, the worst cell
/// framed. Controls that are their own aggressor stand below, each in a row of one cell.
struct SlowdownHeatMap: Sendable {
  let findings: Findings
  let worst: Pair?
  /// Where the colour scale ends at least, so that the maps of two runs can share one.
  let leastCeiling: Double
  private let layout: Layout

  static func figure(_ findings: Findings, leastCeiling: Double = 1.5) -> Figure? {
    guard !findings.contests.isEmpty else { return nil }
    let map = SlowdownHeatMap(
      findings: findings, worst: findings.worst, leastCeiling: leastCeiling,
      layout: Layout(findings))
    let table =
      PolicyHeatMap.draws(findings)
      ? PolicyHeatMap(findings, leastCeiling: leastCeiling) : nil
    let size = table?.size ?? (width: map.layout.width, height: map.layout.height)
    return Figure(
      name: "slowdown", question: "Who hurts whom", headline: headline(findings),
      note: "Median job time beside the aggressor over median job time alone, by policy."
        + " ~ marks an inconclusive interval.",
      isWide: size.width > 660, width: size.width, height: size.height,
      draw: table?.draw ?? map.draw)
  }

  static func headline(_ findings: Findings) -> String {
    guard let worst = findings.worst else { return "No pair could be measured" }
    let shown = worst.slowdown?.verdict == .worse
    let factor = Number.times(worst.slowdown?.value)
    guard shown else {
      return
        "No victim was shown to suffer: the largest slowdown is \(factor), \(worst.contest.text)"
    }
    return
      "Worst pair: \(worst.victim) takes \(factor) as long beside \(worst.aggressor)"
      + " under \(worst.policy)"
  }

  private struct Layout: Sendable {
    static let gap = 26.0
    static let cellHeight = 34.0
    let labelWidth: Double
    let cellWidth: Double
    let columnLabelHeight: Double
    let panelsPerRow: Int
    let panels: Int
    let victims: Int
    let controls: Int
    let aggressors: Int
    let isSlanted: Bool

    init(_ findings: Findings) {
      panels = findings.policies.count
      victims = findings.victims.count
      controls = findings.contestsOutsideMatrix.count
      aggressors = max(1, findings.aggressors.count)
      let labels = findings.victims + findings.contestsOutsideMatrix.map(SlowdownHeatMap.label)
      let longest = labels.map { TextWidth.of($0, size: 12) }.max() ?? 0
      labelWidth = min(170, longest + 14)
      let room = 1280 - labelWidth
      panelsPerRow = max(1, min(panels, Int(room / (Double(aggressors) * 58 + Layout.gap))))
      let share = room / Double(panelsPerRow) - Layout.gap
      cellWidth = max(20, min(92, share / Double(aggressors)))
      let widest = findings.aggressors.map { TextWidth.of($0, size: 11) }.max() ?? 0
      isSlanted = widest > cellWidth - 6
      columnLabelHeight = isSlanted ? min(widest, 120) * 0.58 + 16 : 20
    }

    var panelWidth: Double { Double(aggressors) * cellWidth + Layout.gap }
    var panelHeight: Double {
      controlsTop + Double(controls) * Layout.cellHeight + 20
    }
    /// From the top of a panel to its rows of controls.
    var controlsTop: Double {
      26 + columnLabelHeight + Double(victims) * Layout.cellHeight + (controls > 0 ? 10 : 0)
    }
    var rows: Int { (panels + panelsPerRow - 1) / panelsPerRow }
    /// Slanted labels lean out over the last column.
    var overhang: Double { isSlanted ? 70 : 0 }
    var width: Double {
      max(580, labelWidth + Double(panelsPerRow) * panelWidth + overhang)
    }
    var height: Double { Double(rows) * panelHeight + 40 }
  }

  @Sendable private func draw(_ drawing: inout Drawing) {
    let cell = SlowdownCell(
      scale: SlowdownCell.scale(findings, atLeast: leastCeiling),
      hatch: drawing.hatch("hatch", .axis, over: .lane))
    for (index, policy) in findings.policies.enumerated() {
      let column = index % layout.panelsPerRow
      let top = Double(index / layout.panelsPerRow) * layout.panelHeight
      let left = layout.labelWidth + Double(column) * layout.panelWidth
      panel(&drawing, policy, left: left, top: top, hasLabels: column == 0, cell)
    }
    cell.legend(
      &drawing, findings, x: layout.labelWidth, y: layout.height - 18, right: layout.width)
  }

  private func panel(
    _ drawing: inout Drawing, _ policy: String, left: Double, top: Double, hasLabels: Bool,
    _ cell: SlowdownCell
  ) {
    let width = Double(layout.aggressors) * layout.cellWidth
    drawing.text(
      TextWidth.fitted(policy, to: width, size: 13, isBold: true), x: left, y: top + 16,
      TextStyle(size: 13, isBold: true))
    let first = top + 26 + layout.columnLabelHeight
    for (index, aggressor) in findings.aggressors.enumerated() {
      let middle = left + (Double(index) + 0.5) * layout.cellWidth
      let room = layout.isSlanted ? 120 : layout.cellWidth
      drawing.text(
        TextWidth.fitted(aggressor, to: room, size: 11), x: layout.isSlanted ? middle - 4 : middle,
        y: first - 8,
        TextStyle(
          paint: .muted, size: 11, anchor: layout.isSlanted ? .start : .middle,
          rotation: layout.isSlanted ? -35 : 0))
    }
    for (row, victim) in findings.victims.enumerated() {
      let y = first + Double(row) * Layout.cellHeight
      if hasLabels {
        drawing.text(
          TextWidth.fitted(victim, to: layout.labelWidth - 12, size: 12), x: left - 10,
          y: y + Layout.cellHeight / 2 + 4, TextStyle(anchor: .end))
      }
      for (column, aggressor) in findings.aggressors.enumerated() {
        let contest = Contest(victim: victim, aggressor: aggressor)
        guard let pair = findings.pair(contest, under: policy) else { continue }
        let box = Box(
          x: left + Double(column) * layout.cellWidth + 1, y: y + 1, width: layout.cellWidth - 2,
          height: Layout.cellHeight - 2)
        cell.draw(&drawing, pair, box)
      }
    }
    controls(&drawing, policy, left: left, top: top + layout.controlsTop, hasLabels, cell)
    frameWorst(&drawing, policy, left: left, first: first)
  }

  private static func label(_ control: Contest) -> String { "control: \(control.victim)" }

  private func controls(
    _ drawing: inout Drawing, _ policy: String, left: Double, top: Double, _ hasLabels: Bool,
    _ cell: SlowdownCell
  ) {
    for (row, contest) in findings.contestsOutsideMatrix.enumerated() {
      let y = top + Double(row) * Layout.cellHeight
      if hasLabels {
        drawing.text(
          TextWidth.fitted(SlowdownHeatMap.label(contest), to: layout.labelWidth - 12, size: 12),
          x: left - 10, y: y + Layout.cellHeight / 2 + 4, TextStyle(paint: .muted, anchor: .end))
      }
      guard let pair = findings.pair(contest, under: policy) else { continue }
      let width = Double(layout.aggressors) * layout.cellWidth
      let box = Box(x: left + 1, y: y + 1, width: width - 2, height: Layout.cellHeight - 2)
      cell.draw(&drawing, pair, box)
    }
  }

  /// The frame comes last, so that no neighbour covers it.
  private func frameWorst(
    _ drawing: inout Drawing, _ policy: String, left: Double, first: Double
  ) {
    guard let worst, worst.policy == policy,
      let row = findings.victims.firstIndex(of: worst.victim),
      let column = findings.aggressors.firstIndex(of: worst.aggressor)
    else { return }
    SlowdownCell.frame(
      &drawing,
      Box(
        x: left + Double(column) * layout.cellWidth + 1,
        y: first + Double(row) * Layout.cellHeight + 1, width: layout.cellWidth - 2,
        height: Layout.cellHeight - 2))
  }

  /// What the reader sees at a pair: the values as they stand in `summary.csv`.
  static func tip(_ pair: Pair) -> String {
    guard let row = pair.slowdown, let value = row.value else { return pair.reason ?? "" }
    var lines = ["\(pair.contest.text), \(pair.policy)", "slowdown_p50 \(value)"]
    if let lower = row.lower, let upper = row.upper {
      lines.append("interval \(lower) to \(upper)")
    }
    lines.append(
      "\(row.verdict?.rawValue ?? "no verdict"), \(Number.count(Int(row.rounds), "round"))")
    return lines.joined(separator: "\n")
  }
}
