public import Results

/// What a sweep found, for the terminal: the caches, the curves, chains of loads, sensitivity, and one sentence.
public enum SweepTable {
  /// - Parameter width: Characters in a line.
  public static func text(_ results: ResultSet, width: Int, colour: Bool) -> String {
    let findings = SweepFindings(results)
    var parts = [
      caches(findings.caches, width: width, colour: colour), curve(findings, width: width),
      levels(findings).text(width: width, colour: colour),
      parallelism(findings)?.text(width: width, colour: colour) ?? "",
      sensitivity(findings)?.text(width: width, colour: colour) ?? "",
    ]
    if !findings.reasons.isEmpty {
      parts.append(
        lines(findings.reasons.map { "not measured: \($0)" }, width: width))
    }
    if !findings.sentence.isEmpty { parts.append(lines([findings.sentence], width: width)) }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// The caches alone, as `run` shows them before it plans; empty when there is none.
  public static func caches(_ rows: [CacheRow], width: Int, colour: Bool) -> String {
    guard !rows.isEmpty else { return "" }
    var table = TextTable([
      .init("cache"), .init("hwloc", .right), .init("measured", .right), .init("used", .right),
      .init("from"), .init("note", priority: 1, isFlexible: true),
    ])
    for row in rows {
      table.rows.append(
        .cells([
          .init("L\(row.level)"), .init(row.hwlocBytes.map(Number.bytes) ?? Number.absent),
          .init(SweepFindings.measured(row)), .init(Number.bytes(row.usedBytes)),
          .init(row.source.rawValue, row.source == .hwloc ? .plain : .bad),
          .init(row.note, .faint),
        ]))
    }
    let method = rows.first { !$0.method.isEmpty }.map { "measured by \($0.method)" }
    return table.text(width: width, colour: colour)
      + (method.map { lines([$0], width: width) } ?? "")
  }

  private static func lines(_ texts: [String], width: Int) -> String {
    texts.flatMap { width > 0 ? Words.wrapped($0, width: width) : [$0] }
      .map { Words.printable($0) + "\n" }.joined()
  }

  // MARK: The curve in a line

  /// The latency curve, alone and beside the aggressor, on one scale.
  private static func curve(_ findings: SweepFindings, width: Int) -> String {
    let values = findings.latency.flatMap(\.rows).compactMap(\.nanoseconds)
    guard let low = values.min(), let high = values.max(), values.count > 3 else { return "" }
    let names = findings.latency.map { $0.condition == .solo ? "alone" : "beside \($0.aggressor)" }
    let label = names.map(\.count).max() ?? 0
    var lines = zip(findings.latency, names).map { curve, name in
      name + String(repeating: " ", count: label - name.count) + "  "
        + Sparkline.text(curve.rows.map { $0.nanoseconds ?? 0 }, limits: low...high)
    }
    let rows = findings.latency[0].rows
    let ends = [rows.first, rows.last].map { Number.bytes($0?.workingSetBytes ?? 0) }
    let gap = max(1, rows.count - ends[0].count - ends[1].count)
    lines.append(
      String(repeating: " ", count: label + 2) + ends[0] + String(repeating: " ", count: gap)
        + ends[1])
    let range = "\(Number.time(nanoseconds: low)) to \(Number.time(nanoseconds: high))"
    return (["time per dependent load by working set, \(range)"] + lines)
      .map { (width > 0 ? Words.shortened($0, to: width) : $0) + "\n" }.joined()
  }

  // MARK: Tables

  /// Every doubling of the working set: latency and traffic, alone and beside the aggressor.
  private static func levels(_ findings: SweepFindings) -> TextTable {
    var table = TextTable([
      .init("working set", .right), .init("load\nalone", .right), .init("beside", .right),
      .init("slowdown\n[95 % interval]", .right, priority: 5),
      .init("read\nalone", .right, priority: 4), .init("beside", .right, priority: 3),
      .init("write\nalone", .right, priority: 2), .init("beside", .right, priority: 1),
    ])
    let curves = findings.latency + findings.bandwidth
    func row(_ workload: String, _ condition: Condition, _ bytes: Int64) -> SweepRow? {
      curves.first { $0.workload == workload && $0.condition == condition }?
        .rows.first { $0.workingSetBytes == bytes }
    }
    let sizes = Set(findings.latency.flatMap(\.rows).map(\.workingSetBytes))
      .filter { $0 & ($0 - 1) == 0 }.sorted()
    for bytes in sizes {
      let corun = row("chase", .corun, bytes)
      var cells: [TextTable.Cell] = [
        .init(Number.bytes(bytes)),
        .init(Number.time(nanoseconds: row("chase", .solo, bytes)?.nanoseconds)),
        .init(Number.time(nanoseconds: corun?.nanoseconds)), .init(slowdown(corun)),
      ]
      for workload in ["read", "write"] {
        for condition in [Condition.solo, .corun] {
          cells.append(
            .init(
              Number.text(row(workload, condition, bytes)?.megabytesPerSecond, unit: "mb_per_s")))
        }
      }
      table.rows.append(.cells(cells))
    }
    return table
  }

  private static func parallelism(_ findings: SweepFindings) -> TextTable? {
    guard let solo = findings.parallelism.first(where: { $0.condition == .solo }) else {
      return nil
    }
    let all = findings.parallelism.first { $0.condition == .corun }
    let cores = all?.rows.first?.threads ?? 1
    var table = TextTable([
      .init("chains", .right), .init("one core", .right), .init("of its\nplateau", .right),
      .init("all \(cores)\ncores", .right), .init("of their\nplateau", .right),
    ])
    for row in solo.rows {
      let other = all?.rows.first { $0.chains == row.chains }
      table.rows.append(
        .cells([
          .init(Number.count(Int(row.chains ?? 0))),
          .init(Number.text(row.megabytesPerSecond, unit: "mb_per_s")),
          .init(Number.percent(ofOne: row.plateauShare)),
          .init(Number.text(other?.megabytesPerSecond, unit: "mb_per_s")),
          .init(Number.percent(ofOne: other?.plateauShare)),
        ]))
    }
    return table
  }

  private static func sensitivity(_ findings: SweepFindings) -> TextTable? {
    guard !findings.sensitivity.isEmpty else { return nil }
    var table = TextTable([
      .init("victim", isFlexible: true), .init("asked\nof aggressor", .right, priority: 1),
      .init("achieved", .right), .init("slowdown\n[95 % interval]", .right),
    ])
    for curve in findings.sensitivity {
      let first = curve.rows[0]
      table.rows.append(
        .heading(
          "\(curve.workload)@\(Number.bytes(first.workingSetBytes)) beside \(curve.aggressor)"))
      for row in curve.rows {
        table.rows.append(
          .cells([
            .init(""),
            .init(
              row.aggressorShare == 0
                ? "parked" : Number.percent(ofOne: row.aggressorShare)),
            .init(Number.text(row.aggressorMegabytesPerSecond, unit: "mb_per_s")),
            .init(slowdown(row)),
          ]))
      }
    }
    return table
  }

  private static func slowdown(_ row: SweepRow?) -> String {
    guard let value = row?.slowdown else { return Number.absent }
    guard let low = row?.slowdownLow, let high = row?.slowdownHigh else {
      return Number.ratio(value)
    }
    return "\(Number.ratio(value)) [\(Number.bound(low)), \(Number.bound(high))]"
  }
}
