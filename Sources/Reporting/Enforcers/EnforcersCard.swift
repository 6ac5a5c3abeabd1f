import Results

/// Rows of `enforcers.csv` in a table of the report.
enum EnforcersCard {
  static func html(_ results: ResultSet) -> String {
    guard let findings = EnforcerFindings(results.enforcers) else { return "" }
    let head = columns.map { "<th scope=\"col\"\($0.isNumber ? " class=n" : "")>\($0.name)" }
    let rows = findings.measured.map(row)
    let absent = findings.absent.map {
      "<p class=\"note\">\(Escape.markup("\($0.enforcer) is unavailable: \($0.reason)"))</p>"
    }
    return """
      <section class="card wide" id="enforcers">
      <p class="question">How exactly enforcers keep windows</p>
      <h2>\(Escape.markup(findings.sentence))</h2>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Enforcers">
      <table><thead><tr>\(head.joined())</tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      <p class="note">\(Escape.markup(EnforcerFindings.legend)) \
      The same numbers are in data/enforcers.csv.</p>
      \(absent.joined(separator: "\n"))
      </section>
      """
  }

  private static let columns: [(name: String, isNumber: Bool)] = [
    ("enforcer", false), ("class", false), ("window", true), ("guard", true), ("beside", false),
    ("windows", true), ("late", true), ("missed", true), ("start p50", true), ("p99", true),
    ("p99.9", true), ("max", true), ("stop p50", true), ("p99", true), ("p99.9", true),
    ("max", true), ("past the end", true), ("overlaps", true), ("overlap", true), ("leak", true),
    ("switch p50", true), ("p99", true), ("CPU", true), ("lost", true),
  ]

  private static func row(_ row: EnforcerRow) -> String {
    func count(_ value: Int64) -> String { Number.count(Int(value)) }
    func time(_ value: Int64?) -> String { Number.time(value) }
    let backend = row.backend == "thread" ? "" : " (\(row.backend))"
    let texts: [(String, isNumber: Bool)] = [
      (row.enforcer + backend, false), (row.schedulingClass, false),
      (time(row.windowNanoseconds), true), (row.guardBand.text(row), true),
      (row.neighbours == .memory ? "memory" : "nobody", false), (count(row.windows), true),
      (count(row.late), true), (count(row.missed), true), (time(row.startP50Nanoseconds), true),
      (time(row.startP99Nanoseconds), true), (time(row.startP999Nanoseconds), true),
      (time(row.startLongestNanoseconds), true), (time(row.stopP50Nanoseconds), true),
      (time(row.stopP99Nanoseconds), true), (time(row.stopP999Nanoseconds), true),
      (time(row.stopLongestNanoseconds), true), (EnforcerTable.pastTheEnd(row), true),
      (count(row.overlaps), true), (time(row.overlapNanoseconds), true),
      (time(row.leakNanoseconds), true), (time(row.switchP50Nanoseconds), true),
      (time(row.switchP99Nanoseconds), true), (time(row.switchCPUNanoseconds), true),
      (EnforcerTable.lost(row), true),
    ]
    return "<tr>"
      + texts.map { "<td\($0.isNumber ? " class=n" : "")>" + Escape.markup($0.0) }.joined()
  }
}
