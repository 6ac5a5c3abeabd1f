import CPlatform
import Glibc
import Synchronization

/// The changes that a run makes to the machine, each written down before it is made and undone on every way out.
///
/// At the normal end and after an error `restore` undoes them, or the end of this object's life. When the process dies, a guardian
/// does: a small process that was started before the first change and notices the death within a millisecond. Where both were
/// killed, the next start does (`recover`).
///
/// Runs share a folder of journals. A setting that several runs want is restored by the last of them, and one that somebody
/// else has changed since is left alone, with a word about it. The guardian is a fork: make the changes before memory that
/// must not fault is touched.
public final class MachineChanges: Sendable {
  private let folder: JournalFolder
  private let report: @Sendable (MachineEvent) -> Void
  private let journal = Mutex<Journal?>(nil)

  private struct Journal {
    let name: String
    let folder: CInt
    var file: CInt
    let channel: CInt
    let guardian: pid_t
    /// Changes that stand in it, those included that were undone since.
    var count = 0

    /// Writes down what is about to be done, and returns when that is safe.
    mutating func note(_ kind: String, _ fields: String...) throws(MachineChangeError) {
      let isPlain = !fields.contains { $0.contains { $0 == "\t" || $0.isNewline } }
      guard isPlain, fields[0].utf8.count < 2048,
        fields.dropFirst().allSatisfy({ $0.utf8.count < 256 })
      else { throw MachineChangeError(fields[0], "does not fit into a line of the journal") }
      let line = ([kind] + fields).joined(separator: "\t")
      var code =
        count < CPLATFORM_JOURNAL_CHANGES ? unsafe cplatform_journal_append(file, line) : ENOSPC
      if code == ENOSPC {
        code = compact()
        if code == 0 { code = unsafe cplatform_journal_append(file, line) }
      }
      guard code == 0 else { throw MachineChangeError(fields[0], "write the journal", code: code) }
      count += 1
    }

    /// Makes room by leaving out what was undone. Returns 0 or an `errno`.
    private mutating func compact() -> CInt {
      var outstanding: UInt32 = 0
      let fresh = unsafe cplatform_journal_compact(folder, name, &outstanding)
      guard fresh >= 0 else { return -fresh }
      close(file)
      file = fresh
      count = Int(outstanding)
      return count < CPLATFORM_JOURNAL_CHANGES ? 0 : ENOSPC
    }
  }

  /// Changes nothing yet, and makes no file.
  ///
  /// - Parameter report: told of every change and every undoing.
  public init(
    in folder: JournalFolder = .standard,
    report: @escaping @Sendable (MachineEvent) -> Void = { _ in }
  ) {
    self.folder = folder
    self.report = report
  }

  deinit { restore() }

  /// Undoes what is left of runs that have died, and says what that was.
  ///
  /// Living runs are not touched. A process that happens to have a dead run's number is not taken for it.
  public static func recover(in folder: JournalFolder = .standard) -> [MachineEvent] {
    guard !folder.journals.isEmpty, let descriptor = try? folder.open(creating: false) else {
      return []
    }
    defer { close(descriptor) }
    return JournalFolder.locked(descriptor) {
      folder.journals.flatMap { name in
        var owner: Int32 = 0
        guard unsafe !cplatform_journal_owner_lives(descriptor, name, &owner) else {
          return [] as [MachineEvent]
        }
        return JournalFolder.undo(name, in: descriptor).map {
          MachineEvent($0.kind, $0.subject, "\($0.detail) Run \(owner) had died.")
        }
      }
    }
  }

  /// Gives a kernel setting a value.
  ///
  /// - Parameter path: the file that shows the setting, such as `/proc/sys/kernel/sched_rt_runtime_us`.
  public func set(_ path: String, to value: String) throws(MachineChangeError) {
    try change { journal throws(MachineChangeError) in
      guard let current = ProcFile(path).text?.trimmed else {
        throw MachineChangeError(path, "cannot be read")
      }
      // What other runs know of it counts: for a second run, the first one's value is not how the machine was.
      var holder = cplatform_holder()
      unsafe cplatform_journal_holder(journal.folder, journal.name, path, &holder)
      let held = holder.process != 0 && Self.text(holder.value) == current
      if held, holder.lives, current != value {
        throw MachineChangeError(path, "run \(holder.process) needs it to be \(current)")
      }
      let before = held ? Self.text(holder.before) : String(current)
      guard before != value else { return }
      try journal.note("setting", path, before, value)
      if current != value {
        let code = Self.write(value, to: path)
        let found = ProcFile(path).text?.trimmed ?? ""
        guard code == 0, found == value else {
          report(all: JournalFolder.undo(journal.name, in: journal.folder, path: path))
          throw code == 0
            ? MachineChangeError(path, "the kernel made it \(found) where \(value) was asked for")
            : MachineChangeError(path, "make it \(value)", code: code)
        }
      }
      report(MachineEvent(.changed, path, "\(before) became \(value)."))
    }
  }

