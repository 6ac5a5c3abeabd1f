import Experiment
import Results
import Testing

@Suite("Protection")
struct ProtectionTests {
  /// A victim that takes 100 ns alone; `baseline` and `pinned` in nanoseconds beside the aggressor.
  private func protection(baseline: Double, pinned: Double) throws -> SummaryRow {
    var cells: [CellRow] = []
    var rounds: [RoundRow] = []
    for (policy, corun) in [("baseline", baseline), ("pinned", pinned)] {
      for (condition, time) in [(Condition.solo, 100), (.corun, corun)] {
        var cell = CellRow()
        cell.cellID = "c00\(cells.count)"
        cell.pairID = "p-\(policy)"
        cell.policy = policy
        cell.condition = condition
        cells.append(cell)
        for round in 0..<6 {
          var row = RoundRow()
          row.cellID = cell.cellID
          row.round = Int64(round)
          // A little noise: without any there is no interval to judge by.
          row.p50Nanoseconds = time * (1 + 0.0001 * Double((round * 7 + cells.count) % 5))
          rounds.append(row)
        }
      }
    }
    let summary = Summary(cells: cells, rounds: rounds, windows: [], margin: 0.05)
    return try #require(
      summary.rows.first { $0.metric == "protection" && $0.policy == "pinned" })
  }

  @Test("It is the part of the baseline's slowdown that the policy takes away")
  func part() throws {
    let row = try protection(baseline: 200, pinned: 125)
    let value = try #require(row.value)
    #expect(abs(value - 0.75) < 0.01)
  }

  @Test("A slowdown within the margin is nothing to protect from, however certain it is")
  func nothingToProtectFrom() throws {
    #expect(try protection(baseline: 102, pinned: 101).value == nil)
    #expect(try protection(baseline: 100, pinned: 150).value == nil)
  }

  @Test("A policy that does harm has a negative one")
  func harm() throws {
    let value = try #require(try protection(baseline: 120, pinned: 140).value)
    #expect(value < -0.5)
  }
}
