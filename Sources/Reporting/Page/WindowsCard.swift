import Results

/// How every pair's windows were kept: the counts behind the timeline, and what they add up to.
enum WindowsCard {
  static func html(_ findings: Findings) -> String {
    let totals = WindowTotals.grouped(findings.windows, by: \.pairID)
    let pairs = findings.pairs.filter { totals[$0.pairID] != nil }
    guard !pairs.isEmpty else { return "" }
    let rows = pairs.compactMap { pair in totals[pair.pairID].map { row(pair, $0) } }
    let head = columns.map { "<th scope=\"col\"\($0.isNumber ? " class=n" : "")>\($0.name)" }
    return """
      <section class="card wide" id="windows-by-pair">
      <p class="question">What the time slices cost and leak</p>
      <h2>\(Escape.markup(headline(findings)))</h2>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Windows by pair">
      <table><thead><tr>\(head.joined())</tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      <p class="note">Leak: time that partitions ran outside their windows. Residue: the first job \
      of a window beside the aggressor over the same alone; ~ where it is not told apart from 1. \
      No p99 (-) below 1,000 started windows. The same numbers are in data/summary.csv.\
      \(Escape.markup(MachineFloor.note(findings.results)))</p>
      </section>
      """
  }

  static func headline(_ findings: Findings) -> String {
    let windows = findings.windows
    let leak = windows.reduce(0) { $0 + $1.leakNanoseconds }
    let granted = windows.reduce(0) { $0 + $1.plannedEndNanoseconds - $1.plannedStartNanoseconds }
    let percent = granted > 0 ? Double(leak) * 100 / Double(granted) : 0
    let share = percent > 0 && percent < 0.001 ? "<0.001" : Number.fixed(percent, decimals: 3)
    return "Partitions ran \(Number.time(nanoseconds: Double(leak))) outside their windows,"
      + " \(share) % of the time granted"
  }

  private static let columns: [(name: String, isNumber: Bool)] =
    [
      ("policy", false), ("victim", false), ("aggressor", false),
    ] + WindowTotals.names.map { ($0, true) } + [("residue", true)]

  private static func row(_ pair: Pair, _ total: WindowTotals) -> String {
    let mark = pair.control == .none ? "" : " (control)"
    let names = [pair.policy, pair.victim, pair.aggressor + mark].map {
      "<td>" + Escape.markup($0)
    }
    let residue =
      (Pair.isOpen(pair.residue, neutral: 1) ? "~" : "")
      + Number.times(pair.residue?.value)
    let numbers = (total.texts + [residue]).map { "<td class=n>" + Escape.markup($0) }
    return "<tr>" + (names + numbers).joined()
  }
}
