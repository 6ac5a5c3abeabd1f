import Results

/// Puts the tables of an unfinished run into order: of every step all rows or none.
struct Repair {
  let steps: StepLog
  /// Whether the earlier run came so far as to say that it had begun.
  let hasBegun: Bool
  private let writer: ResultsWriter
  private var dropped: [String: Int] = [:]

  init(_ writer: ResultsWriter) throws(ResultsError) {
    self.writer = writer
    let marks: [StepRow] = try writer.rows()
    let events: [EventRow] = try writer.rows()
    hasBegun = events.contains { $0.kind == EventLog.runStarted }
    let times = marks.map(\.timeNanoseconds) + events.map(\.timeNanoseconds)
    steps = StepLog(writer, rows: marks, elapsedNanoseconds: times.max() ?? 0)
  }

  /// Keeps the rows that belong, and says which they are.
  mutating func keep<R: Row>(where belongs: (R) -> Bool) throws(ResultsError) -> [R] {
    try writer.keep(dropped: &dropped, where: belongs)
  }

  /// Keeps the proofs if all were made.
  mutating func keepProofs() throws(ResultsError) {
    let isOver = steps.isOver(StepLog.proofs)
    let _: [VerificationRow] = try keep { _ in isOver }
    let _: [EventRow] = try keep { isOver || $0.kind != "verified" }
  }

  /// What was lost, in a sentence.
  var text: String {
    let rows = dropped.sorted { $0.key < $1.key }.map { "\($0.value) rows of \($0.key)" }
    let bytes = writer.tornBytes.sorted { $0.key < $1.key }
      .map { "\($0.value) bytes of a torn line of \($0.key)" }
    let lost = rows + bytes
    return "goes on at \(RunIdentity.utcNow()) after \(steps.rows.count) steps; dropped: "
      + (lost.isEmpty ? "nothing" : lost.joined(separator: ", "))
  }
}
