import Testing

@testable import Experiment

@Suite struct ProgressTests {
  @Test("The time left follows the pace so far, and is the estimate before there is one")
  func left() {
    #expect(
      Progress.line(done: 0, of: 90_000_000_000, spent: .seconds(5), "x", width: 79)
        == "0 % · 1:30 left · x")
    #expect(
      Progress.line(done: 30_000_000_000, of: 90_000_000_000, spent: .seconds(60), "x", width: 79)
        == "33 % · 2:00 left · x")
    #expect(
      Progress.line(done: 1, of: 4, spent: .seconds(2500), "x", width: 79)
        == "25 % · 2:05:00 left · x")
  }

  @Test("What takes longer than it was thought to never is over, and has no time below none")
  func late() {
    #expect(
      Progress.line(done: 5, of: 4, spent: .seconds(10), "x", width: 79) == "99 % · 0:00 left · x")
  }

  @Test("The line never fills its width, where it could not be written over")
  func width() {
    for width in 0...40 {
      let line = Progress.line(
        done: 1, of: 4, spent: .seconds(9), "round 1 of 10 · chase@L3/2 beside alu", width: width)
      #expect(line.count <= max(width, 1))
    }
  }
}
