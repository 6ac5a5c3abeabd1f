public import Platform
public import Results
import Synchronization

/// What was done to the machine for a run, and undone, as rows for the results.
public final class MachineEventList: Sendable {
  private let started = monotonicNanoseconds()
  private let kept = Mutex<[EventRow]>([])

  /// Times count from now on.
  public init() {}

  /// To be handed to `MachineChanges`.
  public func add(_ event: MachineEvent) {
    var row = EventRow()
    row.timeNanoseconds = monotonicNanoseconds() - started
    row.kind = event.kind.rawValue
    row.subject = event.subject
    row.detail = event.detail
    kept.withLock { $0.append(row) }
  }

  public var rows: [EventRow] { kept.withLock { $0 } }
}
