import Results

/// What the partitions were granted and what they took: a lane per core and partition, overruns on
/// top.
struct WindowTimeline: Sendable {
  let excerpt: TimelineExcerpt
  let partitions: [String]

  private static let width = 1280.0
  private static let left = 168.0
  private static let laneHeight = 24.0
  private static let top = 36.0

  static func figure(_ findings: Findings) -> Figure? {
    guard let excerpt = TimelineExcerpt(findings) else { return nil }
    let chart = WindowTimeline(
      excerpt: excerpt, partitions: Findings.distinct(excerpt.lanes.map(\.partition)).sorted())
    return Figure(
      name: "windows", question: "Did partitions keep their windows",
      headline: headline(TimelineExcerpt.windows(findings)), note: chart.note(findings),
      isWide: true,
      width: width, height: chart.height, draw: chart.draw)
  }

  static func headline(_ windows: [WindowRow]) -> String {
    let overruns = windows.count { $0.overrunNanoseconds > 0 }
    let missed = windows.count { $0.status == .missed }
    let worst = Double(windows.map(\.overrunNanoseconds).max() ?? 0)
    let all = Number.count(windows.count, "window")
    if overruns == 0 && missed == 0 { return "All \(all) started, and none overran" }
    let missedText = missed == 0 ? "none was missed" : "\(Number.count(missed)) missed"
    if overruns == 0 { return "None of \(all) overran; \(missedText)" }
    return "\(Number.count(overruns)) of \(all) overran, the worst by"
      + " \(Number.time(nanoseconds: worst)); \(missedText)"
  }

  private func note(_ findings: Findings) -> String {
    let pair = findings.pairs.first { $0.pairID == excerpt.pairID }
    let place = pair.map { "\($0.contest.text), \($0.policy)" } ?? excerpt.pairID
    let seen = excerpt.framesInView
    let lanes =
      excerpt.lanesInAll > excerpt.lanes.count
      ? " The \(excerpt.lanes.count) of \(excerpt.lanesInAll) lanes whose CPUs did worst." : ""
    let events =
      excerpt.events.isEmpty
      ? "" : " \(Number.count(excerpt.events.count, "event")) in these frames: a mark each."
    return "Frames \(seen.lowerBound) to \(seen.upperBound), around \(excerpt.reason): \(place),"
      + " round \(excerpt.round)\(excerpt.isAlone ? ", with the victim alone" : ""). Frames \(excerpt.frames.lowerBound) to"
      + " \(excerpt.frames.upperBound) can be reached by zoom and pan.\(lanes)\(events)"
  }

  private var plot: Box {
    Box(
      x: WindowTimeline.left, y: WindowTimeline.top,
      width: WindowTimeline.width - WindowTimeline.left - 36,
      height: Double(excerpt.lanes.count) * WindowTimeline.laneHeight
        + Double(Set(excerpt.lanes.map(\.cpu)).count) * 8)
  }
  private var height: Double { plot.bottom + 44 }

  /// Nanoseconds in view; times are written from the start of the pair's round.
  private var view: ClosedRange<Double> {
    let frame = Double(excerpt.frameNanoseconds)
    return Double(excerpt.framesInView.lowerBound) * frame...Double(
      excerpt.framesInView.upperBound + 1) * frame
  }

  @Sendable private func draw(_ drawing: inout Drawing) {
    let overrun = drawing.hatch("overrun", .bad, over: .card)
    legend(&drawing, overrun: overrun)
    let x = Scale(.linear, view, from: plot.x, to: plot.right)
    axis(&drawing, x)
    var tops: [TimelineExcerpt.Lane: Double] = [:]
    var y = plot.y
    var cpu: Int64?
    for lane in excerpt.lanes {
      if lane.cpu != cpu {
        y += 8
        drawing.text(
          lane.cpu < 0 ? "any CPU" : "CPU \(lane.cpu)", x: 0, y: y + 15, TextStyle(isBold: true))
        cpu = lane.cpu
      }
      tops[lane] = y
      drawing.text(
        TextWidth.fitted(lane.partition, to: 96, size: 11), x: plot.x - 8, y: y + 15,
        TextStyle(paint: .muted, size: 11, anchor: .end))
      drawing.rect(
        Box(x: plot.x, y: y + 1, width: plot.width, height: WindowTimeline.laneHeight - 4),
        Style(fill: .lane), radius: 3)
      y += WindowTimeline.laneHeight
    }
    let clip = drawing.clip("plot", plot)
    let frame = Double(excerpt.frameNanoseconds)
    let limits =
      "data-from=\"\(place(Double(excerpt.frames.lowerBound) * frame))\""
      + " data-to=\"\(place(Double(excerpt.frames.upperBound + 1) * frame))\""
    drawing.open(
      "\(clip) class=\"zoom\" data-x=\"\(place(plot.x))\" data-width=\"\(place(plot.width))\""
        + " data-bottom=\"\(place(plot.bottom))\" data-top=\"\(place(plot.y))\""
        + " data-a=\"\(place(view.lowerBound))\" data-b=\"\(place(view.upperBound))\" \(limits)")
    // What can be grabbed where there is no window.
    drawing.rect(plot, Style(fill: .card, opacity: 0))
    let windows = drawing.mode == .html ? excerpt.windows : excerpt.windows.filter(isInView)
    for window in windows { run(&drawing, window, tops) }
    // Overruns last, or the next window would hide them.
    for window in windows where window.overrunNanoseconds > 0 {
      tail(&drawing, window, tops, fill: overrun)
    }
    let longest = windows.map(\.overrunNanoseconds).max() ?? 0
    for window in windows { sign(&drawing, window, tops, longest: longest) }
    for event in excerpt.events { mark(&drawing, event, tops) }
    drawing.close()
  }

