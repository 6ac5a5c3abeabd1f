import Experiment
import Results
import Testing
import Tradeoffs

/// Cells and rounds of a 2x2: every policy with the medians of its rounds, alone and beside the aggressor.
private struct Square {
  var cells: [CellRow] = []
  var rounds: [RoundRow] = []

  /// A policy whose jobs take these times; `wobble` is what the rounds differ by, as a share.
  mutating func policy(
    _ name: String, solo: Double, corun: Double, victimWork: Double = 1, aggressorWork: Int64 = 100,
    wobble: Double = 0.002, control: ControlKind = .none, aggressor: String = "write"
  ) {
    let pair = "p\(cells.count / 2)"
    for (condition, time) in [(Condition.solo, solo), (.corun, corun)] {
      var cell = CellRow()
      cell.cellID = "\(pair)-\(condition)"
      cell.pairID = pair
      cell.condition = condition
      cell.policy = name
      cell.victim = "chase"
      cell.aggressor = aggressor
      cell.control = control
      cell.status = .measured
      cells.append(cell)
      for number in 0..<10 {
        var round = RoundRow()
        round.cellID = cell.cellID
        round.pairID = pair
        round.condition = condition
        round.round = Int64(number)
        round.p50Nanoseconds = time * (1 + wobble * Double((number * 7 + cells.count) % 5 - 2))
        round.victimThroughputPerSecond =
          condition == .solo ? 1000 : 1000 * victimWork
        round.aggressorAccesses = condition == .solo ? 0 : aggressorWork
        round.durationNanoseconds = 1_000_000
        round.evidence = .held
        round.evidenceDetail = "seen"
        rounds.append(round)
      }
    }
  }

  mutating func unavailable(_ name: String, _ reason: String) {
    policy(name, solo: 1, corun: 1)
    for index in cells.indices.suffix(2) {
      cells[index].status = .unavailable
      cells[index].reason = reason
    }
    rounds.removeAll { $0.cellID.hasPrefix("\(cells[cells.count - 1].pairID)-") }
  }

  var rows: [PolicyRow] {
    let summary = Summary(cells: cells, rounds: rounds, windows: [], margin: 0.05).rows
    return PolicyRows(cells: cells, rounds: rounds, summary: summary, margin: 0.05).rows
  }

  func row(_ policy: String) throws -> PolicyRow {
    try #require(rows.first { $0.policy == policy })
  }
}

@Suite("Policies, from the rounds of a run")
struct PolicyRowTests {
  /// A victim that takes three times as long without a policy.
  private var slowed: Square {
    var square = Square()
    square.policy("baseline", solo: 100, corun: 300, victimWork: 0.33)
    return square
  }

  @Test("What takes the slowdown away is effective, with its price, and first")
  func effective() throws {
    var square = slowed
    square.policy("gang", solo: 101, corun: 105, victimWork: 0.48, aggressorWork: 50)
    let row = try square.row("gang")
    #expect(row.verdict == .effective && row.rank == 1 && row.isOnFront)
    #expect(abs(try #require(row.protection) - 0.975) < 0.005)
    #expect(try #require(row.protectionLow) > 0.95)
    // The victim gains 15 % of what it does alone, the aggressor loses half.
    #expect(abs(try #require(row.victimLostPercent) + 15) < 1e-9)
    #expect(abs(try #require(row.aggressorLostPercent) - 50) < 1e-9)
    #expect(abs(try #require(row.lostPercent) - 17.5) < 1e-9)
    #expect(row.evidenceHeld == 10 && row.evidenceViolated == 0 && row.rounds == 10)
    #expect(row.evidenceDetail == "seen")
    let reference = try square.row("baseline")
    #expect(reference.verdict == .reference && reference.rank == nil)
    #expect(reference.slowdownVerdict == .worse)
  }

  @Test("A policy that does nothing has no effect, one that slows is harmful")
  func ineffective() throws {
    var square = slowed
    square.policy("nothing", solo: 100, corun: 301, victimWork: 0.33)
    square.policy("harm", solo: 130, corun: 380, victimWork: 0.2)
    square.policy("noise", solo: 100, corun: 280, wobble: 0.3)
    #expect(try square.row("nothing").verdict == .noEffect)
    #expect(try square.row("harm").verdict == .harmful)
    #expect(try square.row("noise").verdict == .inconclusive)
    #expect(square.rows.allSatisfy { $0.rank == nil })
  }

  @Test("Rounds in which the baseline is not slowed count as well")
  func unbiased() throws {
    var square = Square()
    square.policy("baseline", solo: 100, corun: 130)
    square.policy("half", solo: 100, corun: 115)
    for index in square.rounds.indices where square.rounds[index].cellID == "p0-corun" {
      // Noise about 130 that reaches below the time alone.
      let push = [-40.0, 40, -38, 38, -36, 36, -5, 5, -4, 4][Int(square.rounds[index].round)]
      square.rounds[index].p50Nanoseconds = 130 + push
    }
    let row = try square.row("half")
    #expect(row.rounds == 10)
    #expect(abs(try #require(row.protection) - 0.5) < 0.05)
  }

  @Test("Numbers of a policy that was not in force are not its own")
  func notInForce() throws {
    var square = slowed
    square.policy("liar", solo: 100, corun: 102)
    for index in square.rounds.indices where square.rounds[index].cellID.hasPrefix("p1-") {
      square.rounds[index].evidence = .violated
      square.rounds[index].evidenceDetail = "pinned to 1 seen on 3"
    }
    let row = try square.row("liar")
    #expect(row.verdict == .notInForce && row.rank == nil && row.evidenceViolated == 10)
    #expect(row.reason == "pinned to 1 seen on 3")
  }

  @Test("What cannot be had is a row with its reason; what did not get its turn says so")
  func unavailable() throws {
    var square = slowed
    square.unavailable("cat", "no resctrl here")
    square.unavailable("later", "")
    for index in square.cells.indices.suffix(2) { square.cells[index].status = .planned }
    #expect(try square.row("cat").verdict == .unavailable)
    #expect(try square.row("cat").reason == "no resctrl here")
    #expect(try square.row("later").verdict == .notMeasured)
    #expect(try square.row("later").reason == "the run ended before its turn")
  }

  @Test("What its probe found lacking stays with the numbers of a policy that is half available")
  func degraded() throws {
    var square = slowed
    square.policy("coloured", solo: 100, corun: 102)
    for index in square.cells.indices.suffix(2) {
      square.cells[index].reason = "degraded: colours unverifiable"
    }
    let row = try square.row("coloured")
    #expect(row.verdict == .effective && row.reason == "degraded: colours unverifiable")
  }

  @Test("Controls are no contest of policies, and without a baseline there is none")
  func none() {
    var square = Square()
    square.policy("pinned", solo: 100, corun: 100)
    #expect(square.rows.isEmpty)
    square.policy("baseline", solo: 100, corun: 100)
    #expect(square.rows.count == 2)
    square.policy("pinned", solo: 100, corun: 100, control: .negative, aggressor: "alu")
    square.policy("baseline", solo: 100, corun: 100, aggressor: "alu")
    #expect(square.rows.count == 2)
  }

  @Test("The shuffled rows of a run give the same policies")
  func permutation() {
    var square = slowed
    square.policy("gang", solo: 101, corun: 105, victimWork: 0.48, aggressorWork: 50)
    square.policy("half", solo: 101, corun: 200, victimWork: 0.45, aggressorWork: 90)
    let rows = square.rows
    square.rounds.reverse()
    #expect(square.rows == rows)
    #expect(rows.map(\.rank) == [nil, 1, 2])
  }
}
