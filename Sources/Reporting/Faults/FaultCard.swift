import Results

/// The campaign of faults as a table on the page.
enum FaultCard {
  static func html(_ findings: FaultFindings) -> String {
    let head = columns.map { "<th scope=\"col\"\($0.isNumber ? " class=n" : "")>\($0.name)" }
    return """
      <section class="card wide" id="faults">
      <p class="question">What a fault in one partition costs the others</p>
      <h2>\(Escape.markup(findings.headline))</h2>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Faults by kind of partition">
      <table><thead><tr>\(head.joined())</tr></thead>
      <tbody>\(findings.rows.map(row).joined(separator: "\n"))</tbody></table></div>
      <p class="note">Windows, start errors and slowdown are those of the partitions without a fault, from the injection on, \
      against the same module without it. Frames: from the injection to the health monitor's event. All numbers are in \
      data/faults.csv, every event in data/events.csv.</p>
      </section>
      """
  }

  private static let columns: [(name: String, isNumber: Bool)] = [
    ("fault", false), ("backend", false), ("contained", false), ("detected by", false),
    ("frames", true), ("action", false), ("others' windows lost", true), ("without fault", true),
    ("start p50 before", true), ("after", true), ("start p99 before", true), ("after", true),
    ("slowdown", true), ("what happened", false),
  ]

  private static func row(_ row: FaultRow) -> String {
    let isMeasured = row.status == .measured
    let cells = [
      (row.fault, false), (row.backend, false),
      (isMeasured ? FaultTable.containment(row) : "unavailable", false), (row.detectedBy, false),
      (row.framesToDetect.map { "\($0)" } ?? Number.absent, true), (row.action, false),
      (FaultTable.losses(row), true),
      (row.windowsLostHealthy.map { Number.count(Int($0)) } ?? Number.absent, true),
      (Number.time(nanoseconds: row.startErrorP50BeforeNanoseconds), true),
      (Number.time(nanoseconds: row.startErrorP50AfterNanoseconds), true),
      (Number.time(nanoseconds: row.startErrorP99BeforeNanoseconds), true),
      (Number.time(nanoseconds: row.startErrorP99AfterNanoseconds), true),
      (FaultTable.slowdown(row), true), (row.detail, false),
    ]
    return "<tr>"
      + cells.map { "<td\($0.1 ? " class=n" : "")>" + Escape.markup($0.0) }.joined()
  }
}

extension FaultFindings {
  /// The few numbers that a reader wants first.
  var tiles: [Tile] {
    [
      Tile(
        value: "\(contained.count) of \(measured.count)", label: "faults contained",
        detail: Words.list(byBackend), tone: escaped.isEmpty ? "good" : "bad"),
      Tile(
        value: Number.count(singlePoints.count), label: "single points of failure",
        detail: "faults that ended partitions other than their own",
        tone: singlePoints.isEmpty ? "good" : "bad"),
      Tile(
        value: measured.compactMap(\.framesToDetect).max().map { "\($0)" } ?? Number.absent,
        label: "frames to detect, most",
        detail: unnoticed.isEmpty
          ? "every fault was noticed" : "\(unnoticed.count) stayed unnoticed", tone: ""),
    ]
  }
}
