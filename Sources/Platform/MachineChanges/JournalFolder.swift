import CPlatform
import Glibc

/// Where the runs of one user keep their journals.
public struct JournalFolder: Sendable, Equatable {
  public let path: String

  public init(_ path: String) {
    self.path = path
  }

  /// `/run/bulkhead` for root, a folder of the session or below `/tmp` for everybody else.
  public static var standard: JournalFolder {
    let user = geteuid()
    if user == 0 { return JournalFolder("/run/bulkhead") }
    if let session = unsafe getenv("XDG_RUNTIME_DIR"), unsafe access(session, W_OK) == 0 {
      return JournalFolder(unsafe String(cString: session) + "/bulkhead")
    }
    return JournalFolder("/tmp/bulkhead-\(user)")
  }

  var journals: [String] { ProcFile(path).names.filter { $0.hasSuffix(".journal") } }

  /// The folder's descriptor, to be closed.
  func open(creating: Bool) throws(MachineChangeError) -> CInt {
    let folder = unsafe cplatform_journal_folder(path, creating)
    guard folder >= 0 else {
      throw folder == -EPERM
        ? MachineChangeError(path, "is not ours alone, so that its journals cannot be trusted")
        : MachineChangeError(path, "open the folder of journals", code: -folder)
    }
    return folder
  }

  /// Undoes a journal; the caller holds the lock.
  static func undo(_ name: String, in folder: CInt, path: String? = nil) -> [MachineEvent] {
    var events: [MachineEvent] = []
    unsafe withUnsafeMutablePointer(to: &events) { events in
      let report: cplatform_undo_report = { context, undo in
        let events = unsafe context!.assumingMemoryBound(to: [MachineEvent].self)
        unsafe events.pointee.append(MachineEvent(undo!.pointee))
      }
      _ = unsafe cplatform_journal_undo(folder, name, path, report, events)
    }
    return events
  }

  /// Runs `body` while no other run uses the folder's journals.
  static func locked<Value, Failure: Error>(
    _ folder: CInt, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let lock = cplatform_journal_lock(folder)
    defer { if lock >= 0 { cplatform_journal_unlock(lock) } }
    return try body()
  }
}
