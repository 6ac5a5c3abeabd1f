import Results

/// The machine, the tool and the command of the run, as `env/provenance.json` has them.
enum Environment {
  static func html(_ results: ResultSet) -> String {
    let items = facts(results).map { fact in
      "<div><dt>\(Escape.markup(fact.name))</dt><dd>\(Escape.markup(fact.value))</dd></div>"
    }
    return """
      <section class="card wide" id="environment">
      <p class="question">Where the numbers come from</p>
      <h2>\(Escape.markup(headline(results.provenance)))</h2>
      <dl>\(items.joined())</dl>
      \(events(results.events))
      </section>
      """
  }

  /// A long run with many events must not make a long page: the rest is in the file.
  private static let eventsShown = 200

  private static func events(_ events: [EventRow]) -> String {
    guard !events.isEmpty else { return "" }
    let rows = events.prefix(eventsShown).map { event in
      "<tr><td class=n>\(Number.fixed(Double(event.timeNanoseconds) / 1e9, decimals: 3))"
        + "\(Number.space)s<td>\(Escape.markup(event.kind))<td>\(Escape.markup(event.subject))"
        + "<td class=t>\(Escape.markup(event.detail))"
    }
    let rest = events.count - rows.count
    let more =
      rest > 0
      ? "<p class=\"note\">\(Number.count(rest, "more event")) in data/events.csv.</p>" : ""
    return """
      <h3>\(Number.count(events.count, "event")) during the run</h3>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Events">
      <table><thead><tr><th scope="col" class="n">after start<th scope="col">event\
      <th scope="col">of<th scope="col">detail</tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>\(more)
      """
  }

  static func headline(_ provenance: Provenance) -> String {
    let model = provenance.cpuModel.isEmpty ? "an unnamed CPU" : provenance.cpuModel
    return "\(provenance.host.isEmpty ? "A machine" : provenance.host): \(model)"
  }

  private static func facts(_ results: ResultSet) -> [(name: String, value: String)] {
    let p = results.provenance
    let tool = [p.tool.version, p.tool.commit, p.tool.buildConfiguration]
    var facts: [(String, String?)] = [
      ("run", p.runID), ("directory", p.directoryName), ("started", p.startedUTC),
      ("ended", p.endedUTC), ("command", p.arguments.joined(separator: " ")),
      ("seed", "\(p.seed)"), ("tool", tool.filter { !$0.isEmpty }.joined(separator: ", ")),
      ("compiler", p.tool.compiler), ("kernel", p.kernel),
      ("kernel command line", p.kernelCommandLine), ("microcode", p.microcode),
      ("hypervisor", p.hypervisor), ("clock source", p.clockSource), ("governor", p.governor),
      ("turbo", p.turbo), ("SMT", p.smt), ("usable CPUs", p.usableCPUs),
      ("isolated CPUs", p.isolatedCPUs), ("transparent huge pages", p.transparentHugePages),
      ("real-time throttling", p.realTimeThrottling), ("resctrl", p.resctrl),
      ("locked memory limit", p.lockedMemoryLimitBytes.map { "\(Number.count(Int($0))) bytes" }),
      ("privileged", p.privileged ? "yes" : "no"),
      ("TSC", p.tscMegahertz.map { "\(Number.fixed($0, decimals: 3)) MHz" }),
    ]
    let enforcers = Findings.distinct(results.cells.map(\.enforcer)).filter { !$0.isEmpty }
    facts.append(("enforcer", Words.list(enforcers)))
    let pages = Findings.distinct(results.cells.flatMap { [$0.victimPages, $0.aggressorPages] })
    facts.append(("pages", Words.list(pages.filter { !$0.isEmpty })))
    let mitigations = p.mitigations.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    facts.append(("mitigations", mitigations.joined(separator: "; ")))
    facts.append(("notes", p.notes.joined(separator: "; ")))
    return facts.compactMap { name, value in
      guard let value, !value.isEmpty else { return nil }
      return (name, value)
    }
  }
}
