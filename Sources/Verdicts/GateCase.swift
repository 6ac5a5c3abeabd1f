public import Statistics

/// One thing of which a gate asks whether it keeps its limit, before it is known what else is judged beside it.
struct GateCase {
  let gate: Gate
  let subject: String
  /// Over all rounds; `nil` where there is nothing to test.
  var all: LimitTest?
  /// Over the rounds that nothing speaks against.
  var undoubted: LimitTest?
  var rounds = 0
  var doubtfulRounds = 0
  /// Rounds of the run that make one of these: more than one where a round has too little for a quantile.
  var roundsPerUnit = 1.0
  /// What forbids any verdict.
  var obstacles: [String] = []
  /// What forbids to call it kept.
  var reservations: [String] = []

  /// The larger of the two p-values: a failure has to show with the doubtful rounds and without them.
  var pValue: Double? {
    all.map { max($0.pValue, undoubted?.pValue ?? 1) }
  }
}

/// What became of one thing that a gate judged.
public struct GateFinding: Sendable, Equatable {
  public let gate: Gate
  /// For instance `chase@L2/2 beside write@2*L3 under gang`.
  public let subject: String
  public let standing: Standing
  /// The value with its interval over all rounds; `nil` where the data cannot support one.
  public let estimate: Estimate?
  /// Two-sided p-value of "the limit is kept" by Holm's method over all that was judged at once.
  public let adjustedPValue: Double?
  /// Rounds that the value rests on, and how many of them are in doubt.
  public let rounds: Int
  public let doubtfulRounds: Int
  /// Why it is inconclusive, in clauses; empty otherwise.
  public let reasons: [String]
  /// How many more rounds would settle it four times out of five; `nil` where rounds would not, or nothing is to be settled.
  public let moreRounds: Int?

  /// - Parameter family: number of things judged at once.
  init(_ one: GateCase, adjustedPValue: Double?, family: Int) {
    gate = one.gate
    subject = one.subject
    estimate = one.all?.estimate
    self.adjustedPValue = adjustedPValue
    rounds = one.rounds
    doubtfulRounds = one.doubtfulRounds
    let judge = Judge(one: one, adjustedPValue: adjustedPValue, family: family)
    standing = judge.standing
    reasons = standing == .inconclusive ? judge.reasons : []
    moreRounds = standing == .inconclusive ? judge.moreRounds : nil
  }
}

private struct Judge {
  let one: GateCase
  let adjustedPValue: Double?
  let family: Int

  private var limit: Double { one.gate.limit }

  var standing: Standing {
    guard one.obstacles.isEmpty, let adjustedPValue else { return .inconclusive }
    if adjustedPValue <= 1 - LimitTest.confidence { return .fail }
    return one.reservations.isEmpty && isWithin(one.all) && isWithin(one.undoubted)
      ? .pass : .inconclusive
  }

  private func isWithin(_ test: LimitTest?) -> Bool {
    test?.estimate.upper.map { $0 <= limit } ?? false
  }

  private func isBeyond(_ test: LimitTest?) -> Bool {
    test.map { $0.pValue <= 1 - LimitTest.confidence } ?? false
  }

  var reasons: [String] {
    one.obstacles + (isWithin(one.all) && isWithin(one.undoubted) ? one.reservations : doubt)
  }

  private var doubt: [String] {
    guard let all = one.all else { return one.obstacles.isEmpty ? one.reservations : [] }
    if isBeyond(all), isBeyond(one.undoubted) {
      return ["beyond the limit by itself, but not beyond doubt among \(family) judged at once"]
    }
    guard all.estimate.interval != nil else { return ["too few rounds for an interval"] }
    if isBeyond(all) || isWithin(all) {
      let share = "\(one.doubtfulRounds) of \(one.rounds) rounds are in doubt"
      return ["\(share), and without them it is not settled"]
    }
    return ["the limit lies inside the interval"]
  }

  /// Rounds beside those there are, until both tests leave the limit.
  var moreRounds: Int? {
    guard one.obstacles.isEmpty, let all = one.all, let undoubted = one.undoubted,
      let needed = all.roundsNeeded(family: family),
      let neededUndoubted = undoubted.roundsNeeded(family: family)
    else { return nil }
    let sound = one.rounds - one.doubtfulRounds
    guard sound > 0 else { return nil }
    // As large a share of the coming rounds will be in doubt.
    let scaled = (neededUndoubted * one.rounds + sound - 1) / sound
    let more = max(needed, scaled) - one.rounds
    return more > 0 ? Int((Double(more) * one.roundsPerUnit).rounded(.up)) : nil
  }
}
