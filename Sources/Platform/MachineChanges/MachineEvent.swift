import CPlatform
import Glibc

/// Something that was done to the machine or undone, as `events.csv` tells it.
public struct MachineEvent: Sendable, Equatable, CustomStringConvertible {
  public enum Kind: String, Sendable {
    case changed = "machine_changed"
    case restored = "machine_restored"
    /// It stays as it is, for the reason that the detail gives.
    case notRestored = "machine_not_restored"
  }

  public var kind: Kind
  /// The file of the setting, the folder of the group, the place of the mount.
  public var subject: String
  /// One sentence.
  public var detail: String

  public init(_ kind: Kind, _ subject: String, _ detail: String) {
    self.kind = kind
    self.subject = subject
    self.detail = detail
  }

  public var description: String { "\(subject): \(detail)" }

  /// What an undoing came to.
  init(_ undo: cplatform_undo) {
    let path = unsafe String(cString: undo.path)
    let before = unsafe String(cString: undo.before)
    let found = unsafe String(cString: undo.found)
    let number = unsafe undo.number
    let isSetting = unsafe String(cString: undo.kind) == "setting"
    self =
      switch unsafe undo.result {
      case CPLATFORM_UNDO_RESTORED:
        MachineEvent(.restored, path, isSetting ? "\(found) is \(before) again." : "Removed.")
      case CPLATFORM_UNDO_ALREADY:
        MachineEvent(.restored, path, isSetting ? "It was \(before) already." : "It was gone.")
      case CPLATFORM_UNDO_LEFT:
        MachineEvent(
          .notRestored, path, "Run \(number) still needs \(found) and will make it \(before).")
      case CPLATFORM_UNDO_OVERRIDDEN:
        MachineEvent(
          .notRestored, path,
          "Somebody else has made it \(found) since; before this run it was \(before).")
      default:
        MachineEvent(
          .notRestored, path,
          "\(SystemError("restore it", code: number)); the next start tries again.")
      }
  }
}

/// A change of the machine that was refused or failed; nothing stays changed.
public struct MachineChangeError: Error, Equatable, CustomStringConvertible {
  public let path: String
  public let reason: String
  /// The `errno` where the kernel refused it.
  public let code: CInt?

  init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
    code = nil
  }

  public init(_ path: String, _ operation: String, code: CInt) {
    self.path = path
    reason = SystemError(operation, code: code).description
    self.code = code
  }

  public var description: String { "\(path): \(reason)" }
}
