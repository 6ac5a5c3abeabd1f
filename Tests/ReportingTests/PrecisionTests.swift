import Results
import Testing

@testable import Reporting

@Suite("What a precision came to")
struct PrecisionTests {
  private static func row(
    _ reached: Double?, needed: Int64?, rounds: Int64 = 20, end: PrecisionRow.End = .needed,
    aggressor: String = "write@2*L3"
  ) -> PrecisionRow {
    var row = PrecisionRow()
    row.victim = "chase@L3/2"
    row.aggressor = aggressor
    row.policy = "pinned"
    row.askedPercent = 2
    row.reachedPercent = reached
    row.rounds = rounds
    row.neededRounds = needed
    row.roundSeconds = 4
    row.standing = needed.map { $0 <= rounds ? .reached : .short } ?? .noInterval
    row.end = end
    return row
  }

  private static func sentence(_ rows: [PrecisionRow]) -> String? {
    // A number and its unit are kept on one line by another space.
    PrecisionFindings(rows).map { found in
      String(found.sentence.map { $0 == "\u{A0}" ? " " : $0 })
    }
  }

  @Test("Where all is known there is no more to say")
  func all() {
    #expect(Self.sentence([]) == nil)
    #expect(Self.sentence([Self.row(1.9, needed: 20)]) == "precision 2 % reached by the pair.")
    #expect(
      Self.sentence(Array(repeating: Self.row(1, needed: 5), count: 6))
        == "precision 2 % reached by all 6 pairs.")
  }

  @Test("One pair that is short is named, with what would settle it and what stood in the way")
  func short() {
    #expect(
      Self.sentence([Self.row(1, needed: 5), Self.row(3.41, needed: 52, end: .budget)])
        == "precision 2 % reached by 1 of 2 pairs; chase@L3/2 beside write@2*L3 under pinned has"
        + " 3.4 % when the budget was spent: 32 more rounds (2 min 8 s) would settle it.")
    #expect(
      Self.sentence([Self.row(2.1, needed: 21)])
        == "precision 2 % reached by 0 of 1 pair; chase@L3/2 beside write@2*L3 under pinned has 2.1"
        + " %, since the rounds after the pilot scattered more: 1 more round (4 s) would settle it."
    )
  }

  @Test("Of several the widest is named, and the rounds settle all of them")
  func several() {
    let rows = [
      Self.row(2.5, needed: 31, end: .interrupted), Self.row(1, needed: 5),
      Self.row(12.3, needed: 2000, end: .interrupted, aggressor: "read"),
      Self.row(nil, needed: nil),
    ]
    #expect(
      Self.sentence(rows)
        == "precision 2 % reached by 1 of 4 pairs; the widest, chase@L3/2 beside read under pinned,"
        + " has 12 % when the run was interrupted: 1,980 more rounds (2 h 12 min) would settle all;"
        + " 1 pair has no interval.")
  }
}
