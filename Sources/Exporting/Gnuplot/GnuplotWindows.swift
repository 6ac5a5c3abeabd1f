import Results

/// The windows of one pair in one round, planned and as they were: the round with the longest overrun.
enum GnuplotWindows {
  /// More than these make a drawing that nobody can read.
  private static let windowsShown = 120

  static func timeline(_ results: ResultSet) -> GnuplotFigure? {
    let sliced = Set(results.cells.filter { $0.windowNanoseconds != nil }.map(\.pairID))
    let windows = results.windows.filter { sliced.contains($0.pairID) }
    guard
      let worst = windows.max(by: { $0.overrunNanoseconds < $1.overrunNanoseconds })
    else { return nil }
    let round = windows.filter { $0.pairID == worst.pairID && $0.round == worst.round }
      .sorted { ($0.plannedStartNanoseconds, $0.cpu) < ($1.plannedStartNanoseconds, $1.cpu) }
    let middle =
      round.firstIndex { $0.plannedStartNanoseconds >= worst.plannedStartNanoseconds } ?? 0
    let first = max(0, min(middle - windowsShown / 2, round.count - windowsShown))
    let shown = round[first..<min(round.count, first + windowsShown)]
    let lanes = Set(shown.map { Lane(cpu: $0.cpu, partition: $0.partition) })
      .sorted { ($0.cpu, $0.partition) < ($1.cpu, $1.partition) }
    let blocks = lanes.enumerated().map { place, lane in
      GnuplotBlock(
        title: "CPU \(lane.cpu), \(lane.partition)",
        columns: [
          "lane", "planned_start_ns", "planned_end_ns", "actual_start_ns", "actual_end_ns",
          "overrun_ns", "status",
        ],
        rows: shown.filter { $0.cpu == lane.cpu && $0.partition == lane.partition }.map {
          [
            String(place), String($0.plannedStartNanoseconds), String($0.plannedEndNanoseconds),
            GnuplotBlock.number($0.actualStartNanoseconds),
            GnuplotBlock.number($0.actualEndNanoseconds), String($0.overrunNanoseconds),
            $0.status.rawValue,
          ]
        })
    }
    let plots = blocks.indices.flatMap { index in
      [
        "'windows.dat' index \(index) using ($2/1e3):1:(($3-$2)/1e3):(0) with vectors nohead"
          + " linewidth 12 linecolor '#d9d9d9' notitle",
        "'windows.dat' index \(index) using ($4/1e3):1:(($5-$4)/1e3):(0) with vectors nohead"
          + " linewidth 6 linecolor \(index % 8 + 1) notitle",
        "'windows.dat' index \(index) using ($6 > 0 ? $3/1e3 : NaN):1:($6/1e3):(0) with vectors nohead"
          + " linewidth 12 linecolor '#d55e00' notitle",
      ]
    }
    let names = GnuplotFigure.tics(lanes.map { "CPU \($0.cpu) \($0.partition)" })
    return GnuplotFigure(
      name: "windows", blocks: blocks,
      commands: [
        "set xlabel 'us since the round of the pair began (grey: planned; orange: overrun)'",
        "set yrange [\(lanes.count - 1).5:-0.5]", "set ytics (\(names))",
        "plot \(plots.joined(separator: ", \\\n  "))",
      ], height: 160 + 40 * lanes.count)
  }

  private struct Lane: Hashable {
    let cpu: Int64
    let partition: String
  }
}
