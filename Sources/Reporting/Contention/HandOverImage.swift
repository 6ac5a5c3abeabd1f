import Results

/// Core by core for machines with more CPUs than cells can be drawn and pointed at one by one.
struct HandOverImage: Sendable {
  let findings: ContentionFindings
  let machine: MachineBox?
  private let range: ClosedRange<Double>
  private let side: Double

  /// From here on a cell is a pixel.
  static let leastCPUs = 65
  private static let left = 46.0
  private static let top = 44.0

  static func figure(_ findings: ContentionFindings, _ machine: MachineBox?) -> Figure? {
    guard findings.cpus.count >= leastCPUs,
      let range = ContentionMatrix(findings, atMost: findings.cpus.count).range
    else { return nil }
    let map = HandOverImage(findings: findings, machine: machine, range: range)
    return Figure(
      name: "hand-over", question: "How far cores are apart", headline: findings.distance,
      note: "Half a round trip, median in ns: load and store on one line. The row's CPU starts, the"
        + " column's answers. Tips are rounded to 0.01 ns; data/contention.csv has every digit,"
        + " minimum and p99." + (map.borders.isEmpty ? "" : " Lines: where another L3 begins."),
      isWide: false, width: left + map.side + 16, height: top + map.side + 44, draw: map.draw)
  }

  private init(
    findings: ContentionFindings, machine: MachineBox?, range: ClosedRange<Double>
  ) {
    (self.findings, self.machine, self.range) = (findings, machine, range)
    // Whole pixels for each cell, so that all are drawn equally wide.
    side = Double(findings.cpus.count * max(1, 580 / findings.cpus.count))
  }

  private var cell: Double { side / Double(findings.cpus.count) }
  private var plot: Box { Box(x: Self.left, y: Self.top, width: side, height: side) }

  @Sendable private func draw(_ drawing: inout Drawing) {
    let caption = TextStyle(paint: .muted, size: 11)
    drawing.text("answers", x: Self.left, y: 14, caption)
    drawing.text("starts", x: 0, y: 14, caption)
    let scale = MagnitudeScale(range)
    let cpus = findings.cpus
    let values = cpus.map { from in
      cpus.map { to in findings.row(from: from, to: to)?.oneWayP50Nanoseconds }
    }
    let nothing = UInt8(Theme.rampSteps)
    let image = PixelImage(
      width: cpus.count, pixels: values.joined().map { $0.map { UInt8(scale.step($0)) } ?? nothing }
    )
    drawing.image(image, plot) { $0.ramp + [$0.lane] }
    for border in borders {
      let place = Double(border) * cell
      drawing.line(
        x1: plot.x + place, y1: plot.y, x2: plot.x + place, y2: plot.bottom,
        Style(stroke: .card, strokeWidth: 1))
      drawing.line(
        x1: plot.x, y1: plot.y + place, x2: plot.right, y2: plot.y + place,
        Style(stroke: .card, strokeWidth: 1))
    }
    labels(&drawing)
    drawing.pixelTips(
      plot, names: cpus.map(String.init), values: values, decimals: 2,
      tip: "CPU {row} starts, {column} answers\none_way_p50_ns {value}")
    _ = scale.legend(
      &drawing, x: plot.x, y: plot.bottom + 26, from: Number.time(nanoseconds: range.lowerBound),
      to: Number.time(nanoseconds: range.upperBound))
  }

  /// Every so many CPUs as leaves the numbers apart.
  private func labels(_ drawing: inout Drawing) {
    let cpus = findings.cpus
    let every = [8, 16, 32, 64, 128, 256, 512].first { Double($0) * cell >= 34 } ?? 1024
    for index in stride(from: 0, to: cpus.count, by: every) {
      let place = (Double(index) + 0.5) * cell
      drawing.text(
        "\(cpus[index])", x: plot.x + place, y: plot.y - 8,
        TextStyle(paint: .muted, size: 11, anchor: .middle))
      drawing.text(
        "\(cpus[index])", x: plot.x - 8, y: plot.y + place + 4,
        TextStyle(paint: .muted, size: 11, anchor: .end))
    }
  }

  /// Places in the row of CPUs where the next one has another last-level cache.
  private var borders: [Int] {
    guard let machine else { return [] }
    let caches = Self.outermostCaches(machine)
    guard caches.count > 1 else { return [] }
    let homes = findings.cpus.map { cpu in caches.firstIndex { $0.contains(cpu) } }
    let borders = homes.indices.dropFirst().filter { homes[$0] != homes[$0 - 1] }
    // Numbered turn by turn, every CPU would begin another: lines would cover the picture.
    return borders.count * 4 <= findings.cpus.count ? borders : []
  }

  private static func outermostCaches(_ machine: MachineBox) -> [Set<Int>] {
    let names = [machine.title] + machine.details
    if names.contains(where: { $0.hasPrefix("L3") }) { return [Set(machine.pus)] }
    return machine.children.flatMap(outermostCaches)
  }
}