  /// Makes a group of the kernel's. The undoing removes it: a control group is thawed, and goes once its processes have gone; a
  /// group of resctrl goes at once, and its threads to the default group.
  public func makeGroup(_ path: String) throws(MachineChangeError) {
    try change { journal throws(MachineChangeError) in
      guard unsafe access(path, F_OK) != 0 else {
        throw MachineChangeError(path, "is there already")
      }
      try journal.note("group", path)
      guard unsafe mkdir(path, 0o755) == 0 else {
        let code = errno
        _ = JournalFolder.undo(journal.name, in: journal.folder, path: path)
        throw MachineChangeError(path, "make the group", code: code)
      }
      report(MachineEvent(.changed, path, "Made."))
    }
  }

  /// Mounts a file system of the kernel's, such as `resctrl`, on a folder.
  ///
  /// One that others have made groups of resctrl in meanwhile stays, and the next start tries again: unmounting would remove them.
  ///
  /// - Parameter options: as mount(8) takes them after `-o`.
  public func mount(
    _ type: String, on path: String, options: String = ""
  ) throws(MachineChangeError) {
    try change { journal throws(MachineChangeError) in
      try journal.note("mount", path)
      let flags = UInt(MS_NOSUID | MS_NODEV | MS_NOEXEC)
      let code = unsafe options.withCString {
        unsafe Glibc.mount(type, path, type, flags, options.isEmpty ? nil : $0) == 0 ? 0 : errno
      }
      guard code == 0 else {
        _ = JournalFolder.undo(journal.name, in: journal.folder, path: path)
        throw MachineChangeError(path, "mount \(type)", code: code)
      }
      report(MachineEvent(.changed, path, "\(type) is mounted on it."))
    }
  }

  /// Undoes the changes of one path now.
  public func restore(_ path: String) {
    journal.withLock { journal in
      guard let journal else { return }
      report(
        all: JournalFolder.locked(journal.folder) {
          JournalFolder.undo(journal.name, in: journal.folder, path: path)
        })
    }
  }

  /// Undoes everything, the last change first, and lets the guardian go.
  public func restore() {
    journal.withLock { journal in
      guard let made = journal.take() else { return }
      report(
        all: JournalFolder.locked(made.folder) {
          JournalFolder.undo(made.name, in: made.folder)
        })
      cplatform_guardian_dismiss(made.channel, made.guardian)
      close(made.file)
      close(made.folder)
    }
  }

  // MARK: The journal

  /// Changes something under the lock of the folder, with a journal and a guardian there.
  private func change(
    _ body: (inout Journal) throws(MachineChangeError) -> Void
  ) throws(MachineChangeError) {
    try journal.withLock { journal throws(MachineChangeError) in
      var made: Journal
      if let journal { made = journal } else { made = try begin() }
      defer { journal = made }
      try JournalFolder.locked(made.folder) { () throws(MachineChangeError) in try body(&made) }
    }
  }

  private func begin() throws(MachineChangeError) -> Journal {
    // Never the name of a journal that a dead run with this process's number has left.
    let name = "run-\(getpid())-\(monotonicNanoseconds()).journal"
    let folder = try folder.open(creating: true)
    // The guardian first: whenever a journal is there, somebody watches over it.
    var guardian: pid_t = 0
    let channel = unsafe cplatform_guardian_start(folder, name, &guardian)
    guard channel >= 0 else {
      close(folder)
      throw MachineChangeError(self.folder.path, "start the guardian", code: -channel)
    }
    let file = JournalFolder.locked(folder) { unsafe cplatform_journal_create(folder, name) }
    guard file >= 0 else {
      cplatform_guardian_dismiss(channel, guardian)
      close(folder)
      throw MachineChangeError("\(self.folder.path)/\(name)", "make the journal", code: -file)
    }
    return Journal(name: name, folder: folder, file: file, channel: channel, guardian: guardian)
  }

  private func report(all events: [MachineEvent]) {
    for event in events { report(event) }
  }

  /// Writes a value into a file of the kernel; returns 0 or an `errno`.
  private static func write(_ value: String, to path: String) -> CInt {
    unsafe cplatform_write_value(path, value)
  }

  private static func text<Tuple>(_ tuple: Tuple) -> String {
    unsafe withUnsafeBytes(of: tuple) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
