import Results
import Verdicts

/// How many rounds a run has when it is asked for a precision: those of the pilot, then what one look at them says.
struct Stopping {
  private let goal: PrecisionGoal
  /// When the run began, its proofs included, and when its first round did; on `CLOCK_MONOTONIC`.
  private let runStarted: Int64
  private let roundsStarted: Int64
  /// What the end of the run will take, in nanoseconds.
  private let reserved: Int64
  private(set) var look: PrecisionGoal.Look?

  init(
    _ goal: PrecisionGoal, look: PrecisionGoal.Look? = nil, runStarted: Int64,
    roundsStarted: Int64, reservedNanoseconds: Int64
  ) {
    self.goal = goal
    self.look = look
    self.runStarted = runStarted
    self.roundsStarted = roundsStarted
    reserved = reservedNanoseconds
  }

  /// What the pilot says; `nil` after the one look that there is.
  mutating func decide(
    by summary: [SummaryRow], rounds: Int, now: Int64
  ) -> PrecisionGoal.Look? {
    guard look == nil else { return nil }
    look = goal.look(
      summary, spent: now - runStarted + reserved,
      perRound: (now - roundsStarted) / Int64(max(1, rounds)))
    return look
  }

  /// What was reached at the end.
  func rows(
    _ summary: [SummaryRow], rounds: Int, isInterrupted: Bool, now: Int64
  ) -> [PrecisionRow] {
    goal.standings(summary).map { row in
      var row = row
      row.end = isInterrupted ? .interrupted : look?.end ?? .needed
      if rounds > 0 { row.roundSeconds = Double(now - roundsStarted) / Double(rounds) / 1e9 }
      return row
    }
  }
}
