/// Axes with their grid lines, tick labels and title.
enum Axis {
  /// A horizontal axis under the plot.
  static func horizontal(
    _ drawing: inout Drawing, _ scale: Scale, plot: Box, ticks: [Double], title: String,
    label: (Double) -> String
  ) {
    // A label that would touch the one before it is left out; its grid line stays.
    var free = -Double.infinity
    for tick in ticks {
      let x = scale(tick)
      drawing.line(x1: x, y1: plot.y, x2: x, y2: plot.bottom, Style(stroke: .grid))
      let text = label(tick)
      let half = TextWidth.of(text, size: 11) / 2
      guard x - half > free else { continue }
      free = x + half + 6
      drawing.text(
        text, x: x, y: plot.bottom + 16, TextStyle(paint: .muted, size: 11, anchor: .middle))
    }
    drawing.line(x1: plot.x, y1: plot.bottom, x2: plot.right, y2: plot.bottom, Style(stroke: .axis))
    drawing.text(
      title, x: plot.x + plot.width / 2, y: plot.bottom + 34,
      TextStyle(paint: .muted, anchor: .middle))
  }

  /// A vertical axis left of the plot; its title stands above it, so that nobody has to tilt the
  /// head.
  static func vertical(
    _ drawing: inout Drawing, _ scale: Scale, plot: Box, ticks: [Double], title: String,
    label: (Double) -> String
  ) {
    for tick in ticks {
      let y = scale(tick)
      drawing.line(x1: plot.x, y1: y, x2: plot.right, y2: y, Style(stroke: .grid))
      drawing.text(
        label(tick), x: plot.x - 8, y: y + 4, TextStyle(paint: .muted, size: 11, anchor: .end))
    }
    guard !title.isEmpty else { return }
    drawing.text(title, x: max(0, plot.x - 44), y: plot.y - 12, TextStyle(paint: .muted))
  }
}
