/// One step of a run: what is measured as a whole or not at all, such as the turn of a pair in a round.
public struct Step: Hashable, Sendable {
  /// A pair, a deployment, or what comes before the first round.
  public let subject: String
  public let round: Int64

  public init(_ subject: String, round: Int64 = 0) {
    self.subject = subject
    self.round = round
  }
}

/// The mark behind a step: written when all of its rows are durable, so that what has no mark is measured again.
public struct StepRow: Row {
  public var subject = ""
  public var round: Int64 = 0
  public var timeNanoseconds: Int64 = 0
  public var detail = ""

  public init() {}

  public var step: Step { Step(subject, round: round) }

  public static let file = ResultsWriter.progressFolder + "/steps.csv"
  public static let summary = "One step of the run that is over; there while the run is unfinished."
  public static let columns: [Column<StepRow>] = [
    Column("subject", \.subject, "The pair, the deployment, or what came before the rounds."),
    Column("round", \.round, "Round, from 0."),
    Column("time_ns", \.timeNanoseconds, "Time since the start of the run."),
    Column("detail", \.detail, "What the rest of the run has to know about it."),
  ]
}
