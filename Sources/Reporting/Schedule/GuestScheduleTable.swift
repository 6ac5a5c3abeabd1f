import Results

/// What each application got of its partition's windows, for the terminal and for the page.
enum GuestScheduleTable {
  static func text(_ schedule: GuestSchedule, width: Int, colour: Bool) -> String {
    var text = ""
    for (title, applications, columns) in tables(schedule) {
      var table = TextTable(
        columns.enumerated().map { index, column in
          TextTable.Column(
            column.heading, short: column.short, index == 0 ? .left : .right,
            priority: column.priority, isFlexible: index == 0)
        })
      for application in applications {
        table.rows.append(
          .cells(
            columns.map {
              TextTable.Cell($0.text(application), $0.isBad(application) ? .bad : .plain)
            }))
      }
      text += (text.isEmpty ? "" : "\n") + title + "\n" + table.text(width: width, colour: colour)
    }
    return text
  }

  static func html(_ schedule: GuestSchedule) -> String {
    let parts = tables(schedule).map { title, applications, columns in
      let head = columns.enumerated().map { index, column in
        "<th scope=\"col\"\(index == 0 ? "" : " class=n")>"
          + Escape.markup(column.heading.replacing("\n", with: " "))
      }
      let rows = applications.map { application in
        "<tr>"
          + columns.enumerated().map { index, column in
            let style = (index == 0 ? "" : "n") + (column.isBad(application) ? " bad" : "")
            return "<td\(style.isEmpty ? "" : " class=\"\(style)\"")>"
              + Escape.markup(column.text(application))
          }.joined()
      }
      return """
        <h3>\(Escape.markup(Words.capitalised(title)))</h3>
        <div class="scroll tall" tabindex="0" role="region" aria-label="\(Escape.markup(title))">
        <table><thead><tr>\(head.joined())</tr></thead>
        <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
        """
    }
    return """
      <section class="card wide" id="slices-by-application">
      <p class="question">The second level: how partitions shared their windows out</p>
      <h2>\(Escape.markup(Words.capitalised(schedule.sentence)))</h2>
      \(parts.joined(separator: "\n"))
      <p class="note">With all applications active; every round and the other phases are in data/slices.csv. \
      Short: periods in which the windows left the time for the budget, and it was not given. Delay: from the start of a \
      period inside a window to the application's first instant of running. A turn is not ended by the end of a window.</p>
      </section>
      """
  }

  private struct Column: Sendable {
    let heading: String
    var short: String?
    var priority: Int?
    var isBad: @Sendable (GuestSchedule.Application) -> Bool = { _ in false }
    let text: @Sendable (GuestSchedule.Application) -> String
  }

  private static func tables(
    _ schedule: GuestSchedule
  ) -> [(title: String, applications: [GuestSchedule.Application], columns: [Column])] {
    [
      ("fixed priority with budgets, everybody active", schedule.byPriority, priorityColumns),
      ("round robin, everybody active", schedule.byTurns, turnColumns),
    ].filter { !$0.1.isEmpty }
  }

  private static let commonColumns: [Column] = [
    Column(heading: "application") { $0.name },
    Column(heading: "slices", priority: 1) { Number.count($0.slices) },
    Column(heading: "share of\nwindows", short: "share") { Number.percent(ofOne: $0.share) },
  ]

  private static let priorityColumns =
    commonColumns + [
      Column(heading: "period", priority: 2) { Number.time($0.row.periodNanoseconds) },
      Column(heading: "budget") { Number.time($0.row.budgetNanoseconds) },
      Column(heading: "periods\nsupplied", short: "supplied") { count($0.periodsSupplied) },
      Column(
        heading: "short", isBad: { $0.periodsShort ?? 0 > 0 }, text: { count($0.periodsShort) }),
      Column(heading: "most\nmissing", short: "missing", priority: 0) {
        Number.time($0.shortfallMaximumNanoseconds)
      },
      Column(heading: "delay\np50", priority: 3) {
        Number.time(nanoseconds: $0.releaseDelayP50Nanoseconds)
      },
      Column(heading: "delay\np99", priority: 3) { Number.time($0.releaseDelayP99Nanoseconds) },
      Column(heading: "delay\nmax") { Number.time($0.releaseDelayMaximumNanoseconds) },
    ]

  private static let turnColumns =
    commonColumns + [
      Column(heading: "quantum") { Number.time($0.row.quantumNanoseconds) },
      Column(heading: "turn\np50") { Number.time(nanoseconds: $0.turnP50Nanoseconds) },
      Column(heading: "turn\nmax") { Number.time($0.turnMaximumNanoseconds) },
      Column(heading: "fairness") {
        $0.fairness.map { Number.fixed($0, decimals: 3) } ?? Number.absent
      },
    ]

  private static func count(_ value: Int64?) -> String {
    value.map { Number.count(Int($0)) } ?? Number.absent
  }
}