  private func isInView(_ window: WindowRow) -> Bool {
    Double(window.plannedStartNanoseconds) < view.upperBound
      && Double(max(window.plannedEndNanoseconds, window.actualEndNanoseconds ?? 0))
        > view.lowerBound
  }

  private func axis(_ drawing: inout Drawing, _ x: Scale) {
    drawing.open("class=\"ticks\"")
    for tick in x.ticks(8) {
      drawing.line(
        x1: x(tick), y1: plot.y, x2: x(tick), y2: plot.bottom + 4, Style(stroke: .grid))
      drawing.text(
        "\(TailPlot.trimmed(Number.fixed(tick / 1e6, decimals: 3))) ms", x: x(tick),
        y: plot.bottom + 18, TextStyle(paint: .muted, size: 11, anchor: .middle))
    }
    drawing.close()
    drawing.text(
      "time in the round", x: plot.x + plot.width / 2, y: plot.bottom + 36,
      TextStyle(paint: .muted, anchor: .middle))
  }

  private func run(
    _ drawing: inout Drawing, _ window: WindowRow, _ tops: [TimelineExcerpt.Lane: Double]
  ) {
    let lane = TimelineExcerpt.Lane(cpu: window.cpu, partition: window.partition)
    guard let top = tops[lane] else { return }
    let series = [0, 2, 3, 4, 5][(partitions.firstIndex(of: window.partition) ?? 0) % 5]
    let isMissed = window.status == .missed
    bar(
      &drawing, window.plannedStartNanoseconds, window.plannedEndNanoseconds, y: top + 1,
      height: WindowTimeline.laneHeight - 4,
      isMissed
        ? Style(fill: .card, stroke: .bad, strokeWidth: 1.5, dash: "4 3")
        : Style(fill: .card, stroke: .series(series)), tip: isMissed ? tip(window) : nil)
    if isMissed {
      let middle = (at(window.plannedStartNanoseconds) + at(window.plannedEndNanoseconds)) / 2
      drawing.text(
        "×", x: middle, y: top + 16,
        TextStyle(paint: .bad, size: 14, isBold: true, anchor: .middle),
        attributes: span(window.plannedStartNanoseconds, window.plannedEndNanoseconds)
          + " pointer-events=\"none\"")
    }
    guard let start = window.actualStartNanoseconds, let end = window.actualEndNanoseconds else {
      return
    }
    bar(
      &drawing, start, end, y: top + 5, height: WindowTimeline.laneHeight - 12,
      Style(fill: .series(series)), tip: tip(window))
  }

  /// Marks a window that a fault cut short, one that began late and the longest overrun's length.
  private func sign(
    _ drawing: inout Drawing, _ window: WindowRow, _ tops: [TimelineExcerpt.Lane: Double],
    longest: Int64
  ) {
    let lane = TimelineExcerpt.Lane(cpu: window.cpu, partition: window.partition)
    guard let top = tops[lane], let end = window.actualEndNanoseconds else { return }
    let style = TextStyle(paint: .bad, size: 11, isBold: true, anchor: .middle, hasHalo: true)
    func put(_ text: String, _ from: Int64, _ to: Int64) {
      drawing.text(
        text, x: (at(from) + at(to)) / 2, y: top + 15, style,
        attributes: span(from, to) + " pointer-events=\"none\"")
    }
    if window.status == .cut { put("▼", end, end) }
    if window.status == .late, let start = window.actualStartNanoseconds { put("!", start, start) }
    guard window.overrunNanoseconds > 0, window.overrunNanoseconds == longest else { return }
    let text = "+" + Number.time(nanoseconds: Double(window.overrunNanoseconds))
    if at(end) - at(window.plannedEndNanoseconds) > TextWidth.of(text, size: 11, isBold: true) + 8,
      at(end) <= plot.right
    {
      put(text, window.plannedEndNanoseconds, end)
    }
  }

