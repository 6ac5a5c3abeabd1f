import Results

/// The contended sets as a table on the page: what an access takes, and who gets how much.
enum ContentionCard {
  static func html(_ findings: ContentionFindings) -> String {
    guard !findings.sets.isEmpty else { return "" }
    let head = columns.map { "<th scope=\"col\"\($0.isNumber ? " class=n" : "")>\($0.name)" }
    let rows = findings.sets.flatMap { $0.rows.map(row) }
    return """
      <section class="card wide" id="contended">
      <p class="question">What cores make of one line that all want</p>
      <h2>\(Escape.markup(findings.contendedSentence ?? "Contended sets"))</h2>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Contended sets">
      <table><thead><tr>\(head.joined())</tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      <p class="note">An access is what it takes one thread of the set. Fairness is that of single passes, \
      1 when all threads get the same. Each thread's share is in data/contention.csv.</p>
      </section>
      """
  }

  private static let columns: [(name: String, isNumber: Bool)] = [
    ("workload", false), ("protocol", false), ("CPUs", false), ("threads", true),
    ("per access", true), ("together", true), ("half-width", true), ("least / most", true),
    ("Jain", true),
  ]

  private static func row(_ row: ContentionRow) -> String {
    let names = [row.workload, row.protocolText, row.cpus].map { "<td>" + Escape.markup($0) }
    let numbers = [
      "\(row.threads)", Number.time(nanoseconds: row.accessNanoseconds),
      row.accessesPerSecond.map { Number.prefixed($0) + "/s" } ?? Number.absent,
      row.halfWidthPercent.map { Number.fixed($0, decimals: 1) + Number.space + "%" }
        ?? Number.absent,
      Number.ratio(row.leastOverMost), Number.ratio(row.jainIndex),
    ].map { "<td class=n>" + Escape.markup($0) }
    return "<tr>" + (names + numbers).joined()
  }
}
