import Platform
import Results

/// Writes events with their time since the start.
struct EventLog {
  /// The kind of a run's first event.
  static let runStarted = "run_started"

  let writer: ResultsWriter
  /// On `CLOCK_MONOTONIC`; of a run that goes on, as if it had never stopped.
  let started: Int64

  /// - Parameters:
  ///   - round: of a deployment, when it happened in one.
  ///   - roundTime: time since that round began, in nanoseconds.
  ///   - time: when it happened, on `CLOCK_MONOTONIC`.
  mutating func add(
    _ kind: String, _ subject: String, _ detail: String, round: Int? = nil,
    roundTime: Int64? = nil,
    at time: Int64 = monotonicNanoseconds()
  ) throws {
    var row = EventRow()
    row.timeNanoseconds = time - started
    row.kind = kind
    row.subject = subject
    row.detail = detail
    row.round = round.map(Int64.init)
    row.roundTimeNanoseconds = roundTime
    try writer.append([row])
  }
}
