import Glibc

/// A tail: which share of the samples is larger than x, on two logarithmic axes.
///
/// The form in which latencies are read: a straight fall is a thin tail, a shelf is a rare and long
/// disturbance.
struct TailPlot: Sendable {
  struct Series: Sendable {
    let label: String
    let colour: Int
    var dash: String?
    let tail: Tail
  }

  struct Limit: Sendable {
    let nanoseconds: Double
    let label: String
    /// Whether the axis reaches as far as it, wherever the samples end.
    var isAlwaysSeen = false
  }

  let series: [Series]
  let limit: Limit?
  let xTitle: String
  let yTitle: String

  func draw(_ drawing: inout Drawing) {
    let plot = Box(x: 58, y: 34, width: drawing.width - 82, height: drawing.height - 84)
    let x = Scale(.logarithmic, xDomain, from: plot.x, to: plot.right)
    let y = Scale(.logarithmic, yDomain, from: plot.bottom, to: plot.y)
    Axis.vertical(
      &drawing, y, plot: plot, ticks: y.ticks(7), title: yTitle, label: TailPlot.share)
    Axis.horizontal(
      &drawing, x, plot: plot, ticks: x.ticks(6), title: xTitle,
      label: { TailPlot.shortTime($0) })
    var labels = LabelPlacer(plot: plot)
    if let limit, xDomain.contains(limit.nanoseconds) {
      draw(limit, at: x(limit.nanoseconds), plot, &drawing, &labels)
    }
    let lines = series.map { steps($0.tail, x, y) }
    for (index, line) in lines.enumerated() { labels.avoid(line: line, of: index) }
    for (series, line) in zip(series, lines) {
      let style = Style(stroke: .series(series.colour), strokeWidth: 2, dash: series.dash)
      drawing.path(TailPlot.commands(line), style, tip: tip(series))
      if let last = line.last {
        Marker(series: series.colour).draw(
          &drawing, x: last.x, y: last.y, radius: 4,
          Style(fill: .series(series.colour), stroke: .card),
          tip: "\(series.label): high-water mark \(Number.time(nanoseconds: series.tail.maximum))")
      }
    }
    for (index, line) in lines.enumerated() {
      let series = series[index]
      let text = TextWidth.fitted(series.label, to: plot.width * 0.6, size: 12, isBold: true)
      let width = TextWidth.of(text, size: 12, isBold: true)
      let box = labels.place(width: width, height: 15, along: line, of: index)
      drawing.text(
        text, x: box.x, y: box.y + 12,
        TextStyle(paint: .seriesInk(series.colour), isBold: true, hasHalo: true))
    }
  }

  private func draw(
    _ limit: Limit, at x: Double, _ plot: Box, _ drawing: inout Drawing,
    _ labels: inout LabelPlacer
  ) {
    drawing.line(
      x1: x, y1: plot.y, x2: x, y2: plot.bottom, Style(stroke: .bad, strokeWidth: 1.5, dash: "5 4"))
    let width = TextWidth.of(limit.label, size: 11)
    let isRight = x + 6 + width < plot.right
    let box = Box(x: isRight ? x + 6 : x - 6 - width, y: plot.y + 2, width: width, height: 14)
    drawing.text(
      limit.label, x: box.x, y: box.y + 10, TextStyle(paint: .bad, size: 11, hasHalo: true))
    labels.avoid(box)
    labels.avoid(line: [(x, plot.y), (x, plot.bottom)], of: -1)
  }

  private func tip(_ series: Series) -> String {
    let tail = series.tail
    var lines = ["\(series.label): \(Number.count(Int(tail.total), "sample"))"]
    for (name, share) in [("median", 0.5), ("p99", 0.01), ("p99.9", 0.001)]
    where Double(tail.total) * share >= 10 {
      lines.append("\(name) \(Number.time(nanoseconds: tail.quantile(exceededBy: share)))")
    }
    lines.append("high-water mark \(Number.time(nanoseconds: tail.maximum))")
    return lines.joined(separator: "\n")
  }

  private var xDomain: ClosedRange<Double> {
    let low = series.compactMap { $0.tail.points.first?.nanoseconds }.min() ?? 1
    let high = series.map(\.tail.maximum).max() ?? 10
    let reach = limit.map { $0.isAlwaysSeen ? $0.nanoseconds : low } ?? low
    return (min(low, reach) / 1.1)...max(max(high, reach) * 1.25, low * 1.5)
  }

  private var yDomain: ClosedRange<Double> {
    let total = Double(series.map(\.tail.total).max() ?? 10)
    // A little below one sample, so that the last step of every tail is seen to end.
    return (0.7 / max(10, total))...1
  }

  /// The tail as a staircase, without points that nobody could tell apart.
  private func steps(_ tail: Tail, _ x: Scale, _ y: Scale) -> [(x: Double, y: Double)] {
    var line: [(x: Double, y: Double)] = []
    var height = y(1)
    for point in tail.points {
      let next = (x: x(point.nanoseconds), y: y(max(point.exceeding, yDomain.lowerBound)))
      if let last = line.last, next.x - last.x < 0.7, next.y - last.y < 0.7 { continue }
      line.append((next.x, height))
      line.append(next)
      height = next.y
    }
    return line
  }

  private static func commands(_ line: [(x: Double, y: Double)]) -> String {
    guard let first = line.first else { return "M0 0" }
    var text = "M\(place(first.x)) \(place(first.y))"
    var last = first
    for point in line.dropFirst() {
      if point.y == last.y {
        text += "H\(place(point.x))"
      } else if point.x == last.x {
        text += "V\(place(point.y))"
      } else {
        text += "L\(place(point.x)) \(place(point.y))"
      }
      last = point
    }
    return text
  }

  /// `1`, `10 %`, `1 %`, `0.1 %`, then powers of ten.
  static func share(_ value: Double) -> String {
    if value > 0.999 { return "all" }
    if value > 0.0009 {
      return Number.fixed(value * 100, decimals: value < 0.009 ? 1 : 0) + Number.space + "%"
    }
    return "1 in \(Number.prefixedCount((1 / value).rounded()))"
  }

  static func shortTime(_ nanoseconds: Double) -> String {
    let text = Number.time(nanoseconds: nanoseconds)
    let parts = text.split(separator: "\u{A0}")
    guard parts.count == 2, parts[0].contains(".") else { return text }
    return "\(trimmed(String(parts[0])))\(Number.space)\(parts[1])"
  }
}

extension TailPlot {
  /// A number without the zeros after its point, for axes: `2.00` becomes `2`.
  static func trimmed(_ number: String) -> String {
    guard number.contains(".") else { return number }
    var number = Substring(number)
    while number.last == "0" { number.removeLast() }
    if number.last == "." { number.removeLast() }
    return String(number)
  }
}
