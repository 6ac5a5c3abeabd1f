/// What `data/cells.csv` promises of the rows in the other files.
///
/// A record is one line in every file that Bulkhead wrote, so that a row's place says its line.
struct CellChecks {
  private(set) var problems: [ResultSet.Problem] = []
  private var cells: [String: (cell: CellRow, line: Int)] = [:]
  private let plan: PlannedPairs?

  /// - Parameter plan: What was planned, where that is known.
  init(_ rows: [CellRow], plan: PlannedPairs? = nil) {
    self.plan = plan
    var conditions: [String: Set<Condition>] = [:]
    for (line, cell) in Self.lines(rows) {
      if let first = cells[cell.cellID] {
        problems.append(
          Self.problem(
            CellRow.self, line, "cell \(cell.cellID) is there twice, first in line \(first.line)"))
        continue
      }
      cells[cell.cellID] = (cell, line)
      if conditions[cell.pairID, default: []].insert(cell.condition).inserted { continue }
      problems.append(
        Self.problem(
          CellRow.self, line, "pair \(cell.pairID) has two \(cell.condition.rawValue) cells"))
    }
    for (line, cell) in Self.lines(rows) where conditions[cell.pairID]?.count == 1 {
      let other: Condition = cell.condition == .solo ? .corun : .solo
      problems.append(
        Self.problem(CellRow.self, line, "pair \(cell.pairID) has no \(other.rawValue) cell"))
    }
    if let planned = plan?.pairs { compare(rows, with: planned.map(\.id)) }
  }

  /// Every pair of the plan has its cells, and there are no others.
  private mutating func compare(_ rows: [CellRow], with planned: [String]) {
    let known = Set(planned)
    for (line, cell) in Self.lines(rows) where !known.contains(cell.pairID) {
      problems.append(
        Self.problem(CellRow.self, line, "pair \(cell.pairID) is not in \(PlannedPairs.file)"))
    }
    let there = Set(rows.map(\.pairID))
    for pair in planned where !there.contains(pair) {
      problems.append(
        .init(
          file: CellRow.file, message: "has no cells of pair \(pair) of \(PlannedPairs.file)"))
    }
  }

  /// Every cell has the rounds that it says it was measured in, each once. While a run goes on its cells are still called planned.
  func problems(_ rounds: [RoundRow], isPartial: Bool) -> [ResultSet.Problem] {
    struct Turn: Hashable {
      let cell: String
      let round: Int64
    }
    var problems: [ResultSet.Problem] = []
    var lines: [Turn: Int] = [:]
    var counts: [String: Int64] = [:]
    for (line, row) in Self.lines(rounds) {
      problems += reference(RoundRow.self, line, row.cellID, row.pairID)
      let turn = Turn(cell: row.cellID, round: row.round)
      if let first = lines[turn] {
        problems.append(
          Self.problem(
            RoundRow.self, line,
            "round \(row.round) of cell \(row.cellID) is there twice, first in line \(first)"))
        continue
      }
      lines[turn] = line
      counts[row.cellID, default: 0] += 1
    }
    guard !isPartial else { return problems }
    for (cell, line) in cells.values.sorted(by: { $0.line < $1.line }) {
      let count = counts[cell.cellID] ?? 0
      if let planned = plan?.rounds, cell.status == .measured, cell.roundsMeasured != planned {
        problems.append(
          Self.problem(
            CellRow.self, line,
            "cell \(cell.cellID) is called measured after \(cell.roundsMeasured) rounds, and \(planned) were planned"
          ))
      }
      guard count != cell.roundsMeasured else { continue }
      problems.append(
        Self.problem(
          CellRow.self, line,
          "cell \(cell.cellID) was measured in \(cell.roundsMeasured) rounds, and \(RoundRow.file) has \(count)"
        ))
    }
    return problems
  }

  /// Every metric is of a cell and of its pair.
  func problems(_ summary: [SummaryRow]) -> [ResultSet.Problem] {
    Self.lines(summary).flatMap { reference(SummaryRow.self, $0, $1.cellID, $1.pairID) }
  }

  /// Every window is of a cell and of its pair.
  func problems(_ windows: [WindowRow]) -> [ResultSet.Problem] {
    Self.lines(windows).flatMap { reference(WindowRow.self, $0, $1.cellID, $1.pairID) }
  }

  /// A run without cells, of a deployment for instance, has no plan that its rows could contradict.
  private func reference<R: Row>(
    _: R.Type, _ line: Int, _ cell: String, _ pair: String
  ) -> [ResultSet.Problem] {
    if cells.isEmpty { return [] }
    guard let known = cells[cell]?.cell else {
      return [Self.problem(R.self, line, "cell \(cell) is not in \(CellRow.file)")]
    }
    if known.pairID == pair { return [] }
    return [
      Self.problem(R.self, line, "cell \(cell) is of pair \(known.pairID), not of pair \(pair)")
    ]
  }

  private static func lines<R: Row>(_ rows: [R]) -> some Sequence<(line: Int, row: R)> {
    rows.enumerated().lazy.map { (line: $0.offset + 2, row: $0.element) }
  }

  private static func problem<R: Row>(_: R.Type, _ line: Int, _ message: String)
    -> ResultSet.Problem
  {
    .init(file: R.file, line: line, message: message)
  }
}
