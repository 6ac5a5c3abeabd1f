import Platform
import Results

/// Marks the steps of a run that are over, and knows those of the run that this one goes on with.
///
/// A mark is written when all rows of its step are durable. What has none is dropped when a run goes on, and measured again: the
/// unit of resumption is the turn of a pair in a round, of a deployment a round.
struct StepLog {
  /// What comes before the first round, under names that no deployment and no pair can have.
  static let proofs = Step("the proofs")
  static let floor = Step("the floor")
  static let sentinel = Step("the sentinel")

  private let writer: ResultsWriter
  /// When the run began, on `CLOCK_MONOTONIC`; of one that goes on, as if it had never stopped.
  let started: Int64
  private(set) var rows: [Step: StepRow]

  /// A run that begins.
  init(_ writer: ResultsWriter) {
    self.init(writer, rows: [], elapsedNanoseconds: 0)
  }

  /// A run that goes on.
  init(_ writer: ResultsWriter, rows: [StepRow], elapsedNanoseconds: Int64) {
    self.writer = writer
    started = monotonicNanoseconds() - elapsedNanoseconds
    self.rows = Dictionary(rows.map { ($0.step, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func isOver(_ step: Step) -> Bool { rows[step] != nil }

  /// Makes the step's rows durable, and then its mark.
  ///
  /// - Parameter detail: what the rest of the run has to know about it.
  mutating func end(_ step: Step, detail: String = "") throws(ResultsError) {
    try writer.synchronise()
    var row = StepRow()
    row.subject = step.subject
    row.round = step.round
    row.timeNanoseconds = monotonicNanoseconds() - started
    row.detail = detail
    try writer.append([row])
    try writer.synchronise()
    rows[step] = row
  }
}
