import Statistics

/// A sample as a box with its points below: quartiles, median, and whiskers to the last point within
/// one and a half boxes (Tukey 1977).
struct BoxMark: Sendable {
  let values: [Double]
  let lowerQuartile: Double
  let median: Double
  let upperQuartile: Double

  /// `nil` for an empty sample.
  init?(_ values: [Double]) {
    let sorted = values.sorted()
    guard let lower = Quantile.type7(ofSorted: sorted, partsPerMillion: 250_000),
      let median = Quantile.type7(ofSorted: sorted, partsPerMillion: 500_000),
      let upper = Quantile.type7(ofSorted: sorted, partsPerMillion: 750_000)
    else { return nil }
    (self.values, lowerQuartile, self.median, upperQuartile) = (values, lower, median, upper)
  }

  /// Ends of the whiskers.
  var whiskers: ClosedRange<Double> {
    let reach = 1.5 * (upperQuartile - lowerQuartile)
    let within = values.filter { $0 >= lowerQuartile - reach && $0 <= upperQuartile + reach }
    return (within.min() ?? lowerQuartile)...(within.max() ?? upperQuartile)
  }

  /// Draws the box around `y` and the points under it.
  ///
  /// - Parameter tip: What a point tells, by its place in `values`.
  func draw(
    _ drawing: inout Drawing, _ x: Scale, y: Double, thickness: Double = 16, series: Int,
    tip: (Int) -> String
  ) {
    let half = thickness / 2
    let line = Style(stroke: .series(series), strokeWidth: 1.2)
    drawing.line(x1: x(whiskers.lowerBound), y1: y, x2: x(lowerQuartile), y2: y, line)
    drawing.line(x1: x(upperQuartile), y1: y, x2: x(whiskers.upperBound), y2: y, line)
    drawing.rect(
      Box(
        x: x(lowerQuartile), y: y - half, width: x(upperQuartile) - x(lowerQuartile),
        height: thickness),
      Style(fill: .series(series), opacity: 0.28), radius: 2)
    drawing.rect(
      Box(
        x: x(lowerQuartile), y: y - half, width: x(upperQuartile) - x(lowerQuartile),
        height: thickness),
      Style(stroke: .series(series)), radius: 2)
    drawing.line(
      x1: x(median), y1: y - half - 1, x2: x(median), y2: y + half + 1,
      Style(stroke: .series(series), strokeWidth: 2.5))
    for (index, value) in values.enumerated() {
      // Three rows, so that equal values are seen to be several.
      drawing.circle(
        x: x(value), y: y + half + 5 + Double(index % 3) * thickness * 0.16,
        radius: max(1.7, thickness * 0.1),
        Style(fill: .muted, opacity: 0.8), tip: tip(index))
    }
  }
}
