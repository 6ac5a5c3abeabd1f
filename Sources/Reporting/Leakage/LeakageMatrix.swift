import Results

/// The channel that carries most under each policy, as a receiver sees it: how often each symbol's probes fell into each bin of time.
struct LeakageMatrix: Sendable {
  /// One policy's map.
  private struct Panel {
    let row: LeakageRow
    /// By symbol and bin.
    let shares: [[Double]]
    let cells: [LeakageCountRow]

    func count(_ symbol: Int, _ bin: Int) -> Int64 {
      cells.first { $0.symbol == Int64(symbol) && $0.bin == Int64(bin) }?.count ?? 0
    }
  }

  private let panels: [Panel]
  private let labelWidth = 74.0
  private let cell: Double

  private static let width = 640.0
  private static let rowHeight = 20.0

  static func figure(_ findings: LeakageFindings) -> Figure? {
    let chart = LeakageMatrix(findings)
    guard let strongest = chart.panels.max(by: { leak($0.row) < leak($1.row) })?.row else {
      return nil
    }
    return Figure(
      name: "leakage-matrix", question: "What the receiver sees of each symbol",
      headline: "The receiver learns most through \(title(strongest)) for each window",
      note:
        "One map for each policy, of its strongest channel. A row is a symbol, from what touches"
        + " least to what touches everything; a column is a bin of probe times, short to long, each"
        + " holding about as many probes. Rows that look alike tell nothing.",
      isWide: false, width: width, height: chart.height, draw: chart.draw)
  }

  private init(_ findings: LeakageFindings) {
    panels = findings.policies.compactMap { policy in
      let rows = findings.signals.filter { $0.policy == policy && $0.leakMillibits != nil }
      guard let row = rows.max(by: { Self.leak($0) < Self.leak($1) }) else { return nil }
      let cells = findings.counts.filter {
        $0.arm == .signal && $0.policy == policy && $0.channel == row.channel
      }
      let symbols = Int((cells.map(\.symbol).max() ?? -1) + 1)
      let bins = Int((cells.map(\.bin).max() ?? -1) + 1)
      guard symbols > 0, bins > 0 else { return nil }
      var counts = Array(repeating: Array(repeating: 0.0, count: bins), count: symbols)
      for cell in cells where cell.symbol >= 0 && cell.bin >= 0 {
        counts[Int(cell.symbol)][Int(cell.bin)] = Double(cell.count)
      }
      let shares = counts.map { row in
        let total = row.reduce(0, +)
        return row.map { total > 0 ? $0 / total : 0 }
      }
      return Panel(row: row, shares: shares, cells: cells)
    }
    let bins = panels.map { $0.shares[0].count }.max() ?? 1
    cell = (Self.width - labelWidth) / Double(bins)
  }

  private static func leak(_ row: LeakageRow) -> Double { row.correctedMillibits ?? -.infinity }

  /// The leak less its bias, as the figure beside this one has it.
  private static func title(_ row: LeakageRow) -> String {
    let leak = row.correctedMillibits.map { "\(LeakageFindings.millibits($0)) millibit" }
    let finding = row.verdict == .leaks ? leak : nil
    return "\(row.channel) under \(row.policy): \(finding ?? LeakageFindings.verdict(row))"
  }

  private func height(_ panel: Panel) -> Double {
    Double(panel.shares.count) * Self.rowHeight + 50
  }

  private var height: Double { panels.reduce(0) { $0 + height($1) } + 30 }

  @Sendable private func draw(_ drawing: inout Drawing) {
    var top = 0.0
    for panel in panels {
      draw(&drawing, panel, top: top)
      top += height(panel)
    }
    _ = scale.legend(
      &drawing, x: labelWidth, y: top + 18, from: "1\(Number.space)% of the symbol's probes",
      to: "100\(Number.space)%")
  }

  private var scale: MagnitudeScale { MagnitudeScale(0.01...1) }

  private func draw(_ drawing: inout Drawing, _ panel: Panel, top: Double) {
    drawing.text(
      TextWidth.fitted(
        Self.title(panel.row), to: Self.width, size: 12, isBold: true), x: 0, y: top + 14,
      TextStyle(isBold: true))
    for (symbol, shares) in panel.shares.enumerated() {
      let y = top + 24 + Double(symbol) * Self.rowHeight
      drawing.text(
        "symbol \(symbol)", x: labelWidth - 8, y: y + 14,
        TextStyle(paint: .muted, size: 11, anchor: .end))
      for (bin, share) in shares.enumerated() {
        let box = Box(
          x: labelWidth + Double(bin) * cell, y: y, width: cell - 1, height: Self.rowHeight - 1)
        let tip =
          "\(panel.row.channel) under \(panel.row.policy), symbol \(symbol)\n"
          + "\(Self.bin(panel.cells, bin))\ncount \(panel.count(symbol, bin)),"
          + " \(Number.percent(ofOne: share)) of the symbol's probes"
        drawing.rect(
          box, Style(fill: share < 0.005 ? .lane : .ramp(scale.step(share))), tip: tip)
      }
    }
    let y = top + 36 + Double(panel.shares.count) * Self.rowHeight
    let style = TextStyle(paint: .muted, size: 11)
    if let first = Self.edge(panel.cells, upperOf: 0) {
      drawing.text("up to \(first)", x: labelWidth, y: y, style)
    }
    if let last = Self.edge(panel.cells, upperOf: panel.shares[0].count - 2) {
      drawing.text(
        "from \(last)", x: Self.width - 2, y: y, TextStyle(paint: .muted, size: 11, anchor: .end))
    }
  }

  private static func edge(_ cells: [LeakageCountRow], upperOf bin: Int) -> String? {
    cells.first { $0.bin == Int64(bin) }?.upperNanoseconds.map { Number.time(nanoseconds: $0) }
  }

  private static func bin(_ cells: [LeakageCountRow], _ bin: Int) -> String {
    let cell = cells.first { $0.bin == Int64(bin) }
    let from = cell?.lowerNanoseconds.map { "from \(Number.time(nanoseconds: $0))" }
    let to = cell?.upperNanoseconds.map { "below \(Number.time(nanoseconds: $0))" }
    return [from, to].compactMap(\.self).joined(separator: " ")
  }
}
