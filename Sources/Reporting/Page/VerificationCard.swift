import Results

/// Which workloads proved in this run that they stress what they claim, and by how much.
enum VerificationCard {
  static func html(_ results: ResultSet) -> String {
    let rows = results.verification
    guard !rows.isEmpty else { return "" }
    let head = columns.map { "<th scope=\"col\"\($0.isNumber ? " class=n" : "")>\($0.name)" }
    return """
      <section class="card wide" id="verification">
      <p class="question">Did the workloads stress what they claim?</p>
      <h2>\(Escape.markup(VerificationTable.headline(rows)))</h2>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Verification by workload">
      <table><thead><tr>\(head.joined())</tr></thead>
      <tbody>\(rows.map(row).joined(separator: "\n"))</tbody></table></div>
      <p class="note">Effect: time per access of what is claimed to be slow, over its reference, \
      both in the same round. The control is the same without the cause. Exercised: the whole \
      interval of the effect lies above what is needed and above the control's. The arms stand in \
      data/verification.csv.</p>
      </section>
      """
  }

  private static let columns: [(name: String, isNumber: Bool)] = [
    ("workload", false), ("claim", false), ("verdict", false), ("effect", true), ("needed", true),
    ("control", true), ("why", false),
  ]

  private static func row(_ row: VerificationRow) -> String {
    let cells = [
      (row.label, false), (row.claim, false), (row.verdict.rawValue, false),
      (VerificationTable.interval(row.ratio, row.ratioLow, row.ratioHigh), true),
      ("\(row.threshold)×", true),
      (VerificationTable.interval(row.controlRatio, row.controlLow, row.controlHigh), true),
      (row.detail, false),
    ]
    return "<tr>"
      + cells.map { "<td\($0.1 ? " class=n" : "")>" + Escape.markup($0.0) }.joined()
  }
}
