/// A row of marks and what they mean, above a plot.
struct Legend: Sendable {
  var x: Double
  let start: Double
  var y: Double
  let right: Double

  init(x: Double, y: Double, right: Double) {
    (self.x, start, self.y, self.right) = (x, x, y, right)
  }

  /// Adds an entry; `mark` draws it around the given middle. Wraps to a new line at the right edge.
  mutating func add(
    _ label: String, _ drawing: inout Drawing, mark: (inout Drawing, Double, Double) -> Void
  ) {
    let text = TextWidth.fitted(label, to: right - start - 24, size: 11)
    let width = 20 + TextWidth.of(text, size: 11)
    if x + width > right, x > start {
      x = start
      y += 18
    }
    mark(&drawing, x + 7, y - 4)
    drawing.text(text, x: x + 18, y: y, TextStyle(paint: .muted, size: 11))
    x += width + 18
  }
}
