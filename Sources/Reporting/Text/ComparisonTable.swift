public import Results

/// What `bulkhead compare RESULT` prints: the policies side by side for every victim and aggressor,
/// how the windows were kept; then a summary to be read aloud, the verdict first, and what limits it
/// after.
public enum ComparisonTable {
  /// The comparison as text that ends in a newline.
  /// - Parameters:
  ///   - width: Characters per line; 0 or less for no limit.
  ///   - colour: Whether to use terminal escape sequences.
  public static func text(_ results: ResultSet, width: Int, colour: Bool) -> String {
    let findings = Findings(results)
    var text = Words.paragraph(machine(results.provenance), width: width) + "\n"
    if results.isPartial {
      text += Words.paragraph(
        "PARTIAL RUN: it ended before its plan; what is missing is marked.", width: width)
      text += "\n"
    }
    if findings.contests.isEmpty {
      text += "no victim and aggressor to compare\n"
    } else {
      let pairs = PairTable(findings)
      text += pairs.table.text(width: width, colour: colour)
      for note in pairs.notes { text += Words.paragraph(note, width: width) }
      text += "\n"
      for line in pairs.table.explained(pairs.legend, width: width) { text += entry(line, width) }
    }
    if let policies = PolicyTable(results) {
      text += "\n"
      text += Words.paragraph(
        "policies, from what protects best at the least cost; * on the Pareto front", width: width)
      text += policies.text(width: width, colour: colour)
      text += "\n"
      for line in policies.table.explained(PolicyTable.legend, width: width) {
        text += entry(line, width)
      }
    }
    if let windows = WindowTable(findings) {
      text += "\nwindows, all pairs of a policy together\n"
      text += windows.table.text(width: width, colour: colour)
      text += "\n"
      for line in windows.table.explained(windows.legend, width: width) {
        text += entry(line, width)
      }
    }
    let verdict = Verdict(findings)
    text += "\n" + Words.paragraph("\(verdict.word): \(verdict.sentence)", width: width)
    if let precision = PrecisionFindings(results.precision) {
      text += Words.paragraph(precision.sentence, width: width)
    }
    let controls = ControlCheck.all(findings).map(\.text)
    let controlsText = controls.isEmpty ? "none in this run" : Words.list(controls)
    text += "\n" + Words.paragraph("Controls: \(controlsText).", width: width)
    let caveats =
      Caveats.verification(results) + Caveats.evidence(findings) + Caveats.steal(results)
      + Caveats.sentinel(results) + Caveats.unflagged(results) + Caveats.drift(results)
    for caveat in caveats where caveat.level != .ok {
      text += Words.paragraph(Words.readable(caveat.text), width: width)
    }
    if let floor = MachineFloor.sentence(results) { text += Words.paragraph(floor, width: width) }
    return text
  }

  /// Where the numbers come from, and what limits them before the first one is read.
  static func machine(_ provenance: Provenance) -> String {
    [
      provenance.host, provenance.cpuModel,
      provenance.hypervisor.map { "virtual machine (\($0))" } ?? "",
      provenance.tool.buildConfiguration == "debug" ? "DEBUG BUILD" : "",
    ].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// An entry of a legend: what is explained stands out at the left.
  private static func entry(_ entry: TextTable.Entry, _ width: Int) -> String {
    let indent = 14
    let name = entry.name + String(repeating: " ", count: max(1, indent - entry.name.count))
    guard width > 0 else { return "\(name)\(entry.text)\n" }
    return Words.wrapped(entry.text, width: width - indent).enumerated().map { index, line in
      (index == 0 ? name : String(repeating: " ", count: indent)) + line + "\n"
    }.joined()
  }
}
