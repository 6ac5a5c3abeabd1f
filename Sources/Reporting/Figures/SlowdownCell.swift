import Results

/// One pair in a heat map: the slowdown as number and colour, or why there is none.
struct SlowdownCell: Sendable {
  let scale: MagnitudeScale
  /// Paint of a cell without a value.
  let hatch: Paint

  /// From no slowdown to the worst that conclusions are drawn from.
  ///
  /// - Parameter ceiling: Where the scale ends at least, above 1, so that two runs can share one.
  static func scale(_ findings: Findings, atLeast ceiling: Double) -> MagnitudeScale {
    MagnitudeScale(1...max(ceiling, findings.worst?.slowdown?.value ?? 0))
  }

  func draw(_ drawing: inout Drawing, _ pair: Pair, _ box: Box) {
    guard let row = pair.slowdown, let value = row.value else {
      drawing.rect(
        box, Style(fill: hatch), radius: 3,
        tip: "\(pair.contest.text), \(pair.policy)\n\(pair.reason ?? "no value")")
      return
    }
    let step = scale.step(value)
    drawing.rect(box, Style(fill: .ramp(step)), radius: 3, tip: SlowdownHeatMap.tip(pair))
    guard box.width >= 32 else { return }
    let mark = row.verdict == .inconclusive ? "~" : ""
    drawing.text(
      mark + Number.ratio(value), x: box.x + box.width / 2, y: box.y + box.height / 2 + 4,
      TextStyle(paint: .inkOnRamp(step), anchor: .middle), attributes: "pointer-events=\"none\"")
  }

  /// The scale's colours, the frame of the worst pair and the hatch, where they occur.
  func legend(
    _ drawing: inout Drawing, _ findings: Findings, x: Double, y: Double, right: Double
  ) {
    let ceiling = scale.range.upperBound
    let isClipped = findings.pairs.contains { $0.slowdown?.value ?? 0 > ceiling }
    let end = Number.times(ceiling) + (isClipped ? " and more" : "")
    let x = scale.legend(&drawing, x: x, y: y, from: "1×", to: end) + 22
    var legend = Legend(x: x, y: y, right: right)
    if findings.worst != nil {
      legend.add("worst pair", &drawing) { drawing, x, y in
        drawing.rect(
          Box(x: x - 7, y: y - 6, width: 14, height: 12), Style(stroke: .ink, strokeWidth: 2.5),
          radius: 3)
      }
    }
    if findings.pairs.contains(where: { $0.slowdown == nil }) {
      legend.add("no value", &drawing) { drawing, x, y in
        drawing.rect(
          Box(x: x - 7, y: y - 6, width: 14, height: 12), Style(fill: hatch), radius: 3)
      }
    }
  }

  /// The frame of the worst pair; drawn last, so that no neighbour covers it.
  static func frame(_ drawing: inout Drawing, _ cell: Box) {
    drawing.rect(
      Box(x: cell.x - 2, y: cell.y - 2, width: cell.width + 4, height: cell.height + 4),
      Style(stroke: .ink, strokeWidth: 2.5), radius: 5)
  }
}
