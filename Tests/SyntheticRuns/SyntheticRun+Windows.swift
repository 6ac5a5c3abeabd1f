public import Results
import Statistics

extension SyntheticRun {
  /// Windows of time slices for every pair and round, a victim's and an aggressor's in turn on one PU: what the largest
  /// file of a results directory is made of. One in a thousand is late, one in ten thousand overruns or never starts.
  ///
  /// Each round of each pair gets as many, and the last one what remains.
  public func windowRows(of cells: [CellRow]) -> [WindowRow] {
    let coruns = cells.filter { $0.condition == .corun }
    let perRound = max(1, windows / max(1, coruns.count * rounds))
    var generator = SplitMix64(seed: seed)
    return (0..<(coruns.isEmpty ? 0 : windows)).map { number in
      let turn = min(number / perRound, coruns.count * rounds - 1)
      let cell = coruns[turn / rounds]
      return window(
        number - turn * perRound, of: cell, round: turn % rounds, draw: generator.next())
    }
  }

  private func window(_ number: Int, of cell: CellRow, round: Int, draw: UInt64) -> WindowRow {
    let length = cell.windowNanoseconds ?? 1_000_000
    var row = WindowRow()
    row.cellID = cell.cellID
    row.pairID = cell.pairID
    row.round = Int64(round)
    row.partition = number.isMultiple(of: 2) ? "victim" : "aggressor"
    row.cpu = 1
    row.window = Int64(number / 2)
    row.plannedStartNanoseconds = Int64(number) * length
    row.plannedEndNanoseconds = row.plannedStartNanoseconds + length
    if draw % 10_000 == 1 {
      row.cause = "unattributed"
      return row
    }
    let isLate = draw % 1000 == 2
    let error = Int64(draw >> 32 % 600) + (isLate ? 60_000 : 120)
    let overrun: Int64 = draw % 10_000 == 3 ? 2_500 : 0
    let end = row.plannedEndNanoseconds + (overrun > 0 ? overrun : -Int64(draw >> 40 % 50_000))
    row.actualStartNanoseconds = row.plannedStartNanoseconds + error
    row.actualEndNanoseconds = end
    row.startErrorNanoseconds = error
    row.overrunNanoseconds = overrun
    row.leakNanoseconds = overrun
    row.accesses = Int64(400_000 + draw >> 44 % 100_000)
    row.status = isLate ? .late : .onTime
    row.cause = isLate ? "unattributed" : ""
    return row
  }
}
