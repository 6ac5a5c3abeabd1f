import Glibc
public import Results
import Statistics

/// How well a run is to know the slowdown of every pair, and what it may spend on it.
///
/// One look at the data, after the pilot, chooses the number of rounds (Stein's two stages, see
/// `SteinTwoStage`), so that no correction for further looks is due. All pairs run in every round,
/// also those that know enough: policies are compared round by round.
public struct PrecisionGoal: Sendable, Codable, Hashable {
  /// Half-width of the 95 % interval of a slowdown: with 0.02 it ends at the value over 1.02 and
  /// times 1.02.
  public var fraction: Double
  /// Time for the whole measurement; `nil` for no limit but `mostRounds`.
  public var budgetNanoseconds: Int64?
  public var pilotRounds = PrecisionGoal.pilotRounds

  /// Fewer rounds know their own scatter so badly that t and N grow; more are often not needed.
  public static let pilotRounds = 8
  public static let mostRounds = 10_000
  /// What can be asked for: below a hundredth of a percent clocks end, and a factor of two is no precision.
  public static let limits = 0.0001...1.0
  public static let metric = "slowdown_p50"

  public init(fraction: Double, budgetNanoseconds: Int64? = nil) {
    precondition(fraction > 0, "a half-width is positive")
    self.fraction = fraction
    self.budgetNanoseconds = budgetNanoseconds
  }

  /// On the scale of logarithms, on which the interval is symmetric.
  public var halfWidth: Double { log1p(fraction) }

  /// What each pair knows, by its row of `slowdown_p50`. Positive controls and their padded twins
  /// are left out: their answer is known, and a closer one tells nothing.
  public func standings(_ summary: [SummaryRow]) -> [PrecisionRow] {
    summary.filter {
      $0.metric == Self.metric
        && ControlKind.known(victim: $0.victim, aggressor: $0.aggressor) == .none
    }.map(standing)
  }

  private func standing(_ summary: SummaryRow) -> PrecisionRow {
    var row = PrecisionRow()
    row.pairID = summary.pairID
    row.policy = summary.policy
    row.victim = summary.victim
    row.aggressor = summary.aggressor
    row.askedPercent = fraction * 100
    row.pilotRounds = Int64(pilotRounds)
    row.rounds = summary.rounds
    guard let lower = summary.lower, let upper = summary.upper, lower > 0 else { return row }
    let reached = log(upper / lower) / 2
    // Rounds without a value count for nothing: fewer than the pilot has are no pilot, however narrow.
    let needed = max(
      pilotRounds,
      SteinTwoStage.count(narrowing: reached, of: Int(summary.rounds), to: halfWidth))
    row.reachedPercent = expm1(reached) * 100
    row.neededRounds = Int64(needed)
    row.standing = needed <= summary.rounds ? .reached : .short
    return row
  }

  /// The rounds of the whole run, by what the pilot showed: those that the pair with the widest
  /// interval needs, as far as the limits go.
  ///
  /// - Parameters:
  ///   - pilot: the rows of the summary of the pilot.
  ///   - spent: nanoseconds that the run has taken.
  ///   - perRound: nanoseconds that a round of all pairs takes.
  public func look(_ pilot: [SummaryRow], spent: Int64, perRound: Int64) -> Look {
    let standings = standings(pilot)
    let needed = standings.compactMap(\.neededRounds).max().map(Int.init) ?? pilotRounds
    var look = Look(rounds: max(pilotRounds, needed), needed: needed, end: .needed)
    if look.rounds > Self.mostRounds {
      look.rounds = Self.mostRounds
      look.end = .mostRounds
    }
    if let budgetNanoseconds {
      let left = max(0, budgetNanoseconds - spent) / max(1, perRound)
      if Int64(look.rounds - pilotRounds) > left {
        look.rounds = pilotRounds + Int(left)
        look.end = .budget
      }
    }
    return look
  }

  /// What a look at the pilot decided.
  public struct Look: Sendable, Codable, Equatable {
    /// Of the whole run, the pilot's included.
    public var rounds: Int
    /// The rounds that it would take without limits.
    public var needed: Int
    public var end: PrecisionRow.End
  }
}
