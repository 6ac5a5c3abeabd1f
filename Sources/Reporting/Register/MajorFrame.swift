import Results

/// One major frame, core by core: above what the schedule planned, below what the partitions did.
struct MajorFrame: Sendable {
  let windows: [WindowRow]
  let frameNanoseconds: Int64
  /// Number of the frame in its round.
  let number: Int64
  let round: Int64
  private let cpus: [Int64]
  private let partitions: [String]

  private static let width = 1280.0
  private static let left = 92.0
  private static let top = 40.0
  private static let laneHeight = 56.0

  static func figure(_ results: ResultSet) -> Figure? {
    guard let frame = MajorFrame(results) else { return nil }
    let late = frame.windows.count { $0.status != .onTime }
    let overran = frame.windows.count { $0.overrunNanoseconds > 0 }
    let worst = frame.windows.compactMap(\.startErrorNanoseconds).max()
    return Figure(
      name: "major-frame", question: "What the schedule planned and what ran",
      headline:
        "Of \(Number.count(frame.windows.count, "window")) in this major frame \(Number.count(late))"
        + " started late or never and \(Number.count(overran)) overran"
        + (worst.map { "; the latest start is \(Number.time(nanoseconds: Double($0))) off" } ?? ""),
      note:
        "Frame \(frame.number) of round \(frame.round), the one with the window that went worst. Outlined:"
        + " the window as planned; filled below it: from the partition's first to its last instruction.",
      isWide: true, width: width, height: frame.height, draw: frame.draw)
  }

  /// `nil` without windows of a deployment.
  init?(_ results: ResultSet) {
    guard let length = results.paths.lazy.compactMap(\.majorFrameNanoseconds).first, length > 0,
      let event = results.windows.max(by: { Self.harm($0) < Self.harm($1) })
    else { return nil }
    let number = event.plannedStartNanoseconds / length
    frameNanoseconds = length
    round = event.round
    self.number = number
    let shown = results.windows.filter {
      $0.round == event.round && $0.pairID == event.pairID
        && $0.plannedStartNanoseconds / length == number
    }
    windows = shown
    cpus = Set(shown.map(\.cpu)).sorted()
    partitions = Findings.distinct(shown.map(\.partition)).sorted()
  }

  /// Missed windows first, then by how far a window ran out of its bounds.
  private static func harm(_ window: WindowRow) -> Int64 {
    window.status == .missed
      ? .max : max(window.overrunNanoseconds, (window.startErrorNanoseconds ?? 0))
  }

  private var height: Double {
    Self.top + Double(cpus.count) * Self.laneHeight + 44
  }
  private var plot: Box {
    Box(
      x: Self.left, y: Self.top, width: Self.width - Self.left - 24,
      height: Double(cpus.count) * Self.laneHeight)
  }

  @Sendable private func draw(_ drawing: inout Drawing) {
    let overrun = drawing.hatch("overrun", .bad, over: .card)
    let length = Double(frameNanoseconds)
    let x = Scale(.linear, 0...length, from: plot.x, to: plot.right)
    for tick in x.ticks(8) {
      drawing.line(
        x1: x(tick), y1: plot.y, x2: x(tick), y2: plot.bottom + 4, Style(stroke: .grid))
      drawing.text(
        "\(TailPlot.trimmed(Number.fixed(tick / 1e6, decimals: 3))) ms", x: x(tick),
        y: plot.bottom + 18, TextStyle(paint: .muted, size: 11, anchor: .middle))
    }
    drawing.text(
      "time in the major frame", x: plot.x + plot.width / 2, y: plot.bottom + 36,
      TextStyle(paint: .muted, anchor: .middle))
    legend(&drawing, overrun: overrun)
    for (lane, cpu) in cpus.enumerated() {
      let y = plot.y + Double(lane) * Self.laneHeight
      drawing.text(
        cpu < 0 ? "any CPU" : "CPU \(cpu)", x: 0, y: y + 20, TextStyle(isBold: true))
      drawing.text("planned", x: 86, y: y + 20, TextStyle(paint: .muted, size: 9, anchor: .end))
      drawing.text("ran", x: 86, y: y + 40, TextStyle(paint: .muted, size: 9, anchor: .end))
      for window in windows where window.cpu == cpu {
        draw(&drawing, window, y: y, x, overrun: overrun)
      }
    }
  }

  /// Every colour of the series but the one that overruns have.
  private static func series(_ partition: Int) -> Int { [0, 2, 3, 4, 5][partition % 5] }

  private func draw(
    _ drawing: inout Drawing, _ window: WindowRow, y: Double, _ x: Scale, overrun: Paint
  ) {
    let start = number * frameNanoseconds
    let series = Self.series(partitions.firstIndex(of: window.partition) ?? 0)
    let from = x(Double(window.plannedStartNanoseconds - start))
    let to = x(Double(window.plannedEndNanoseconds - start))
    let isMissed = window.status == .missed
    let planned = Box(x: from + 0.5, y: y + 6, width: max(1, to - from - 1), height: 20)
    drawing.rect(
      planned,
      Style(
        fill: .card, stroke: isMissed ? .bad : .series(series), strokeWidth: 1.5,
        dash: isMissed ? "4 3" : nil), radius: 2, tip: tip(window))
    if planned.width > 28 {
      drawing.text(
        TextWidth.fitted(window.partition, to: planned.width - 8, size: 10),
        x: planned.x + planned.width / 2, y: y + 20,
        TextStyle(paint: isMissed ? .bad : .ink, size: 10, anchor: .middle),
        attributes: "pointer-events=\"none\"")
    }
    guard let began = window.actualStartNanoseconds, let ended = window.actualEndNanoseconds
    else { return }
    let (first, last) = (x(Double(began - start)), x(Double(ended - start)))
    drawing.rect(
      Box(x: first, y: y + 30, width: max(1.5, last - first), height: 14),
      Style(fill: .series(series)), tip: tip(window))
    if window.overrunNanoseconds > 0 {
      drawing.rect(
        Box(x: to, y: y + 28, width: max(2, last - to), height: 18),
        Style(fill: overrun, stroke: .bad), tip: tip(window))
    }
  }

  private func tip(_ window: WindowRow) -> String {
    let start = number * frameNanoseconds
    var lines = [
      "\(window.partition), CPU \(window.cpu)",
      "planned \(window.plannedStartNanoseconds - start) to \(window.plannedEndNanoseconds - start) ns of the frame",
      window.status.rawValue,
    ]
    if let error = window.startErrorNanoseconds { lines.append("start_error_ns \(error)") }
    if window.overrunNanoseconds > 0 { lines.append("overrun_ns \(window.overrunNanoseconds)") }
    return lines.joined(separator: "\n")
  }

  private func legend(_ drawing: inout Drawing, overrun: Paint) {
    var legend = Legend(x: Self.left, y: 16, right: Self.width)
    for (index, partition) in partitions.enumerated() {
      legend.add(partition, &drawing) { drawing, x, y in
        drawing.rect(
          Box(x: x - 7, y: y - 4, width: 14, height: 8), Style(fill: .series(Self.series(index))))
      }
    }
    legend.add("overrun", &drawing) { drawing, x, y in
      drawing.rect(
        Box(x: x - 7, y: y - 6, width: 14, height: 12),
        Style(fill: overrun, stroke: .bad))
    }
    legend.add("never started", &drawing) { drawing, x, y in
      drawing.rect(
        Box(x: x - 7, y: y - 6, width: 14, height: 12),
        Style(stroke: .bad, strokeWidth: 1.5, dash: "4 3"))
    }
  }
}
