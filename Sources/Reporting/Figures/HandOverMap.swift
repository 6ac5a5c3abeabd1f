import Results

/// Core by core: how long a line takes from the one that starts to the one that answers, as number and colour.
struct HandOverMap: Sendable {
  let findings: ContentionFindings
  private let matrix: ContentionMatrix
  private let cell: Double
  private let left: Double

  private static let top = 44.0

  static func figure(_ findings: ContentionFindings) -> Figure? {
    guard !findings.pairs.isEmpty else { return nil }
    let map = HandOverMap(findings)
    let width = max(420, map.right + 12)
    return Figure(
      name: "hand-over", question: "How far cores are apart", headline: findings.distance,
      note: "Half a round trip, median in ns: load and store on one line. The row's CPU"
        + " starts, the column's answers; minimum and p99 are of jobs of 64 round trips.",
      isWide: width > 660, width: width, height: map.bottom + 44, draw: map.draw)
  }

  private init(_ findings: ContentionFindings) {
    self.findings = findings
    // Beyond 64 CPUs, `HandOverImage` draws.
    matrix = ContentionMatrix(findings, atMost: 64)
    cell = max(16, min(58, 900 / Double(max(1, matrix.blocks.count))))
    let labels = matrix.blocks.indices.map { [matrix] in TextWidth.of(matrix.label($0), size: 12) }
    left = max(labels.max() ?? 0, TextWidth.of("starts", size: 11)) + 16
  }

  private var right: Double { left + cell * Double(matrix.blocks.count) }
  private var bottom: Double { Self.top + cell * Double(matrix.blocks.count) }

  @Sendable private func draw(_ drawing: inout Drawing) {
    let caption = TextStyle(paint: .muted, size: 11)
    drawing.text("answers", x: left, y: 14, caption)
    drawing.text("starts", x: 0, y: Self.top - 8, caption)
    // Labels that would run into each other are left out evenly.
    let widest = matrix.blocks.indices.map { TextWidth.of(matrix.label($0), size: 12) }.max() ?? 0
    let every = max(1, Int(((widest + 4) / cell).rounded(.up)))
    for block in matrix.blocks.indices {
      let place = (Double(block) + 0.5) * cell
      if block % every == 0 {
        drawing.text(
          matrix.label(block), x: left + place, y: Self.top - 8, TextStyle(anchor: .middle))
      }
      drawing.text(
        matrix.label(block), x: left - 8, y: Self.top + place + 4, TextStyle(anchor: .end))
      for column in matrix.blocks.indices { draw(&drawing, row: block, column: column) }
    }
    legend(&drawing)
  }

  private func draw(_ drawing: inout Drawing, row: Int, column: Int) {
    let box = Box(
      x: left + Double(column) * cell + 1, y: Self.top + Double(row) * cell + 1, width: cell - 2,
      height: cell - 2)
    guard let value = matrix.cell(row, column) else {
      drawing.rect(box, Style(fill: .lane), radius: 3)
      return
    }
    let step = step(value.nanoseconds)
    drawing.rect(box, Style(fill: .ramp(step)), radius: 3, tip: tip(row, column, value))
    guard cell >= 30 else { return }
    drawing.text(
      Number.threeDigits(value.nanoseconds), x: box.x + box.width / 2,
      y: box.y + box.height / 2 + 4,
      TextStyle(paint: .inkOnRamp(step), size: cell >= 44 ? 12 : 9, anchor: .middle),
      attributes: "pointer-events=\"none\"")
  }

  /// The values as they stand in `contention.csv`.
  private func tip(_ row: Int, _ column: Int, _ cell: ContentionMatrix.Cell) -> String {
    let (from, to) = (matrix.blocks[row], matrix.blocks[column])
    guard from.count == 1, to.count == 1, let way = findings.row(from: from[0], to: to[0]) else {
      return "CPUs \(matrix.label(row)) to \(matrix.label(column))\n"
        + "median of \(Number.count(cell.ways, "way")) \(Number.time(nanoseconds: cell.nanoseconds))"
    }
    var lines = ["CPU \(from[0]) starts, \(to[0]) answers"]
    for (name, value) in [
      ("one_way_min_ns", way.oneWayMinNanoseconds), ("one_way_p50_ns", way.oneWayP50Nanoseconds),
      ("one_way_p99_ns", way.oneWayP99Nanoseconds), ("half_width_pct", way.halfWidthPercent),
      ("fast_time_pct", way.fastTimePercent),
    ] {
      if let value { lines.append("\(name) \(value)") }
    }
    return lines.joined(separator: "\n")
  }

  private var scale: MagnitudeScale? { matrix.range.map(MagnitudeScale.init) }

  private func step(_ value: Double) -> Int { scale?.step(value) ?? 0 }

  private func legend(_ drawing: inout Drawing) {
    guard let scale else { return }
    _ = scale.legend(
      &drawing, x: left, y: bottom + 26,
      from: Number.time(nanoseconds: scale.range.lowerBound),
      to: Number.time(nanoseconds: scale.range.upperBound))
  }
}
