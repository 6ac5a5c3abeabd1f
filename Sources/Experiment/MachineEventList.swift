public import Platform
public import Results
import Synchronization

/// What was done to the machine for a run, and undone, as rows for the results.
public final class MachineEventList: Sendable {
  private struct Entries {
    var started: Int64?
    var waiting: [(time: Int64, event: MachineEvent)] = []
  }

  private let entries = Mutex(Entries())

  public init() {}

  /// To be handed to `MachineChanges`.
  public func add(_ event: MachineEvent) {
    let now = monotonicNanoseconds()
    entries.withLock { $0.waiting.append((now, event)) }
  }

  /// From now on times count from `started`, on `CLOCK_MONOTONIC`; what was done before a run began is its beginning.
  func begin(at started: Int64) { entries.withLock { $0.started = started } }

  /// What has not been taken yet, for the table of events.
  public func take() -> [EventRow] {
    entries.withLock { entries in
      let started = entries.started ?? entries.waiting.first?.time ?? 0
      let rows = entries.waiting.map { time, event in
        var row = EventRow()
        row.timeNanoseconds = max(0, time - started)
        row.kind = event.kind.rawValue
        row.subject = event.subject
        row.detail = event.detail
        return row
      }
      entries.waiting = []
      return rows
    }
  }
}
