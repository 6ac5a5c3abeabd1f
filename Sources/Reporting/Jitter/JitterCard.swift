import Results

/// Rows of `jitter.csv` in a table of the report, with how their causes were found.
enum JitterCard {
  static func html(_ results: ResultSet) -> String {
    guard let findings = JitterFindings(results.jitter) else { return "" }
    let headline =
      MachineFloor.sentence(results) ?? "Gaps and late wake-ups of each core, by cause"
    let head = columns.map { "<th scope=\"col\"\($0.isNumber ? " class=n" : "")>\($0.name)" }
    let rows = findings.series.flatMap { [$0.all] + $0.causes }.map(row)
    return """
      <section class="card wide" id="jitter">
      <p class="question">What the cores lose by themselves</p>
      <h2>\(Escape.markup(headline))</h2>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Jitter of the machine">
      <table><thead><tr>\(head.joined())</tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      <p class="note">\(Escape.markup(findings.attribution)) \
      No quantile (-) where there are too few. The same numbers are in data/jitter.csv.</p>
      </section>
      """
  }

  private static let columns: [(name: String, isNumber: Bool)] = [
    ("CPU", true), ("when", false), ("source", false), ("class", false), ("cause", false),
    ("count", true), ("missed", true), ("lost", true), ("p50", true), ("p99", true),
    ("longest", true),
  ]

  private static func row(_ row: JitterRow) -> String {
    let isGap = row.source == .gaps
    let texts = [
      row.moment.rawValue, row.source.rawValue, row.schedulingClass.rawValue, row.cause.words,
    ].map { "<td>" + Escape.markup($0) }
    let numbers = [
      Number.count(Int(row.count)), isGap ? Number.absent : Number.count(Int(row.missed)),
      isGap ? "\(Number.fixed(row.lostPercent, decimals: 3))\(Number.space)%" : Number.absent,
      Number.time(row.p50Nanoseconds), Number.time(row.p99Nanoseconds),
      Number.time(row.longestNanoseconds),
    ].map { "<td class=n>" + Escape.markup($0) }
    return "<tr><td class=n>\(row.cpu)" + (texts + numbers).joined()
  }
}
