import Results
import Statistics
import Testing

@testable import Experiment

@Suite("The judgement of a verification")
struct JudgementTests {
  /// Eight rounds around a value, a per cent up and down.
  private func rounds(_ value: Double) -> [Double] {
    (0..<8).map { value * (1 + ($0 % 2 == 0 ? 0.01 : -0.01)) }
  }

  private func verdict(subject: Double, control: Double) throws -> VerificationRow.Verdict {
    try #require(
      Judgement(
        subject: rounds(subject), reference: rounds(10), control: rounds(control), atLeast: 1.5)
    ).verdict
  }

  @Test("An effect above the threshold without one in the control is exercised")
  func exercised() throws {
    #expect(try verdict(subject: 20, control: 10) == .exercised)
  }

  @Test("A smaller effect than was claimed is not exercised")
  func notExercised() throws {
    #expect(try verdict(subject: 12, control: 10) == .notExercised)
  }

  @Test("A control that shows the effect too proves nothing, whatever the subject does")
  func control() throws {
    #expect(try verdict(subject: 20, control: 20) == .inconclusive)
    #expect(try verdict(subject: 12, control: 20) == .inconclusive)
    #expect(try verdict(subject: 200, control: 20) == .inconclusive)
  }

  @Test("An interval that holds the threshold is inconclusive")
  func open() throws {
    let judgement = try #require(
      Judgement(
        subject: [12, 20, 13, 19], reference: [10, 10, 10, 10], control: [10, 10, 10, 10],
        atLeast: 1.5))
    #expect(judgement.verdict == .inconclusive)
    #expect(try #require(judgement.ratio.lower) < 1.5)
    #expect(try #require(judgement.ratio.upper) > 1.5)
  }

  @Test("A control below the threshold but level with the subject is inconclusive")
  func levelControl() throws {
    let judgement = try #require(
      Judgement(
        subject: [16, 16, 16, 17], reference: [10, 10, 10, 10], control: [13, 19, 12, 18],
        atLeast: 1.5))
    #expect(judgement.verdict == .inconclusive)
    #expect(judgement.detail.contains("control"))
  }

  @Test("One round has no interval, no round no judgement, and no time is no judgement")
  func fewRounds() {
    let one = Judgement(subject: [20], reference: [10], control: [10], atLeast: 1.5)
    #expect(one?.verdict == .inconclusive)
    #expect(Judgement(subject: [], reference: [], control: [], atLeast: 1.5) == nil)
    #expect(Judgement(subject: [1, 0], reference: [1, 1], control: [1, 1], atLeast: 1.5) == nil)
  }

  @Test("A control whose middle reaches the threshold is one that shows the effect")
  func wideControl() throws {
    let judgement = try #require(
      Judgement(
        subject: [30, 31, 30, 31], reference: [10, 10, 10, 10], control: [12, 20, 13, 19],
        atLeast: 1.5))
    #expect(judgement.control.value >= 1.5)
    #expect(judgement.verdict == .inconclusive)
  }
}
