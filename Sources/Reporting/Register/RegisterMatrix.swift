import Results

/// Application by application: how much the column's slows the row's down, and in the last column all others together.
struct RegisterMatrix: Sendable {
  let findings: RegisterFindings
  private let scale: MagnitudeScale
  private let left: Double
  private let cellWidth: Double

  private static let top = 140.0
  private static let cellHeight = 26.0

  /// - Parameter leastCeiling: Where the colour scale ends at least, so that two runs can share one.
  static func figure(_ findings: RegisterFindings, leastCeiling: Double = 1.5) -> Figure? {
    guard !findings.paths.isEmpty else { return nil }
    let map = RegisterMatrix(findings, leastCeiling: leastCeiling)
    return Figure(
      name: "register-matrix", question: "Which application hurts which",
      headline: findings.sentence,
      note:
        "Median job of the row's application beside the column's over the same alone, the schedule in"
        + " force in both; the last column is beside all others. ~ marks an inconclusive interval;"
        + " hatched cells were not tested.",
      isWide: map.width > 660, width: map.width, height: map.height, draw: map.draw)
  }

  /// The largest slowdown on the map.
  static func largest(_ findings: RegisterFindings) -> Double {
    (findings.paths + findings.robust).compactMap(\.slowdown).max() ?? 1
  }

  private init(_ findings: RegisterFindings, leastCeiling: Double) {
    self.findings = findings
    scale = MagnitudeScale(1...max(leastCeiling, Self.largest(findings)))
    let labels = findings.applications.map { TextWidth.of($0, size: 11) }
    left = min(180, labels.max() ?? 0) + 14
    cellWidth = max(34, min(64, 900 / Double(findings.applications.count + 1)))
  }

  private var columns: [String] { findings.applications + [RegisterFindings.everybody] }
  private var right: Double { left + Double(columns.count) * cellWidth + 10 }
  private var width: Double { max(580, right + 70) }
  private var height: Double {
    Self.top + Double(findings.applications.count) * Self.cellHeight + 40
  }

  @Sendable private func draw(_ drawing: inout Drawing) {
    let hatch = drawing.hatch("hatch", .axis, over: .lane)
    for (index, name) in columns.enumerated() {
      let isAll = name == RegisterFindings.everybody
      drawing.text(
        TextWidth.fitted(isAll ? "all others" : name, to: 190, size: 11),
        x: x(index) + cellWidth / 2, y: Self.top - 8,
        TextStyle(paint: isAll ? .ink : .muted, size: 11, isBold: isAll, rotation: -45))
    }
    for (row, victim) in findings.applications.enumerated() {
      let y = Self.top + Double(row) * Self.cellHeight
      drawing.text(
        TextWidth.fitted(victim, to: left - 12, size: 11), x: left - 8,
        y: y + Self.cellHeight / 2 + 4, TextStyle(size: 11, anchor: .end))
      for (column, aggressor) in columns.enumerated() where aggressor != victim {
        let box = Box(
          x: x(column) + 1, y: y + 1, width: cellWidth - 2, height: Self.cellHeight - 2)
        cell(&drawing, findings.row(victim, beside: aggressor), box, hatch: hatch)
      }
    }
    let end = scale.legend(
      &drawing, x: left, y: height - 12, from: "1×", to: Number.times(scale.range.upperBound))
    var legend = Legend(x: end + 20, y: height - 12, right: width)
    legend.add("not tested", &drawing) { drawing, x, y in
      drawing.rect(
        Box(x: x - 7, y: y - 6, width: 14, height: 12), Style(fill: hatch), radius: 3)
    }
  }

  /// The column of all others stands a little apart.
  private func x(_ column: Int) -> Double {
    left + Double(column) * cellWidth + (column == columns.count - 1 ? 10 : 0)
  }

  private func cell(
    _ drawing: inout Drawing, _ row: RegisterRow?, _ box: Box, hatch: Paint
  ) {
    guard let row, let slowdown = row.slowdown else {
      drawing.rect(
        box, Style(fill: hatch), radius: 3,
        tip: row.map { "\($0.victimID) beside \($0.aggressorID)\nnot tested: \($0.reason)" })
      return
    }
    let step = scale.step(slowdown)
    drawing.rect(box, Style(fill: .ramp(step)), radius: 3, tip: tip(row, slowdown))
    let mark = row.verdict == .inconclusive ? "~" : ""
    drawing.text(
      mark + Number.ratio(slowdown), x: box.x + box.width / 2, y: box.y + box.height / 2 + 4,
      TextStyle(paint: .inkOnRamp(step), size: 10, anchor: .middle),
      attributes: "pointer-events=\"none\"")
  }

  /// The values as they stand in `register.csv`.
  private func tip(_ row: RegisterRow, _ slowdown: Double) -> String {
    var lines = ["\(row.victimID) beside \(row.aggressorID)", "slowdown \(slowdown)"]
    if let lower = row.slowdownLower, let upper = row.slowdownUpper {
      lines.append("interval \(lower) to \(upper)")
    }
    if let longest = row.highWaterMarkNanoseconds { lines.append("high_water_mark_ns \(longest)") }
    if !row.channels.isEmpty { lines.append(row.channels) }
    lines.append(
      "\(row.verdict?.rawValue ?? "no verdict"), \(Number.count(Int(row.rounds), "round"))")
    return lines.joined(separator: "\n")
  }
}
