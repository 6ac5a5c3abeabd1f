import Results
import Testing

@testable import Experiment

@Suite("The sentinel flags rounds and drops none")
struct SentinelTests {
  static func row(
    _ round: Int64, _ nanoseconds: Double, pair: String = "p001",
    role: SentinelRow.Role = .victim, cpu: Int64 = 1
  ) -> SentinelRow {
    var row = SentinelRow()
    row.round = round
    row.pairID = pair
    row.role = role
    row.cpu = cpu
    row.workNanoseconds = nanoseconds
    return row
  }

  static func round(_ round: Int64, pair: String = "p001", flags: String = "") -> RoundRow {
    var row = RoundRow()
    row.pairID = pair
    row.round = round
    row.flags = flags
    return row
  }

  @Test("what lies more than five scaled deviations away is flagged, each PU by its own median")
  func judged() {
    let victim = (0..<20).map { Self.row($0, 250 + Double($0 % 5)) } + [Self.row(20, 400)]
    let spare = (0..<20).map { Self.row($0, 400 + Double($0 % 5), role: .spare, cpu: 0) }
    let judged = Sentinel.judged(victim + spare)
    #expect(judged.filter(\.isFlagged).map(\.round) == [20])
    #expect(judged.map(\.workNanoseconds) == (victim + spare).map(\.workNanoseconds))
    #expect(judged[20].deviations ?? 0 > 5)
    #expect(judged[0].deviations.map { abs($0) < 5 } == true)
  }

  @Test(
    "a clock that gives the same time nearly always has no deviations, and what differs is flagged")
  func constant() {
    let judged = Sentinel.judged((0..<9).map { Self.row($0, 250) } + [Self.row(9, 251)])
    #expect(judged.filter(\.isFlagged).map(\.round) == [9])
    #expect(judged.allSatisfy { $0.deviations == nil })
  }

  @Test("nothing is flagged where nothing was measured")
  func empty() { #expect(Sentinel.judged([]) == []) }

  @Test(
    "the flag goes to both cells of the pair in that round, after what was there, and to no other")
  func flagging() {
    var flagged = Self.row(1, 400)
    flagged.isFlagged = true
    var spare = Self.row(2, 400, role: .spare, cpu: 0)
    spare.isFlagged = true
    let rounds = [
      Self.round(0), Self.round(1, flags: "steal"), Self.round(1), Self.round(1, pair: "p002"),
      Self.round(2),
    ]
    let marked = Sentinel.flagging(rounds, by: [Self.row(0, 250), flagged, spare])
    #expect(marked.map(\.flags) == ["", "steal sentinel", "sentinel", "", ""])
    #expect(marked.count == rounds.count)
  }
}
