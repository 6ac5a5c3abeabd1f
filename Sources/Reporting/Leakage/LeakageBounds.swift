import Results

/// A band per channel, a line per policy: what leaks with its interval, against what no leak would stay below.
struct LeakageBounds: Sendable {
  let findings: LeakageFindings
  private let labelWidth: Double
  private let rowHeight: Double

  private static let width = 640.0
  private static let leastRowHeight = 22.0
  private static let top = 34.0

  /// - Parameter beside: The figure that it stands beside; both are as tall, within reason.
  static func figure(_ findings: LeakageFindings, beside: Figure?) -> Figure? {
    guard findings.signals.contains(where: { $0.leakMillibits != nil }) else { return nil }
    let chart = LeakageBounds(findings, height: beside?.height ?? 0)
    return Figure(
      name: "leakage", question: "What one partition can tell the next",
      headline: findings.headline,
      note:
        "Millibits for each window, from the sender's symbol to the receiver's probe. The stroke is"
        + " M0: without a leak the estimate stays left of it. Filled: it leaks; hollow: no leak was"
        + " detected at M0; a cross: inconclusive. Bars: 95 % interval of the leak less its bias.",
      isWide: false, width: width, height: chart.bottom + 46, draw: chart.draw)
  }

  private init(_ findings: LeakageFindings, height: Double) {
    self.findings = findings
    let bands = Double(findings.channels.count)
    let rows = bands * Double(findings.policies.count)
    let room = height - Self.top - 46 - bands * 34
    rowHeight = min(40, max(Self.leastRowHeight, room / max(1, rows)))
    let widest = findings.policies.map { TextWidth.of($0, size: 12) }.max() ?? 0
    labelWidth = min(220, widest + 14)
  }

  private var bandHeight: Double { Double(findings.policies.count) * rowHeight + 26 }
  private var bottom: Double { Self.top + Double(findings.channels.count) * (bandHeight + 8) }

  private var domain: ClosedRange<Double> {
    let values = findings.signals.flatMap { [$0.leakMillibits, $0.boundMillibits] }
      .compactMap(\.self).filter { $0 > 0 }
    return max(0.01, (values.min() ?? 1) / 2)...max(1, values.max() ?? 1) * 2
  }

  @Sendable private func draw(_ drawing: inout Drawing) {
    let plot = Box(
      x: labelWidth, y: Self.top, width: Self.width - labelWidth - 8,
      height: Double(findings.channels.count) * (bandHeight + 8))
    let x = Scale(.logarithmic, domain, from: plot.x + 6, to: plot.right - 6)
    legend(&drawing)
    for index in findings.channels.indices {
      drawing.rect(
        Box(x: plot.x, y: top(index), width: plot.width, height: bandHeight), Style(fill: .lane),
        radius: 4)
    }
    Axis.horizontal(
      &drawing, x, plot: plot, ticks: x.ticks(6), title: "millibit for each window, log axis",
      label: { TailPlot.trimmed(Number.threeDigits($0)) })
    for (index, channel) in findings.channels.enumerated() {
      drawing.text(channel, x: 0, y: top(index) + 17, TextStyle(isBold: true))
      for (line, policy) in findings.policies.enumerated() {
        let y = top(index) + 23 + (Double(line) + 0.5) * rowHeight
        drawing.text(
          TextWidth.fitted(policy, to: labelWidth - 8, size: 12), x: 0, y: y + 4,
          TextStyle(paint: .muted))
        guard let row = findings.signal(channel, policy) else { continue }
        mark(&drawing, row, y: y, x)
      }
    }
  }

  private func top(_ channel: Int) -> Double { Self.top + Double(channel) * (bandHeight + 8) }

  private func mark(_ drawing: inout Drawing, _ row: LeakageRow, y: Double, _ x: Scale) {
    if let bound = row.boundMillibits {
      drawing.line(
        x1: x(bound), y1: y - 8, x2: x(bound), y2: y + 8, Style(stroke: .ink, strokeWidth: 2))
    }
    if let lower = row.correctedLowerMillibits, let upper = row.correctedUpperMillibits, upper > 0 {
      drawing.line(
        x1: x(max(lower, domain.lowerBound)), y1: y, x2: x(upper), y2: y,
        Style(stroke: style(row.verdict).stroke, strokeWidth: 1.5))
    }
    if let leak = row.leakMillibits {
      marker(row.verdict).draw(
        &drawing, x: x(leak), y: y, radius: 4.5, style(row.verdict), tip: Self.tip(row))
    }
  }

  private func marker(_ verdict: LeakageRow.Verdict) -> Marker {
    verdict == .inconclusive ? .cross : .circle
  }
  private func style(_ verdict: LeakageRow.Verdict) -> Style {
    switch verdict {
    case .leaks: Style(fill: .series(1), stroke: .series(1), strokeWidth: 1.5)
    case .inconclusive: Style(fill: .muted, stroke: .muted)
    default: Style(fill: .card, stroke: .series(0), strokeWidth: 1.5)
    }
  }

  private func legend(_ drawing: inout Drawing) {
    var legend = Legend(x: 0, y: 14, right: Self.width)
    for (name, verdict) in [
      ("leaks", LeakageRow.Verdict.leaks), ("no leak detected", .noLeak),
      ("inconclusive", .inconclusive),
    ] {
      legend.add(name, &drawing) { drawing, x, y in
        marker(verdict).draw(&drawing, x: x, y: y, radius: 4.5, style(verdict))
      }
    }
    legend.add("M0: stays below without a leak", &drawing) { drawing, x, y in
      drawing.line(x1: x, y1: y - 7, x2: x, y2: y + 7, Style(stroke: .ink, strokeWidth: 2))
    }
  }

  /// The values as they stand in `leakage.csv`.
  private static func tip(_ row: LeakageRow) -> String {
    var lines = ["\(row.channel) under \(row.policy): \(row.verdict.rawValue)"]
    for (name, value) in [
      ("leak_mbit", row.leakMillibits), ("bound_mbit", row.boundMillibits),
      ("p_value", row.pValue), ("corrected_mbit", row.correctedMillibits),
      ("detection_limit_mbit", row.detectionLimitMillibits),
    ] {
      if let value { lines.append("\(name) \(value.fieldText)") }
    }
    return lines.joined(separator: "\n")
  }
}
