import Results

/// Rows of `worst_case.csv` and the tests before them in a card of the report.
enum WorstCaseCard {
  static func html(_ findings: WorstCaseFindings) -> String {
    let head = [
      "method", "tail", "shape", "fit p", "per run", "per hour", "estimate", "upper bound",
      "refused",
    ].map { "<th scope=\"col\">\($0)" }
    let rows = findings.tails.flatMap(\.points).map(row)
    let tests = findings.tests.map {
      "\($0.test) p = \(Number.fixed($0.adjustedPValue, decimals: 3))"
        + ($0.isRejected ? " (\($0.refusal))" : "")
    }
    return """
      <section class="card wide" id="worst-case">
      <p class="question">How long may the job take</p>
      <h2>\(Escape.markup(findings.headline))</h2>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Worst case">
      <table><thead><tr>\(head.joined())</tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      <p class="note">\(Escape.markup(tests.isEmpty ? "The series was refused before it was tested." : "Tests of the series, Holm's correction: \(tests.joined(separator: ", ")).")) \
      The numbers are in data/worst_case.csv, every job in data/job_times.csv.</p>
      </section>
      """
  }

  private static func row(_ row: WorstCaseRow) -> String {
    let numbers = [
      row.tailCount.map { Number.count(Int($0)) } ?? Number.absent,
      row.shape.map { Number.fixed($0, decimals: 2) } ?? Number.absent,
      row.fitPValue.map { Number.fixed($0, decimals: 2) } ?? Number.absent,
      WorstCaseFindings.chance(row.exceedancePerRun),
      WorstCaseFindings.chance(row.exceedancePerHour),
      WorstCaseFindings.time(row.estimateNanoseconds),
      WorstCaseFindings.time(row.upperNanoseconds),
    ].map { "<td class=n>" + Escape.markup($0) }
    let reasons = WorstCaseFindings.codes(row.refusals).map(WorstCaseFindings.words)
    return "<tr><td>\(row.method.words)" + numbers.joined()
      + "<td>\(Escape.markup(reasons.joined(separator: "; ")))"
  }
}
