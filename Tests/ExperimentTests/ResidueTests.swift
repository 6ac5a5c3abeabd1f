import Policies
import Results
import Statistics
import Testing
import Workloads

@testable import Experiment

@Suite("The residue of a neighbour")
struct ResidueTests {
  /// A lap of 64 jobs, 128 accesses each.
  private let scale = ResidueScale(lines: 8192, jobAccesses: 128)

  /// A window whose first lap takes `first` for an access, and the rest `warm`.
  private func window(first: Double, warm: Double, jobs: Int = 256) -> [Double] {
    (0..<jobs).map { 128 * ($0 < 64 ? first : warm) }
  }

  private func profile(first: Double, warm: Double = 5) throws -> ResidueProfile {
    try #require(
      ResidueProfile(
        windows: [window(first: first, warm: warm)], jobAccesses: 128, scale: scale))
  }

  @Test("Stretches adjoin, begin at the window's start, and a lap is a border of two of them")
  func stretches() {
    #expect(scale.lapAccesses == 8192)
    #expect(scale.stretches.first?.lowerBound == 0)
    for (before, after) in zip(scale.stretches, scale.stretches.dropFirst()) {
      #expect(before.upperBound == after.lowerBound)
      #expect(after.lowerBound.isMultiple(of: 128))
    }
    #expect(scale.stretches.contains { $0.upperBound == 8192 })
    #expect(scale.stretches.last?.upperBound == 3 * 8192)
  }

  @Test("The smallest victims have stretches, too", arguments: [2048, 2049, 4096, 100_000])
  func small(lines: Int) {
    let scale = ResidueScale(lines: lines, jobAccesses: 128)
    #expect(scale.lapAccesses >= lines)
    #expect(scale.stretches.allSatisfy { $0.count >= 128 })
  }

  @Test("First lap, warm rate, and what the first takes beyond it")
  func profile() throws {
    let found = try profile(first: 12)
    #expect(found.first == 12)
    #expect(found.warm == 5)
    #expect(found.extra == 7 * 8192)
    #expect(found.accessNanoseconds.first == 12 && found.accessNanoseconds.last == 5)
  }

  @Test("Windows in which the host took its share do not move it while most are undisturbed")
  func disturbed() throws {
    var windows = (0..<8).map { _ in window(first: 12, warm: 5) }
    windows[0][10] += 4_000_000
    windows[5][90] += 4_000_000
    let found = try #require(
      ResidueProfile(windows: windows, jobAccesses: 128, scale: scale))
    #expect(found == (try profile(first: 12)).with(windows: 8))
  }

  @Test("Windows of fewer than three laps say nothing")
  func short() {
    #expect(
      ResidueProfile(
        windows: [window(first: 12, warm: 5, jobs: 191)], jobAccesses: 128, scale: scale) == nil)
  }

  // MARK: Over the rounds

  private func tally(_ first: [Double]) throws -> ResidueTally {
    var tally = ResidueTally()
    for (round, value) in first.enumerated() {
      tally.add(round: round, try profile(first: value), missed: 1)
    }
    tally.add(isHeld: true, evidence: "seen")
    return tally
  }

  private let quiet = [5.0, 5.1, 5.2, 5.05, 5.15, 5.1, 5.02, 5.12]

  @Test("Rounds that cost more by half depend on the neighbour; the same again does not")
  func findings() throws {
    let none = try tally(quiet)
    let row = ResidueSummaryRow()
    let slower = try tally(quiet.map { $0 * 1.5 }).summary(row, against: none)
    #expect(slower.finding == .depends)
    #expect(try #require(slower.ratio) > 1.4)
    let same = try tally(quiet.reversed()).summary(row, against: none)
    #expect(same.finding == .noDependence)
    #expect(none.summary(row, against: nil).finding == nil)
  }

  @Test("A difference that the test does not see is none, and neither is one below the margin")
  func small() {
    #expect(ResidueTally.finding(.worse, pValue: 0.2) == .inconclusive)
    #expect(ResidueTally.finding(.worse, pValue: nil) == .inconclusive)
    #expect(ResidueTally.finding(.better, pValue: 0.001) == .depends)
    #expect(ResidueTally.finding(.equivalent, pValue: 0.001) == .noDependence)
    #expect(ResidueTally.finding(.inconclusive, pValue: 0.001) == .inconclusive)
  }

  @Test("Eight rounds have an interval around their median, five have none")
  func intervals() throws {
    let row = try tally(quiet).summary(ResidueSummaryRow(), against: nil)
    let median = try #require(row.firstNanoseconds)
    #expect(try #require(row.firstLowerNanoseconds) < median)
    #expect(try #require(row.firstUpperNanoseconds) > median)
    #expect(row.rounds == 8 && row.missed == 8)
    let few = try tally(Array(quiet.prefix(5))).summary(ResidueSummaryRow(), against: nil)
    #expect(few.firstNanoseconds != nil && few.firstLowerNanoseconds == nil)
  }

  @Test("Evidence against a policy is not forgotten by later rounds")
  func evidence() throws {
    var tally = try tally(quiet)
    tally.add(isHeld: false, evidence: "not there")
    tally.add(isHeld: true, evidence: "there again")
    let row = tally.summary(ResidueSummaryRow(), against: nil)
    #expect(row.isInForce == false)
    #expect(row.evidence == "held in 2 of 3 rounds: not there")
    for _ in 0..<7 { tally.add(isHeld: true, evidence: "there again") }
    let later = tally.summary(ResidueSummaryRow(), against: nil)
    #expect(later.isInForce == true)
    #expect(later.evidence == "held in 9 of 10 rounds: not there")
  }

  @Test("A case without a single round has its reason, and no numbers")
  func reasons() {
    var tally = ResidueTally()
    tally.add(reason: "too short")
    let row = tally.summary(ResidueSummaryRow(), against: nil)
    #expect(row.reason == "too short")
    #expect(row.firstNanoseconds == nil && row.isInForce == nil)
    #expect(tally.curve(ResidueRow(), scale).isEmpty)
  }

  // MARK: The study

  @Test("It is a suite of one victim beside every footprint, with the windows that were asked for")
  func suite() throws {
    let study = ResidueStudy(ResidueStudy.Request(windowNanoseconds: 3_000_000))
    #expect(study.suite.victims.map(\.name) == ["chase"])
    #expect(study.suite.aggressors.map(\.name).first == "spin-pause")
    #expect(study.suite.aggressors.count == ResidueStudy.standardFootprints.count)
    for policy in study.suite.policies {
      #expect(try policy.combination().windowNanoseconds == 3_000_000)
    }
  }

  @Test("Policies without windows leave nothing at a switch")
  func windowless() throws {
    let pinned = try #require(try PolicyCatalogue.combination(named: "pinned"))
    #expect(ResidueStudy.obstacle(to: pinned)?.contains("sliced-guard+pinned") == true)
    for name in ResidueStudy.standardPolicies {
      let policy = try #require(try PolicyCatalogue.combination(named: name))
      #expect(ResidueStudy.obstacle(to: policy) == nil)
    }
  }
}

extension ResidueProfile {
  fileprivate func with(windows: Int) -> ResidueProfile {
    var profile = self
    profile.windows = windows
    return profile
  }
}
