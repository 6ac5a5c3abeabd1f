import Results
import Statistics
import Tradeoffs

/// What each policy protects against what it costs: a panel for each victim, a point with whiskers for each policy.
struct ParetoFront: Sendable {
  private let choices: [VictimChoice]

  private let columns: Int
  private let width: Double

  private static let gap = 24.0
  private static let panelHeight = 352.0
  private static let legendHeight = 44.0
  /// Beyond this the page would be all panels.
  private static let panelsShown = 4

  static func figure(_ rows: [PolicyRow]) -> Figure? {
    let all = VictimChoice.all([rows]).filter { choice in choice.standings.contains(where: isDrawn)
    }
    guard !all.isEmpty else { return nil }
    let chart = ParetoFront(Array(all.prefix(panelsShown)))
    let cut =
      all.count > panelsShown ? " The first \(panelsShown) of \(all.count) victims." : ""
    return Figure(
      name: "pareto", question: "What protection costs", headline: headline(all),
      note: "Up is better, left is better. Each policy by the aggressor against which it protects"
        + " least; whiskers are 95 % intervals and end at the plot's edge. Policies that were not in"
        + " force or not measured are left out.\(cut)",
      isWide: chart.width > 660, width: chart.width,
      height: legendHeight + Double(chart.rows) * panelHeight, draw: chart.draw)
  }

  /// Victims side by side; one with a crowd of policies has the width to itself.
  private init(_ choices: [VictimChoice]) {
    self.choices = choices
    columns = min(choices.count, choices.count == 4 ? 2 : 3)
    let most = choices.map { $0.standings.count(where: Self.isDrawn) }.max() ?? 0
    width = columns > 1 || most > 8 ? 1280 : 640
  }

  private var rows: Int { (choices.count + columns - 1) / columns }
  private var panelWidth: Double {
    (width - Double(columns - 1) * Self.gap) / Double(columns)
  }

  static func headline(_ choices: [VictimChoice]) -> String {
    let found = choices.compactMap { choice -> String? in
      guard case .best(let policies) = choice.outcome else { return nil }
      return "\(Words.list(policies)) for \(choice.victim)"
    }
    return found.isEmpty
      ? "No policy is shown to protect any victim"
      : "Best at the least cost: \(Words.list(found))"
  }

  private static func isDrawn(_ standing: VictimChoice.Standing) -> Bool {
    standing.protection != nil && standing.lost != nil
      && [.effective, .noEffect, .inconclusive, .harmful].contains(standing.verdict)
  }

  @Sendable private func draw(_ drawing: inout Drawing) {
    legend(&drawing)
    for (index, choice) in choices.enumerated() {
      panel(
        choice, left: Double(index % columns) * (panelWidth + Self.gap),
        top: Self.legendHeight + Double(index / columns) * Self.panelHeight, &drawing)
    }
  }

  private func panel(
    _ choice: VictimChoice, left: Double, top: Double, _ drawing: inout Drawing
  ) {
    let points = choice.standings.filter(Self.isDrawn)
    let plot = Box(
      x: left + 58, y: top + 46, width: panelWidth - 82, height: Self.panelHeight - 100)
    let x = Scale(
      .linear, Self.domain(points.compactMap(\.lost), around: 0...10, slack: 15, floor: -100),
      from: plot.x, to: plot.right)
    let y = Scale(
      .linear, Self.domain(points.compactMap(\.protection), around: 0...1, slack: 0.25, floor: -1),
      from: plot.bottom, to: plot.y)
    drawing.text(
      TextWidth.fitted(choice.victim, to: panelWidth - 20, size: 13, isBold: true), x: left,
      y: top + 12, TextStyle(size: 13, isBold: true))
    Axis.vertical(
      &drawing, y, plot: plot, ticks: y.ticks(5), title: "part of the slowdown that is gone",
      label: { Number.percent(ofOne: $0) })
    Axis.horizontal(
      &drawing, x, plot: plot, ticks: x.ticks(panelWidth < 500 ? 5 : 7),
      title: "work that everybody lost",
      label: { Number.fixed($0, decimals: 0) + Number.space + "%" })
    front(points, x, y, &drawing)
    var labels = LabelPlacer(plot: plot)
    let origin = (x: x(0), y: y(0))
    labels.avoid(Box(x: origin.x - 5, y: origin.y - 5, width: 10, height: 10))
    for standing in points { mark(standing, x, y, &drawing, &labels) }
    Marker.cross.draw(
      &drawing, x: origin.x, y: origin.y, radius: 4, Style(fill: .ink), tip: "baseline")
    label(PolicyRows.baseline, at: origin, .muted, &drawing, &labels)
    for standing in points {
      guard let gain = standing.protection, let price = standing.lost else { continue }
      label(
        standing.policy, at: (x(price.value), y(gain.value)),
        standing.verdict == .effective ? .seriesInk(0) : .muted, &drawing, &labels,
        isBold: standing.rank == 1)
    }
  }

