import Results

/// What takes service away, and what violates the claims, as tables on the page.
enum AnalysisCards {
  static func html(_ findings: AnalysisFindings) -> [String] {
    [failures(findings), violations(findings.rows.violations)]
  }

  private static func failures(_ findings: AnalysisFindings) -> String {
    let all = findings.applications.count
    let groups = FailureGroup.all(findings.rows.failurePoints).filter { $0.row.lost > 0 }
    let total = groups.count { $0.row.lost == all }
    let rows = groups.map { group in
      let names = AnalysisFindings.list(group.row.applicationsLost)
      return "<tr>"
        + [
          text(group.name), "<td class=n data-v=\"\(group.row.lost)\">\(group.row.lost)",
          text(AnalysisTable.criticality(group.row.highestCriticalityLost)),
          "<td class=\(group.row.isContained ? "good" : "bad")>\(group.row.isContained ? "yes" : "no")",
          "<td class=t>"
            + Escape.markup(names.count == all ? "everybody" : names.joined(separator: ", ")),
          "<td class=t>" + Escape.markup(group.row.containment),
        ].joined()
    }
    return card(
      "failure-points", "Single points of failure",
      "\(Number.count(groups.count, "single point")) of failure; \(Number.count(total)) take service from"
        + " all \(Number.count(all, "application"))",
      ["what fails", "lost", "strictest", "contained", "who loses service", "containment"], rows,
      numbers: ["lost"], note: "Also in data/failure_points.csv.")
  }

  private static func violations(_ violations: [ViolationRow]) -> String {
    guard !violations.isEmpty else { return "" }
    let rows = violations.map { row in
      let place = [row.sourceFile, row.line.map { "\($0)" }, row.column.map { "\($0)" }]
        .compactMap(\.self).joined(separator: ":")
      return "<tr>"
        + [
          text(row.isolation.rawValue), text(row.isDeclared ? "declared" : "implied"),
          "<td class=t>" + Escape.markup(row.message), "<td class=t>" + Escape.markup(row.remedy),
          text(place),
        ].joined()
    }
    return card(
      "violations", "Isolation as declared",
      "\(Number.count(violations.count, "claim")) of isolation violated",
      ["isolation", "claim", "what is violated", "what would mend it", "where"], rows,
      numbers: [], note: "Also in data/violations.csv.")
  }

  private static func card(
    _ id: String, _ question: String, _ headline: String, _ columns: [String], _ rows: [String],
    numbers: Set<String>, note: String
  ) -> String {
    let head = columns.map { name in
      "<th scope=\"col\"\(numbers.contains(name) ? " class=n" : "")>"
        + "<button type=\"button\">\(name)</button>"
    }
    return """
      <section class="card wide" id="\(id)">
      <p class="question">\(question)</p>
      <h2>\(Escape.markup(headline))</h2>
      <div class="scroll tall" tabindex="0" role="region" aria-label="\(question)">
      <table class="sortable"><thead><tr>\(head.joined())</tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      <p class="note">\(note)</p>
      </section>
      """
  }

  private static func text(_ text: String) -> String { "<td>" + Escape.markup(text) }
}
