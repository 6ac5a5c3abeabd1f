public import Results

/// A deployment as it stands on its machine: applications in their partitions in their cores, the resources that cores share
/// as bars below, and a line from each application to every bar where somebody can delay it.
struct SystemDiagram: Sendable {
  private let findings: AnalysisFindings
  private let columns: [Column]
  private let bars: [[Bar]]

  private static let gutter = 104.0
  private static let top = 44.0
  private static let boxWidth = 172.0
  private static let trackGap = 10.0
  private static let applicationHeight = 24.0
  private static let barHeight = 26.0

  /// One core with the applications that run on it, from top to bottom.
  private struct Column: Sendable {
    let core: Int
    let x: Double
    let width: Double
    let slots: [Slot]
  }

  /// What one partition has on a core.
  private struct Slot: Sendable {
    let partition: String
    let applications: [AnalysisFindings.Application]

    var height: Double {
      24 + Double(applications.count) * SystemDiagram.applicationHeight + 4
    }
  }

  /// A shared resource across the columns of the cores that have it.
  private struct Bar: Sendable {
    let use: ResourceUse
    let cores: [Int]
    let box: ClosedRange<Double>
  }

  static func figure(_ rows: AnalysisRows) -> Figure? {
    guard let findings = AnalysisFindings(rows), !findings.applications.isEmpty else { return nil }
    let diagram = SystemDiagram(findings)
    return Figure(
      name: "system", question: "Who can delay whom, and where",
      headline: findings.sentence,
      note:
        "From the deployment and the topology; nothing of it is measured. A solid line ends in a full"
        + " dot at each resource where somebody runs at the same time; a dashed line in a ring where what"
        + " an earlier one left behind stays.",
      isWide: true, width: diagram.width, height: diagram.height, draw: diagram.draw)
  }

  private init(_ findings: AnalysisFindings) {
    self.findings = findings
    var columns: [Column] = []
    var x = Self.gutter
    for core in Set(findings.applications.flatMap(\.cores)).sorted() {
      let here = findings.applications.filter { $0.cores.contains(core) }
      let slots = Findings.distinct(here.map(\.partition)).map { name in
        Slot(partition: name, applications: here.filter { $0.partition == name })
      }
      let width = Self.boxWidth + 34 + Self.trackGap * 2 * Double(here.count)
      columns.append(Column(core: core, x: x, width: width, slots: slots))
      x += width + 14
    }
    self.columns = columns
    bars = Self.rows(
      ResourceUse.all(findings).compactMap { use in
        let cores = ContentionFindings.cpus(use.resource.cores)
        let spanned = columns.filter { cores.contains($0.core) }
        guard let first = spanned.first, let last = spanned.last else { return nil }
        return Bar(use: use, cores: cores, box: first.x...(last.x + last.width))
      })
  }

  /// Bars of one channel side by side where they have room, else one below the other.
  private static func rows(_ bars: [Bar]) -> [[Bar]] {
    var rows: [[Bar]] = []
    for bar in bars {
      let place = rows.firstIndex { row in
        row[0].use.resource.channel == bar.use.resource.channel
          && !row.contains { $0.box.overlaps(bar.box) }
      }
      if let place { rows[place].append(bar) } else { rows.append([bar]) }
    }
    return rows
  }

  private var columnHeight: Double {
    24 + (columns.map { $0.slots.reduce(0) { $0 + $1.height + 6 } }.max() ?? 0)
  }
  private var barsTop: Double { Self.top + columnHeight + 14 }
  private var width: Double { max(620, columns.last.map { $0.x + $0.width + 2 } ?? 0) }
  private var height: Double { barsTop + Double(bars.count) * Self.barHeight + 8 }

  @Sendable private func draw(_ drawing: inout Drawing) {
    legend(&drawing)
    for (number, row) in bars.enumerated() {
      let y = barsTop + Double(number) * Self.barHeight
      let channel = row[0].use.resource.channel
      if number == 0 || bars[number - 1][0].use.resource.channel != channel {
        drawing.text(channel.rawValue, x: 0, y: y + 15, TextStyle(size: 11, isBold: true))
      }
      for bar in row { box(&drawing, bar, y: y) }
    }
    for column in columns { draw(&drawing, column) }
  }

  private func box(_ drawing: inout Drawing, _ bar: Bar, y: Double) {
    let width = bar.box.upperBound - bar.box.lowerBound
    drawing.rect(
      Box(x: bar.box.lowerBound, y: y, width: width, height: Self.barHeight - 5),
      Style(fill: .lane, stroke: .axis), radius: 3, tip: bar.use.resource.name)
    drawing.text(
      TextWidth.fitted(bar.use.resource.name, to: Self.boxWidth, size: 10),
      x: bar.box.lowerBound + 6, y: y + 14, TextStyle(paint: .muted, size: 10),
      attributes: "pointer-events=\"none\"")
  }

  private func draw(_ drawing: inout Drawing, _ column: Column) {
    drawing.rect(
      Box(x: column.x, y: Self.top, width: column.width, height: columnHeight),
      Style(fill: .lane, stroke: .grid), radius: 6)
    drawing.text(
      "core \(column.core)", x: column.x + 8, y: Self.top + 16, TextStyle(isBold: true))
    var y = Self.top + 24
    let count = column.slots.reduce(0) { $0 + $1.applications.count }
    var place = 0
    for slot in column.slots {
      partition(
        &drawing, slot, Box(x: column.x + 6, y: y, width: Self.boxWidth + 8, height: slot.height))
      for (index, application) in slot.applications.enumerated() {
        let middle = y + 24 + (Double(index) + 0.5) * Self.applicationHeight - 2
        // Lower applications take the nearer tracks, so that no line crosses another's.
        let track =
          column.x + Self.boxWidth + 24 + Double(count - 1 - place) * 2 * Self.trackGap
        lines(&drawing, application, column, middle: middle, track: track)
        place += 1
      }
      y += slot.height + 6
    }
  }