  private func mark(
    _ standing: VictimChoice.Standing, _ x: Scale, _ y: Scale, _ drawing: inout Drawing,
    _ labels: inout LabelPlacer
  ) {
    guard let gain = standing.protection, let price = standing.lost else { return }
    let (px, py) = (x(price.value), y(gain.value))
    let paint = Self.paint(standing)
    for (low, high) in [
      price.interval.map { ((x: x($0.lower), y: py), (x: x($0.upper), y: py)) },
      gain.interval.map { ((x: px, y: y($0.lower)), (x: px, y: y($0.upper))) },
    ].compactMap(\.self) {
      drawing.line(
        x1: low.x, y1: low.y, x2: high.x, y2: high.y,
        Style(stroke: paint, strokeWidth: 1.5, opacity: 0.7))
      labels.avoid(line: [low, high], of: 0)
    }
    Self.shape(standing).draw(
      &drawing, x: px, y: py, radius: 4.5,
      Style(
        fill: standing.verdict == .effective ? paint : .card, stroke: paint, strokeWidth: 1.5),
      tip: Self.tip(standing))
    if standing.rank == 1 {
      drawing.circle(x: px, y: py, radius: 8.5, Style(stroke: .ink, strokeWidth: 1.5))
    }
    let reach = standing.rank == 1 ? 10.0 : 6
    labels.avoid(Box(x: px - reach, y: py - reach, width: 2 * reach, height: 2 * reach))
  }

  /// A name beside its point, with a leader where it had to go farther; left to the tip where there is no room at all.
  private func label(
    _ name: String, at point: (x: Double, y: Double), _ paint: Paint, _ drawing: inout Drawing,
    _ labels: inout LabelPlacer, isBold: Bool = false
  ) {
    let text = TextWidth.fitted(name, to: 220, size: 11, isBold: isBold)
    let width = TextWidth.of(text, size: 11, isBold: isBold)
    guard let box = labels.place(width: width, height: 14, around: point) else { return }
    let edge = (
      x: min(max(point.x, box.x), box.right), y: min(max(point.y, box.y), box.bottom)
    )
    if abs(edge.x - point.x) + abs(edge.y - point.y) > 16 {
      drawing.line(
        x1: point.x, y1: point.y, x2: edge.x, y2: edge.y, Style(stroke: .axis, strokeWidth: 0.8))
    }
    drawing.text(
      text, x: box.x, y: box.y + 11,
      TextStyle(paint: paint, size: 11, isBold: isBold, hasHalo: true))
  }

  /// The policies that none beats, from the cheapest to the one that protects most.
  private func front(
    _ points: [VictimChoice.Standing], _ x: Scale, _ y: Scale, _ drawing: inout Drawing
  ) {
    let places = points.filter(\.isOnFront).compactMap { standing -> (x: Double, y: Double)? in
      guard let gain = standing.protection, let price = standing.lost else { return nil }
      return (x(price.value), y(gain.value))
    }.sorted { ($0.x, $1.y) < ($1.x, $0.y) }
    guard let first = places.first, places.count > 1 else { return }
    let steps = places.dropFirst().map { "L\(place($0.x)) \(place($0.y))" }
    drawing.path(
      "M\(place(first.x)) \(place(first.y))" + steps.joined(),
      Style(stroke: .series(0), strokeWidth: 1.5, dash: "2 4"))
  }

  private func legend(_ drawing: inout Drawing) {
    var legend = Legend(x: 0, y: 14, right: width)
    func add(_ text: String, _ marker: Marker, _ style: Style, isRinged: Bool = false) {
      legend.add(text, &drawing) { drawing, x, y in
        if isRinged {
          drawing.circle(x: x, y: y, radius: 6.5, Style(stroke: .ink, strokeWidth: 1.5))
        } else {
          marker.draw(&drawing, x: x, y: y, radius: 4.5, style)
        }
      }
    }
    func hollow(_ paint: Paint) -> Style { Style(fill: .card, stroke: paint, strokeWidth: 1.5) }
    add("effective", .circle, Style(fill: .series(0), stroke: .series(0), strokeWidth: 1.5))
    add("best at the least cost", .circle, Style(), isRinged: true)
    add("not shown to protect", .square, hollow(.muted))
    add("harmful", .downTriangle, hollow(.bad))
    add("baseline", .cross, Style(fill: .ink))
    legend.add("Pareto front", &drawing) { drawing, x, y in
      drawing.line(
        x1: x - 7, y1: y, x2: x + 7, y2: y,
        Style(stroke: .series(0), strokeWidth: 1.5, dash: "2 4"))
    }
  }

  private static func paint(_ standing: VictimChoice.Standing) -> Paint {
    switch standing.verdict {
    case .effective: .series(0)
    case .harmful: .bad
    default: .muted
    }
  }

  private static func shape(_ standing: VictimChoice.Standing) -> Marker {
    switch standing.verdict {
    case .effective: .circle
    case .harmful: .downTriangle
    default: .square
    }
  }

  private static func tip(_ standing: VictimChoice.Standing) -> String {
    [
      "\(standing.policy): \(standing.verdict.rawValue)",
      standing.protection.map { "protection \($0.value.fieldText)" } ?? "",
      "\(PolicySentences.interval(standing.protection, unit: 100)) of the slowdown is gone",
      standing.lost.map { "lost_pct \($0.value.fieldText)" } ?? "",
      "\(PolicySentences.interval(standing.lost, unit: 1)) of everybody's work", standing.reason,
    ].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// The points set the scale: an interval of few rounds can reach to any number, and ends at the edge of the plot instead of
  /// squeezing everything else.
  private static func domain(
    _ estimates: [Estimate], around core: ClosedRange<Double>, slack: Double, floor: Double
  ) -> ClosedRange<Double> {
    let values = estimates.map(\.value)
    let least = values.min() ?? core.lowerBound
    let most = values.max() ?? core.upperBound
    let low = max(least - slack, estimates.compactMap(\.lower).min() ?? least)
    let high = min(most + slack, estimates.compactMap(\.upper).max() ?? most)
    let start = max(floor, min(core.lowerBound, low))
    let end = max(core.upperBound, high)
    let margin = (end - start) * 0.06
    return start - margin...end + margin
  }
}
