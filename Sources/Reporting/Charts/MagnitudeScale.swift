import Glibc

/// Values as steps of the theme's ramp, even in the logarithm: 2 to 4 looks as far as 1 to 2.
struct MagnitudeScale: Sendable {
  let range: ClosedRange<Double>

  /// - Precondition: the lower end is positive and below the upper one.
  init(_ range: ClosedRange<Double>) { self.range = range }

  /// The step of a value; one outside the range gets the step of its end.
  func step(_ value: Double) -> Int {
    let value = min(max(value, range.lowerBound), range.upperBound)
    let share = log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
    return min(Theme.rampSteps - 1, max(0, Int((share * Double(Theme.rampSteps - 1)).rounded())))
  }

  /// Draws the ramp between its two ends in words; the place behind it.
  func legend(
    _ drawing: inout Drawing, x: Double, y: Double, from low: String, to high: String
  ) -> Double {
    let style = TextStyle(paint: .muted, size: 11)
    drawing.text(low, x: x, y: y, style)
    var x = x + TextWidth.of(low, size: 11) + 8
    for step in 0..<Theme.rampSteps {
      drawing.rect(
        Box(x: x, y: y - 10, width: 14, height: 12), Style(fill: .ramp(step), stroke: .grid))
      x += 14
    }
    drawing.text(high, x: x + 8, y: y, style)
    return x + 8 + TextWidth.of(high, size: 11)
  }
}