  private func partition(_ drawing: inout Drawing, _ slot: Slot, _ box: Box) {
    let row = findings.partition(slot.partition)
    let facts = [row?.criticality ?? "", row?.backend ?? ""].filter { !$0.isEmpty }
    drawing.rect(
      box, Style(fill: .card, stroke: .axis, strokeWidth: 1.5), radius: 4,
      tip: "partition \(slot.partition)\n\(row?.containment ?? "")")
    let title = ([slot.partition] + facts).joined(separator: " · ")
    drawing.text(
      TextWidth.fitted(title, to: box.width - 12, size: 11, isBold: true), x: box.x + 6,
      y: box.y + 15, TextStyle(size: 11, isBold: true), attributes: "pointer-events=\"none\"")
    for (index, application) in slot.applications.enumerated() {
      let inner = Box(
        x: box.x + 5, y: box.y + 22 + Double(index) * Self.applicationHeight,
        width: box.width - 10, height: Self.applicationHeight - 4)
      drawing.rect(inner, Style(fill: .lane, stroke: .grid), radius: 3)
      drawing.text(
        TextWidth.fitted(application.name, to: inner.width - 10, size: 11), x: inner.x + 5,
        y: inner.y + 14, TextStyle(size: 11))
    }
  }

  // MARK: Lines

  /// From an application to the resources where somebody can delay it: one line for each kind.
  private func lines(
    _ drawing: inout Drawing, _ application: AnalysisFindings.Application, _ column: Column,
    middle: Double, track: Double
  ) {
    let start = column.x + Self.boxWidth + 9
    for kind in [InterferenceKind.residual, .concurrent] {
      let isConcurrent = kind == .concurrent
      // The upper line takes the farther track, or they would cross.
      let x = isConcurrent ? track + Self.trackGap : track
      let y = isConcurrent ? middle - 4 : middle + 4
      let stops = stops(application, column, kind)
      guard let last = stops.last else { continue }
      drawing.path(
        "M\(place(start)) \(place(y))H\(place(x))V\(place(last.y))",
        isConcurrent
          ? Style(stroke: .bad, strokeWidth: 1.5)
          : Style(stroke: .muted, strokeWidth: 1.2, dash: "4 3"))
      for stop in stops {
        drawing.circle(
          x: x, y: stop.y, radius: isConcurrent ? 4.5 : 4,
          isConcurrent
            ? Style(fill: .bad, stroke: .card)
            : Style(fill: .card, stroke: .ink, strokeWidth: 1.5), tip: tip(application, stop))
      }
    }
  }

  private struct Stop {
    let y: Double
    let resource: String
    let entry: ResourceUse.Entry
  }

  private func stops(
    _ application: AnalysisFindings.Application, _ column: Column, _ kind: InterferenceKind
  ) -> [Stop] {
    bars.enumerated().flatMap { number, row in
      row.filter { $0.cores.contains(column.core) }.flatMap { bar in
        bar.use.entries.filter { $0.victim == application.id && $0.kind == kind }.map {
          Stop(
            y: barsTop + Double(number) * Self.barHeight + (Self.barHeight - 5) / 2,
            resource: bar.use.resource.name, entry: $0)
        }
      }
    }
  }

  private func tip(_ application: AnalysisFindings.Application, _ stop: Stop) -> String {
    let names = stop.entry.aggressors.joined(separator: ", ")
    let overlap = stop.entry.overlapNanoseconds.map {
      ", up to \(Number.time(nanoseconds: Double($0))) of a frame"
    }
    return stop.entry.kind == .concurrent
      ? "\(application.id) at \(stop.resource)\nat once with \(names)\(overlap ?? "")"
      : "\(application.id) at \(stop.resource)\nafter \(names)"
  }

  private func legend(_ drawing: inout Drawing) {
    var legend = Legend(x: Self.gutter, y: 16, right: width)
    legend.add("concurrent: at the same time", &drawing) { drawing, x, y in
      drawing.line(x1: x - 9, y1: y, x2: x + 7, y2: y, Style(stroke: .bad, strokeWidth: 1.5))
      drawing.circle(x: x, y: y, radius: 4.5, Style(fill: .bad, stroke: .card))
    }
    legend.add("residual: one after the other", &drawing) { drawing, x, y in
      drawing.line(
        x1: x - 9, y1: y, x2: x + 7, y2: y, Style(stroke: .muted, strokeWidth: 1.2, dash: "4 3"))
      drawing.circle(x: x, y: y, radius: 4, Style(fill: .card, stroke: .ink, strokeWidth: 1.5))
    }
  }
}

/// The drawing that `bulkhead analyse --svg` writes.
public enum SystemDrawing {
  /// A file of its own.
  /// - Precondition: the deployment has an application, as every one that can be read has.
  public static func svg(_ rows: AnalysisRows, theme: Theme = .light) -> String {
    guard let figure = SystemDiagram.figure(rows) else {
      preconditionFailure("a deployment without applications")
    }
    return figure.svg(.flat(theme))
  }
}
