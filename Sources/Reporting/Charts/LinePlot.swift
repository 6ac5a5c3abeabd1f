/// Lines through points, each with its interval, over an axis of sizes or amounts.
struct LinePlot: Sendable {
  struct Point: Sendable {
    let x: Double
    let y: Double
    var low: Double?
    var high: Double?
    let tip: String
  }

  struct Series: Sendable {
    let label: String
    let colour: Int
    var dash: String?
    let points: [Point]
  }

  /// A place on the horizontal axis that has a name.
  struct Mark: Sendable {
    /// A stretch where the place is an interval.
    let from: Double
    let to: Double
    let label: String
    let colour: Int
    var dash = "5 4"
  }

  struct Scaling: Sendable {
    var kind: Scale.Kind
    var title: String
    /// Chosen ticks; round values when `nil`.
    var ticks: [Double]?
    var label: @Sendable (Double) -> String
  }

  var series: [Series]
  var marks: [Mark] = []
  /// A value to compare with, drawn across.
  var reference: Double?
  let x: Scaling
  let y: Scaling

  func draw(_ drawing: inout Drawing) {
    let marks = marks.sorted { $0.from * $0.to < $1.from * $1.to }
    let rows = rows(of: marks, width: drawing.width)
    let top = 34 + Double((rows.max() ?? -1) + 1) * 15
    let plot = Box(x: 62, y: top, width: drawing.width - 86, height: drawing.height - top - 50)
    let xScale = Scale(
      x.kind, domain(\.x, marks.flatMap { [$0.from, $0.to] }, x.kind, isX: true), from: plot.x,
      to: plot.right)
    let yValues = reference.map { [$0] } ?? []
    let yScale = Scale(
      y.kind, domain(\.y, yValues, y.kind, isX: false), from: plot.bottom, to: plot.y)
    drawing.text(y.title, x: 0, y: 14, TextStyle(paint: .muted))
    let inside = (x.ticks ?? xScale.ticks(8)).filter { xScale.domain.contains($0) }
    Axis.horizontal(&drawing, xScale, plot: plot, ticks: inside, title: x.title, label: x.label)
    Axis.vertical(
      &drawing, yScale, plot: plot,
      ticks: (y.ticks ?? yScale.ticks(6)).filter { yScale.domain.contains($0) }, title: "",
      label: y.label)
    var labels = LabelPlacer(plot: plot)
    for (row, mark) in zip(rows, marks) {
      draw(mark, row: row, xScale, plot, &drawing, &labels)
    }
    for (row, mark) in zip(rows, marks) { name(mark, row: row, xScale, &drawing) }
    if let reference {
      let place = yScale(reference)
      drawing.line(
        x1: plot.x, y1: place, x2: plot.right, y2: place,
        Style(stroke: .axis, strokeWidth: 1.5, dash: "2 3"))
    }
    let lines = series.map { $0.points.map { (x: xScale($0.x), y: yScale($0.y)) } }
    for (index, line) in lines.enumerated() { labels.avoid(line: line, of: index) }
    for (series, line) in zip(series, lines) { draw(series, line, yScale, &drawing) }
    for (index, line) in lines.enumerated() where !line.isEmpty {
      let series = series[index]
      let text = TextWidth.fitted(series.label, to: plot.width * 0.7, size: 12, isBold: true)
      let width = TextWidth.of(text, size: 12, isBold: true)
      let box = labels.place(width: width, height: 15, along: line, of: index)
      drawing.text(
        text, x: box.x, y: box.y + 12,
        TextStyle(paint: .seriesInk(series.colour), isBold: true, hasHalo: true))
    }
  }

  private func draw(
    _ series: Series, _ line: [(x: Double, y: Double)], _ scale: Scale, _ drawing: inout Drawing
  ) {
    guard let first = line.first else { return }
    for (point, at) in zip(series.points, line) {
      guard let low = point.low, let high = point.high else { continue }
      drawing.line(
        x1: at.x, y1: scale(low), x2: at.x, y2: scale(high),
        Style(stroke: .series(series.colour), opacity: 0.55))
    }
    let commands = line.dropFirst().reduce("M\(place(first.x)) \(place(first.y))") {
      $0 + "L\(place($1.x)) \(place($1.y))"
    }
    drawing.path(
      commands, Style(stroke: .series(series.colour), strokeWidth: 2, dash: series.dash))
    for (point, at) in zip(series.points, line) {
      Marker(series: series.colour).draw(
        &drawing, x: at.x, y: at.y, radius: 2.6,
        Style(fill: .series(series.colour), stroke: .card), tip: point.tip)
    }
  }

  private func name(
    _ mark: Mark, row: Int, _ scale: Scale, _ drawing: inout Drawing
  ) {
    let middle = (scale(mark.from) + scale(mark.to)) / 2
    let width = TextWidth.of(mark.label, size: 11)
    let isRight = middle + 5 + width < drawing.width
    drawing.text(
      mark.label, x: isRight ? middle + 5 : middle - 5 - width, y: 38 + Double(row) * 15,
      TextStyle(paint: .seriesInk(mark.colour), size: 11, hasHalo: true))
  }

  /// The row of each name over the plot: one further down than its left neighbour where that is in
  /// its way, so that no line goes through a name on its way down.
  private func rows(of marks: [Mark], width: Double) -> [Int] {
    let scale = Scale(
      x.kind, domain(\.x, marks.flatMap { [$0.from, $0.to] }, x.kind, isX: true), from: 62,
      to: width - 24)
    var rows: [Int] = []
    var end = -Double.infinity
    for mark in marks {
      let middle = (scale(mark.from) + scale(mark.to)) / 2
      let label = TextWidth.of(mark.label, size: 11) + 12
      let isRight = middle + label < width
      let start = isRight ? middle : middle - label
      rows.append(start > end ? 0 : (rows.last ?? -1) + 1)
      end = max(end, isRight ? middle + label : middle)
    }
    return rows
  }

  /// A line, and a band where the place is an interval.
  private func draw(
    _ mark: Mark, row: Int, _ scale: Scale, _ plot: Box, _ drawing: inout Drawing,
    _ labels: inout LabelPlacer
  ) {
    let (from, to) = (scale(mark.from), scale(mark.to))
    if to - from > 1 {
      drawing.rect(
        Box(x: from, y: plot.y, width: to - from, height: plot.height),
        Style(fill: .series(mark.colour), opacity: 0.18))
    }
    let middle = (from + to) / 2
    let y = 32 + Double(row) * 15
    drawing.line(
      x1: middle, y1: y + 3, x2: middle, y2: plot.bottom,
      Style(stroke: .series(mark.colour), strokeWidth: 1.2, dash: mark.dash))
    labels.avoid(line: [(middle, plot.y), (middle, plot.bottom)], of: -1)
  }

  /// All values with some room; from zero on linear axes.
  private func domain(
    _ value: KeyPath<Point, Double>, _ others: [Double], _ kind: Scale.Kind, isX: Bool
  ) -> ClosedRange<Double> {
    let points = series.flatMap(\.points)
    var values = points.map { $0[keyPath: value] } + others
    if !isX { values += points.flatMap { [$0.low, $0.high] }.compactMap(\.self) }
    if kind == .logarithmic { values = values.filter { $0 > 0 } }
    guard let low = values.min(), let high = values.max() else { return 1...10 }
    switch kind {
    case .linear: return Swift.min(0, low)...Swift.max(high * 1.08, low + 1e-9, 1e-9)
    case .logarithmic: return low / (isX ? 1.02 : 1.25)...high * (isX ? 1.02 : 1.3)
    }
  }
}
