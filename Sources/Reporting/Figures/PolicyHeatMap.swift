import Results

/// Policies by contests in one table, for runs of more policies than panels can be compared.
///
/// What differs between policies stands in one column, so that the eye goes down; a policy that
/// could not be had is one line with its reason.
struct PolicyHeatMap: Sendable {
  let findings: Findings
  private let leastCeiling: Double
  /// Below each other, as many groups in each as have room for numbers in their cells.
  private let lines: [[Group]]
  private let labelWidth: Double
  private let cellWidth: Double

  private struct Group: Sendable {
    let title: String
    /// With what stands over each column.
    let columns: [(contest: Contest, label: String)]
  }

  /// Beyond so many policies the panels of a heat map each no longer stand side by side.
  static let leastPolicies = 7
  private static let width = 1280.0
  private static let cellHeight = 28.0
  private static let leastCellWidth = 36.0
  private static let gap = 14.0

  static func draws(_ findings: Findings) -> Bool { findings.policies.count >= leastPolicies }

  init(_ findings: Findings, leastCeiling: Double) {
    self.findings = findings
    self.leastCeiling = leastCeiling
    let measured = Set(findings.pairs.map(\.contest))
    let matrix = findings.victims.map { victim in
      Group(
        title: victim,
        columns: findings.aggressors.map { Contest(victim: victim, aggressor: $0) }
          .filter(measured.contains).map { ($0, $0.aggressor) })
    }
    let controls = Group(
      title: "controls", columns: findings.contestsOutsideMatrix.map { ($0, $0.victim) })
    let groups = (matrix + [controls]).filter { !$0.columns.isEmpty }
    labelWidth = min(
      220, (findings.policies.map { TextWidth.of($0, size: 12) }.max() ?? 0) + 14)
    let room = Self.width - labelWidth - 60
    lines = Self.lines(groups, room: room)
    let widest = lines.map { line in
      (room - Double(line.count) * Self.gap)
        / Double(max(1, line.reduce(0) { $0 + $1.columns.count }))
    }
    cellWidth = max(22, min(136, widest.min() ?? 136))
  }

  /// All in one line where their cells have room for a number there.
  private static func lines(_ groups: [Group], room: Double) -> [[Group]] {
    var lines: [[Group]] = []
    var used = 0.0
    for group in groups {
      let width = Double(group.columns.count) * leastCellWidth + gap
      if lines.isEmpty || used + width > room {
        lines.append([])
        used = 0
      }
      lines[lines.count - 1].append(group)
      used += width
    }
    return lines
  }

  private var groups: [Group] { lines.flatMap(\.self) }

  private var isSlanted: Bool {
    groups.contains { $0.columns.contains { TextWidth.of($0.label, size: 11) > cellWidth - 6 } }
  }
  private var top: Double {
    guard isSlanted else { return 46 }
    let widest = groups.flatMap { $0.columns.map { TextWidth.of($0.label, size: 11) } }.max() ?? 0
    return 38 + min(widest, 120) * 0.58
  }
  private func right(_ line: [Group]) -> Double {
    line.reduce(labelWidth) { $0 + Double($1.columns.count) * cellWidth + Self.gap } - Self.gap
  }
  private var lineHeight: Double {
    top + Double(findings.policies.count) * Self.cellHeight + 14
  }
  var size: (width: Double, height: Double) {
    (
      max(580, (lines.map(right).max() ?? 0) + (isSlanted ? 70 : 4)),
      Double(lines.count) * lineHeight + 30
    )
  }

  @Sendable func draw(_ drawing: inout Drawing) {
    let cell = SlowdownCell(
      scale: SlowdownCell.scale(findings, atLeast: leastCeiling),
      hatch: drawing.hatch("hatch", .axis, over: .lane))
    var worst: Box?
    for (index, line) in lines.enumerated() {
      let found = draw(&drawing, line, top: Double(index) * lineHeight, cell)
      worst = found ?? worst
    }
    if let worst { SlowdownCell.frame(&drawing, worst) }
    cell.legend(
      &drawing, findings, x: labelWidth, y: size.height - 14, right: size.width)
  }

  /// Draws a line of groups; where the worst pair stands in it.
  private func draw(
    _ drawing: inout Drawing, _ line: [Group], top above: Double, _ cell: SlowdownCell
  ) -> Box? {
    var left = labelWidth
    for group in line {
      heads(&drawing, group, left: left, top: above)
      left += Double(group.columns.count) * cellWidth + Self.gap
    }
    var worst: Box?
    for (row, policy) in findings.policies.enumerated() {
      let y = above + top + Double(row) * Self.cellHeight
      drawing.text(
        TextWidth.fitted(policy, to: labelWidth - 12, size: 12), x: labelWidth - 10, y: y + 18,
        TextStyle(anchor: .end))
      if let reason = reason(policy) {
        nothing(&drawing, reason, y: y, right: right(line), cell.hatch)
        continue
      }
      var left = labelWidth
      for group in line {
        for (column, place) in group.columns.enumerated() {
          guard let pair = findings.pair(place.contest, under: policy) else { continue }
          let box = Box(
            x: left + Double(column) * cellWidth + 1, y: y + 1, width: cellWidth - 2,
            height: Self.cellHeight - 2)
          cell.draw(&drawing, pair, box)
          if pair.pairID == findings.worst?.pairID { worst = box }
        }
        left += Double(group.columns.count) * cellWidth + Self.gap
      }
    }
    return worst
  }

  private func heads(
    _ drawing: inout Drawing, _ group: Group, left: Double, top above: Double
  ) {
    let width = Double(group.columns.count) * cellWidth
    drawing.text(
      TextWidth.fitted(group.title, to: width, size: 12, isBold: true), x: left, y: above + 14,
      TextStyle(isBold: true))
    for (index, column) in group.columns.enumerated() {
      let middle = left + (Double(index) + 0.5) * cellWidth
      drawing.text(
        TextWidth.fitted(column.label, to: isSlanted ? 120 : cellWidth, size: 11),
        x: isSlanted ? middle - 4 : middle, y: above + top - 8,
        TextStyle(
          paint: .muted, size: 11, anchor: isSlanted ? .start : .middle,
          rotation: isSlanted ? -35 : 0))
    }
  }

  /// Why a policy has no value anywhere; `nil` when it has one.
  private func reason(_ policy: String) -> String? {
    let pairs = groups.flatMap(\.columns).compactMap { findings.pair($0.contest, under: policy) }
    guard pairs.allSatisfy({ $0.slowdown?.value == nil }) else { return nil }
    return pairs.compactMap(\.reason).first ?? "no value"
  }

  private func nothing(
    _ drawing: inout Drawing, _ reason: String, y: Double, right: Double, _ hatch: Paint
  ) {
    let box = Box(x: labelWidth + 1, y: y + 1, width: right - labelWidth - 2, height: 26)
    drawing.rect(box, Style(fill: .lane), radius: 3, tip: reason)
    drawing.rect(Box(x: box.x, y: box.y, width: 22, height: 26), Style(fill: hatch), radius: 3)
    drawing.text(
      TextWidth.fitted(reason, to: box.width - 44, size: 11), x: box.x + 30, y: y + 18,
      TextStyle(paint: .muted, size: 11), attributes: "pointer-events=\"none\"")
  }
}
