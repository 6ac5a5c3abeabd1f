import Results

/// The top of the page: what was measured where, and the verdict.
enum PageHeader {
  static func html(_ results: ResultSet, _ sections: [PageSection]) -> String {
    let title = Words.capitalised(Words.list(sections.map(\.subject))) + " report"
    let verdicts = sections.map { section in
      "<p class=\"verdict \(section.tone.rawValue)\"><b>\(Escape.markup(section.word)).</b>"
        + " \(Escape.markup(section.sentence))</p>"
    }
    let facts = facts(results).map(Escape.markup).joined(separator: " · ")
    let partial =
      results.isPartial
      ? "<p class=\"banner\" role=\"alert\"><b>Partial run.</b> It ended before its plan:"
        + " \(Escape.markup(missing(results))). What is missing is marked as missing.</p>" : ""
    return """
      <header>
      \(top(title))
      <p class="facts">\(facts)</p>
      \(partial)
      \(verdicts.joined(separator: "\n"))
      </header>
      """
  }

  /// The title, and the choice of the theme.
  static func top(_ title: String) -> String {
    "<div class=\"top\"><h1>\(Escape.markup(title))</h1>"
      + "<button id=\"theme\" type=\"button\" aria-label=\"Colour theme\">Theme: auto</button></div>"
  }

  static func facts(_ results: ResultSet) -> [String] {
    let provenance = results.provenance
    let rounds = (results.rounds.map(\.round).max() ?? -1) + 1
    return [
      provenance.host, provenance.cpuModel,
      provenance.hypervisor.map { "virtual machine (\($0))" } ?? "",
      provenance.usableCPUs.isEmpty ? "" : "CPUs \(provenance.usableCPUs)", provenance.kernel,
      provenance.startedUTC,
      results.cells.isEmpty
        ? ""
        : "\(Number.count(results.cells.count, "cell")) in \(Number.count(Int(rounds), "round"))",
    ].filter { !$0.isEmpty }
  }

  private static func missing(_ results: ResultSet) -> String {
    if results.cells.isEmpty { return "what was measured until then is here" }
    let done = results.cells.count { $0.status == .measured }
    return "\(done) of \(Number.count(results.cells.count, "cell")) were measured in every round"
  }
}
