import Results

/// How each partition's windows were kept, for the terminal and for the page.
enum PartitionScheduleTable {
  static func text(_ schedule: PartitionSchedule, width: Int, colour: Bool) -> String {
    var table = TextTable(
      [.init("partition", isFlexible: true), .init("criticality", short: "crit.", priority: 3)]
        + WindowTotals.columns
        + [
          .init("cut", .right, priority: 5), .init("overlap\non a core", short: "overlap", .right),
        ])
    for partition in schedule.partitions {
      table.rows.append(
        .cells(
          [.init(partition.name), .init(AnalysisTable.criticality(partition.criticality))]
            + partition.totals.cells
            + [
              .init(
                Number.count(partition.totals.cut), partition.totals.cut > 0 ? .bad : .plain),
              .init(
                Number.time(partition.overlapNanoseconds),
                partition.overlapNanoseconds > 0 ? .bad : .plain),
            ]))
    }
    return "how the schedule was kept, all phases together\n"
      + table.text(width: width, colour: colour)
  }

  static func html(_ schedule: PartitionSchedule) -> String {
    let names = ["partition", "crit."] + WindowTotals.names + ["cut", "overlap"]
    let head = names.enumerated().map {
      "<th scope=\"col\"\($0.offset > 1 ? " class=n" : "")>\($0.element)"
    }
    let rows = schedule.partitions.map { partition in
      let texts =
        [partition.name, AnalysisTable.criticality(partition.criticality)]
        + partition.totals.texts
        + [Number.count(partition.totals.cut), Number.time(partition.overlapNanoseconds)]
      return "<tr>"
        + texts.enumerated().map {
          "<td\($0.offset > 1 ? " class=n" : "")>" + Escape.markup($0.element)
        }.joined()
    }
    return """
      <section class="card wide" id="windows-by-partition">
      <p class="question">The first level: how the schedule was kept</p>
      <h2>\(Escape.markup(Words.capitalised(schedule.sentence)))</h2>
      <div class="scroll tall" tabindex="0" role="region" aria-label="Windows by partition">
      <table><thead><tr>\(head.joined())</tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
      <p class="note">Start error: first instruction against the planned start; no p99 (-) below 1,000 started \
      windows. Cut: the partition ended inside. Leak: time outside its windows. Overlap: time on a core while \
      another partition ran there, too. Every window is in data/windows.csv.</p>
      </section>
      """
  }
}