  /// On the lanes of the partition that it happened to; over all of them where it is of no single one.
  private func mark(
    _ drawing: inout Drawing, _ event: EventRow, _ tops: [TimelineExcerpt.Lane: Double]
  ) {
    guard let time = event.roundTimeNanoseconds,
      drawing.mode == .html || view.contains(Double(time))
    else { return }
    let own = tops.filter { $0.key.partition == event.subject }.map(\.value).sorted()
    let places = own.map { ($0, WindowTimeline.laneHeight - 2) }
    let tip = "\(event.kind), \(event.subject), \(time) ns\n\(event.detail)"
    for (y, height) in places.isEmpty ? [(plot.y, plot.height)] : places {
      bar(
        &drawing, time, time, y: y, height: height,
        Style(fill: .ink, stroke: .ink, strokeWidth: 2), tip: tip)
      drawing.text(
        "◆", x: at(time), y: y + 8,
        TextStyle(paint: .ink, size: 11, anchor: .middle, hasHalo: true),
        attributes: span(time, time) + " pointer-events=\"none\"")
    }
  }

  private func tail(
    _ drawing: inout Drawing, _ window: WindowRow, _ tops: [TimelineExcerpt.Lane: Double],
    fill: Paint
  ) {
    let lane = TimelineExcerpt.Lane(cpu: window.cpu, partition: window.partition)
    guard let top = tops[lane], let end = window.actualEndNanoseconds else { return }
    bar(
      &drawing, window.plannedEndNanoseconds, end, y: top, height: WindowTimeline.laneHeight - 2,
      Style(fill: fill, stroke: .bad), tip: tip(window))
  }

  /// A bar from one time to another; at least 1.5 pixels wide, so that nothing is too short to be
  /// seen.
  private func bar(
    _ drawing: inout Drawing, _ from: Int64, _ to: Int64, y: Double, height: Double,
    _ style: Style, tip: String?
  ) {
    let box = Box(x: at(from), y: y, width: max(1.5, at(to) - at(from)), height: height)
    drawing.rect(
      box, style, tip: tip, attributes: drawing.mode == .html ? span(from, to) : "")
  }

  /// The place of a time. Not a `Scale`: that would pile what is outside the view on its edge.
  private func at(_ nanoseconds: Int64) -> Double {
    let share = (Double(nanoseconds) - view.lowerBound) / (view.upperBound - view.lowerBound)
    return plot.x + share * plot.width
  }

  private func span(_ from: Int64, _ to: Int64) -> String { "data-a=\"\(from)\" data-b=\"\(to)\"" }

  private func tip(_ window: WindowRow) -> String {
    var lines = ["\(window.partition), CPU \(window.cpu), window \(window.window)"]
    lines.append("planned \(window.plannedStartNanoseconds) to \(window.plannedEndNanoseconds) ns")
    if let error = window.startErrorNanoseconds { lines.append("start_error_ns \(error)") }
    if window.overrunNanoseconds > 0 { lines.append("overrun_ns \(window.overrunNanoseconds)") }
    if window.status != .onTime { lines.append(window.status.rawValue) }
    if !window.cause.isEmpty { lines.append(window.cause) }
    return lines.joined(separator: "\n")
  }

  private func legend(_ drawing: inout Drawing, overrun: Paint) {
    var legend = Legend(x: WindowTimeline.left, y: 16, right: WindowTimeline.width)
    for (index, partition) in partitions.enumerated() {
      let series = [0, 2, 3, 4, 5][index % 5]
      legend.add(partition, &drawing) { drawing, x, y in
        drawing.rect(Box(x: x - 7, y: y - 4, width: 14, height: 8), Style(fill: .series(series)))
      }
    }
    legend.add("planned", &drawing) { drawing, x, y in
      drawing.rect(
        Box(x: x - 7, y: y - 6, width: 14, height: 12), Style(fill: .card, stroke: .axis))
    }
    for (status, glyph, text) in [
      (WindowRow.Status.late, "!", "late"), (.cut, "▼", "cut short by a fault"),
    ] where excerpt.windows.contains(where: { $0.status == status }) {
      legend.add(text, &drawing) { drawing, x, y in
        drawing.text(
          glyph, x: x, y: y + 4, TextStyle(paint: .bad, size: 11, isBold: true, anchor: .middle))
      }
    }
    if !excerpt.events.isEmpty {
      legend.add("event", &drawing) { drawing, x, y in
        drawing.text("◆", x: x, y: y + 4, TextStyle(size: 11, anchor: .middle))
      }
    }
    legend.add("overrun", &drawing) { drawing, x, y in
      drawing.rect(
        Box(x: x - 7, y: y - 6, width: 14, height: 12), Style(fill: overrun, stroke: .bad))
    }
    legend.add("missed", &drawing) { drawing, x, y in
      drawing.rect(
        Box(x: x - 7, y: y - 6, width: 14, height: 12),
        Style(stroke: .bad, strokeWidth: 1.5, dash: "4 3"))
    }
  }
}
