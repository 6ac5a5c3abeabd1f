import Partitioning
import Results
import Testing

@testable import Experiment

@Suite("Which enforcers are measured, and how long")
struct EnforcerStudyTests {
  private func study(
    _ enforcers: [any Enforcer] = [CooperativeEnforcer()], within nanoseconds: Int64? = nil,
    windows: [Int64] = EnforcerStudy.standardWindows
  ) throws -> EnforcerStudy {
    EnforcerStudy(
      EnforcerStudy.Request(
        enforcers: enforcers, windowNanoseconds: windows, nanoseconds: nanoseconds),
      on: try paperMachine(), seed: 7)
  }

  @Test("Every length is measured with a guard and without, alone and beside neighbours")
  func cases() throws {
    let study = try study()
    #expect(study.cases.count == 4 * 2 * 2)
    #expect(Set(study.cases.map(\.identifier)).count == study.cases.count)
    #expect(study.windowsPerTurn * study.rounds >= 5_000)
    let turn = Int64(study.windowsPerTurn) * 10_000_000
    #expect(turn <= EnforcerStudy.longestTurnNanoseconds)
  }

  @Test("An enforcer that does not work here is a row with its reason, not a case")
  func absent() throws {
    let study = try study([CooperativeEnforcer(), BrokenEnforcer()])
    #expect(study.cases.allSatisfy { $0.enforcer.name == "cooperative" })
    #expect(study.absences.map(\.enforcer.name) == ["broken"])
    #expect(study.absences.map(\.reason) == ["for the test"])
  }

  @Test(
    "A limit is kept, with fewer windows and no case left out",
    arguments: [2, 10, 60, 600] as [Int64])
  func limit(seconds: Int64) throws {
    let study = try study(within: seconds * 1_000_000_000)
    #expect(study.cases.count == 16)
    #expect(study.windowsPerTurn >= 4)
    // A turn of four windows is the least there is.
    let least = 16 * EnforcerStudy.turnOverheadNanoseconds + 4 * 4 * 11_350_000
    #expect(study.estimatedNanoseconds <= max(seconds * 1_000_000_000, least))
  }

  @Test("Each round has every case once, in an order of its own that the seed gives again")
  func order() throws {
    let study = try study()
    let first = study.order(round: 0)
    #expect(first.sorted() == Array(study.cases.indices))
    #expect(first == study.order(round: 0))
    #expect(first != study.order(round: 1))
  }

  @Test("The guard is the window's own, or none at all")
  func guards() throws {
    for one in try study().cases {
      let band = one.enforcement(nil).guardNanoseconds
      #expect(
        band
          == (one.guardBand == .none
            ? 0
            : one.windowNanoseconds < 120_000
              ? one.windowNanoseconds / 3
              : one.windowNanoseconds < 1_000_000 ? 40_000 : 50_000))
      #expect(one.row(cpu: 1).guardNanoseconds == band)
    }
  }
}

private struct BrokenEnforcer: Enforcer {
  let name = "broken"
  let summary = "Never works."
  let mechanism = Mechanism.ownTimer
  func probe() -> Availability { .unavailable(reason: "for the test") }
}
