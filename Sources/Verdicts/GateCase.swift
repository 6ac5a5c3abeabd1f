public import Statistics

/// One thing of which a gate asks whether it keeps its limit, before it is known what else is judged beside it.
struct GateCase: Equatable, Sendable {
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

  func isWithin(_ test: LimitTest?) -> Bool {
    test?.estimate.upper.map { $0 <= gate.limit * (1 + LimitTest.rounding) } ?? false
  }

  func isBeyond(_ test: LimitTest?) -> Bool {
    test.map { $0.pValue <= 1 - LimitTest.confidence } ?? false
  }
}

/// What became of one thing that a gate judged.
public struct GateFinding: Sendable, Equatable {
  public let standing: Standing
  /// Two-sided p-value of "the limit is kept" by Holm's method over all that was judged at once.
  public let adjustedPValue: Double?
  private let one: GateCase
  private let family: Int

  /// - Parameter family: number of things judged at once.
  init(_ one: GateCase, adjustedPValue: Double?, family: Int) {
    self.one = one
    self.adjustedPValue = adjustedPValue
    self.family = family
    let isFailure = adjustedPValue.map { $0 <= 1 - LimitTest.confidence } ?? false
    standing =
      !one.obstacles.isEmpty
      ? .inconclusive
      : isFailure
        ? .fail
        : one.reservations.isEmpty && one.isWithin(one.all) && one.isWithin(one.undoubted)
          ? .pass
          : .inconclusive
  }

  public var gate: Gate { one.gate }
  /// For instance `chase@L2/2 beside write@2*L3 under gang`.
  public var subject: String { one.subject }
  /// The value with its interval over all rounds; `nil` where the data cannot support one.
  public var estimate: Estimate? { one.all?.estimate }
  /// Rounds that the value rests on, and how many of them are in doubt.
  public var rounds: Int { one.rounds }
  public var doubtfulRounds: Int { one.doubtfulRounds }

  /// Why it is inconclusive, in clauses; empty otherwise.
  public var reasons: [String] {
    guard standing == .inconclusive else { return [] }
    guard one.obstacles.isEmpty else { return one.obstacles }
    let isKept = one.isWithin(one.all) && one.isWithin(one.undoubted)
    return isKept ? one.reservations : doubt
  }

  private var doubt: [String] {
    guard let all = one.all else { return one.reservations }
    if one.isBeyond(all), one.isBeyond(one.undoubted) {
      return ["beyond the limit by itself, but not beyond doubt among \(family) judged at once"]
    }
    guard all.estimate.interval != nil else { return ["too few rounds for an interval"] }
    if one.isBeyond(all) || one.isWithin(all) {
      let share = "\(one.doubtfulRounds) of \(one.rounds) rounds are in doubt"
      return ["\(share), and without them it is not settled"]
    }
    return ["the limit lies inside the interval"]
  }

  /// How many more rounds would settle it four times out of five; `nil` where rounds would not, or nothing is to be settled.
  ///
  /// Worked out anew each time, because only a few of many findings are ever asked.
  public var moreRounds: Int? {
    guard standing == .inconclusive, one.obstacles.isEmpty, let all = one.all,
      let undoubted = one.undoubted, let needed = all.roundsNeeded(family: family),
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
