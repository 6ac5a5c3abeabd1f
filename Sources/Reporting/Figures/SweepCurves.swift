import Results

/// Latency and bandwidth against the working set, with the caches as hwloc has them and as they were measured.
enum SweepCurves {
  static func latency(_ findings: SweepFindings) -> Figure? {
    guard findings.latency.contains(where: { $0.rows.count > 1 }) else { return nil }
    let series = findings.latency.enumerated().map { index, curve in
      LinePlot.Series(
        label: label(curve), colour: curve.condition == .solo ? 0 : 1,
        dash: curve.condition == .solo ? nil : "7 3",
        points: curve.rows.compactMap { row in
          row.nanoseconds.map { value in
            LinePlot.Point(
              x: Double(row.workingSetBytes), y: value, low: row.nanosecondsLow,
              high: row.nanosecondsHigh, tip: tip(row, "\(label(curve))"))
          }
        })
    }
    let plot = LinePlot(
      series: series, marks: marks(findings.caches), x: sizes(series),
      y: .init(
        kind: .logarithmic, title: "time per dependent load, log axis",
        label: { TailPlot.shortTime($0) }))
    return Figure(
      name: "latency-curve", question: "Where does each cache end", headline: headline(findings),
      note: "A chase through a random cycle of all lines; \(intervals(findings.latency))"
        + " Dashed lines: hwloc's sizes. Bands: from nine tenths found to half missed."
        + pages(findings.latency),
      isWide: true, width: 1280, height: 460, draw: plot.draw)
  }

  static func bandwidth(_ findings: SweepFindings) -> Figure? {
    guard findings.bandwidth.contains(where: { $0.rows.count > 1 }) else { return nil }
    let workloads = Findings.distinct(findings.bandwidth.map(\.workload))
    let series = findings.bandwidth.map { curve in
      let isSolo = curve.condition == .solo
      return LinePlot.Series(
        label: label(curve),
        colour: (workloads.firstIndex(of: curve.workload) ?? 0) * 2 + (isSolo ? 0 : 1),
        dash: isSolo ? nil : "7 3",
        points: curve.rows.compactMap { row in
          row.megabytesPerSecond.map { value in
            LinePlot.Point(
              x: Double(row.workingSetBytes), y: value * 1e6, tip: tip(row, label(curve)))
          }
        })
    }
    guard series.contains(where: { $0.points.count > 1 }) else { return nil }
    let plot = LinePlot(
      series: series, marks: marks(findings.caches), x: sizes(series),
      y: .init(
        kind: .logarithmic, title: "traffic of one core, log axis",
        label: { TailPlot.trimmedRate($0) }))
    return Figure(
      name: "bandwidth-curve", question: "How fast is each level",
      headline: bandwidthHeadline(findings),
      note:
        "Declared traffic of the accesses; a store counts its line twice, read and written back.",
      isWide: true, width: 1280, height: 430, draw: plot.draw)
  }

  private static func headline(_ findings: SweepFindings) -> String {
    let found = findings.caches.filter { $0.measuredLowBytes != nil }
    guard !found.isEmpty else {
      return "No step in the curve is clear enough to call a cache's end"
    }
    let parts = found.map { cache in
      "L\(cache.level) within \(SweepFindings.measured(cache))"
        + (cache.source == .measured
          ? cache.hwlocBytes.map { " of \(Number.bytes($0))" } ?? "" : "")
    }
    return "A chase sees the end of " + Words.list(parts)
  }

  private static func bandwidthHeadline(_ findings: SweepFindings) -> String {
    let parts = findings.bandwidth.filter { $0.condition == .solo }.compactMap { curve -> String? in
      guard let fast = curve.rows.first?.megabytesPerSecond,
        let slow = curve.rows.last?.megabytesPerSecond
      else { return nil }
      let from = Number.text(fast, unit: "mb_per_s")
      return "\(curve.workload) from \(from) down to \(Number.text(slow, unit: "mb_per_s"))"
    }
    return "One core alone: " + Words.list(parts)
  }

  /// hwloc's size of each level as a line; the measured interval as a band where it is another one.
  static func marks(_ caches: [CacheRow]) -> [LinePlot.Mark] {
    caches.flatMap { cache -> [LinePlot.Mark] in
      var marks: [LinePlot.Mark] = []
      if let bytes = cache.hwlocBytes {
        let place = Double(bytes)
        marks.append(
          .init(
            from: place, to: place, label: "L\(cache.level) \(Number.bytes(bytes)), hwloc",
            colour: 5))
      }
      if let low = cache.measuredLowBytes, let high = cache.measuredHighBytes {
        marks.append(
          .init(
            from: Double(low), to: Double(high),
            label: "L\(cache.level) \(SweepFindings.measured(cache)), measured", colour: 4,
            dash: "2 2"))
      }
      return marks
    }
  }

  private static func label(_ curve: SweepFindings.Curve) -> String {
    curve.condition == .solo
      ? "\(curve.workload) alone" : "\(curve.workload) beside \(curve.aggressor)"
  }

  private static func tip(_ row: SweepRow, _ label: String) -> String {
    var lines = ["\(label), \(Number.bytes(row.workingSetBytes))"]
    if let value = row.nanoseconds { lines.append("ns_per_access \(value)") }
    if let value = row.megabytesPerSecond { lines.append("mb_per_s \(value)") }
    if let value = row.slowdown { lines.append("slowdown \(Number.ratio(value))") }
    lines.append(Number.count(Int(row.passes), "pass", plural: "passes"))
    if !row.pages.isEmpty { lines.append(row.pages) }
    return lines.joined(separator: "\n")
  }

  /// Powers of four, because labels of powers of two would not fit.
  private static func sizes(_ series: [LinePlot.Series]) -> LinePlot.Scaling {
    LinePlot.Scaling(
      kind: .logarithmic, title: "working set, log axis",
      ticks: (5...20).map { Double(1 << (2 * $0)) }, label: { Number.bytes(Int64($0)) })
  }

  private static func intervals(_ curves: [SweepFindings.Curve]) -> String {
    let passes = curves.flatMap(\.rows).map(\.passes).max() ?? 0
    let has = curves.contains { $0.rows.contains { $0.nanosecondsLow != nil } }
    return "medians over \(Number.count(Int(passes), "pass", plural: "passes"))"
      + (has ? " with 95 % intervals." : ", too few for an interval.")
  }

  private static func pages(_ curves: [SweepFindings.Curve]) -> String {
    let kinds = Findings.distinct(curves.flatMap(\.rows).map(\.pages)).filter { !$0.isEmpty }
    return kinds.isEmpty ? "" : " Pages: \(kinds.joined(separator: "; "))."
  }
}

extension TailPlot {
  /// `10 GB/s`, for axes.
  static func trimmedRate(_ bytesPerSecond: Double) -> String {
    let parts = Number.prefixed(bytesPerSecond).split(separator: "\u{A0}")
    guard parts.count == 2 else { return Number.prefixed(bytesPerSecond) + "B/s" }
    return trimmed(String(parts[0])) + Number.space + parts[1] + "B/s"
  }
}

extension Number {
  /// A number of things with a plural of its own.
  static func count(_ value: Int, _ noun: String, plural: String) -> String {
    count(value) + " " + (value == 1 ? noun : plural)
  }
}
