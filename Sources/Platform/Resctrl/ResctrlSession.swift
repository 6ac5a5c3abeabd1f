import Glibc

/// The groups of one run, from their making to their removal.
///
/// Only groups of this process are made, written to and removed; of others it reads. When the file system was not mounted, it is,
/// and unmounted at the end.
public final class ResctrlSession {
  public let tree: ResctrlTree
  private let machine: ResctrlMachine
  private let changes: MachineChanges
  private var hasMounted = false
  /// In the order of their making.
  private var made: [String] = []
  private var members: [String: Member] = [:]

  /// A partition's group, and what is asked of it.
  private struct Member {
    let group: ResctrlGroup
    var asked: Schemata
    var threads: Set<Int32> = []
  }

  /// - Parameters:
  ///   - options: those that it has to be mounted with.
  ///   - changes: through these it is mounted and groups are made.
  public init(
    on machine: ResctrlMachine, options: [String] = [], _ changes: MachineChanges
  ) throws(ResctrlError) {
    self.machine = machine
    self.changes = changes
    switch machine.state {
    case .unsupported:
      throw ResctrlError(machine.mountPoint, "this kernel has no resctrl")
    case .unmounted:
      do throws(MachineChangeError) {
        try machine.kernel.mount(on: machine.mountPoint, options: options, changes)
      } catch {
        throw ResctrlError(error.path, error.reason)
      }
      hasMounted = true
      tree = ResctrlTree(root: machine.mountPoint)
    case .mounted(let path, let present):
      if let missing = options.first(where: { !present.contains($0) }) {
        throw ResctrlError(path, "is mounted without \(missing)")
      }
      tree = ResctrlTree(root: path)
    }
  }

  deinit { release() }

  /// Makes a group for each partition and gives it what is asked.
  ///
  /// Another policy of the same run may have made the group before: then it gets this besides.
  ///
  /// - Parameter asking: reads the tree and says what each partition gets, while no other program that keeps to the locking of
  ///   resctrl.rst makes groups.
  /// - Throws: an error with what the kernel said; nothing of this call's is left then.
  public func establish(
    _ asking: (ResctrlTree) throws(ResctrlError) -> [(partition: String, asked: Schemata)]
  ) throws(ResctrlError) {
    let lock = try Self.lock(tree.path)
    defer { close(lock) }
    do throws(ResctrlError) {
      for (partition, asked) in try asking(tree) {
        let group = try makeGroup(partition)
        members[partition] = Member(group: group, asked: asked)
        for line in asked.lines { try write("\(line)\n", to: "schemata", of: group) }
        try check(partition)
      }
    } catch {
      release()
      throw error
    }
  }

  /// Moves threads into the groups of their partitions, and reads back that they are there.
  ///
  /// What they have in the caches stays where it is: masks hold for new lines only (resctrl.rst).
  public func admit(
    _ threads: [(partition: String, thread: Int32)]
  ) throws(ResctrlError) {
    for (partition, thread) in threads {
      guard var member = members[partition] else {
        throw ResctrlError(tree.path, "no group was made for \(partition)")
      }
      try write("\(thread)\n", to: "tasks", of: member.group)
      guard member.group.tasks.contains(thread) else {
        throw ResctrlError(
          "\(member.group.path)/tasks", "took thread \(thread) and does not have it")
      }
      member.threads.insert(thread)
      members[partition] = member
    }
  }

  /// Those that have a group.
  public var partitions: Set<String> { Set(members.keys) }

  /// What one partition's group is found to be.
  public struct Reading: Sendable, Equatable {
    public var asked: Schemata
    /// What of it is otherwise; empty when all is in force.
    public var differences: [String]
    public var threads: Int
    /// Threads that were admitted and are in the group no more.
    public var lostThreads: Int
    public var occupancy: MonitorReading
    /// What its ways of the L3 come to.
    public var partBytes: UInt64?
    public var traffic: MonitorReading
  }

  /// Reads what is in force now, by partition.
  ///
  /// Threads that have ended are in no group, which is no fault of the group's.
  public func readings() -> [String: Reading] { readings(isAlive: Self.isAlive) }

  /// Threads of every process can be asked for in `/proc`, though it does not list them (proc(5)).
  private static func isAlive(_ thread: Int32) -> Bool {
    unsafe access("/proc/\(thread)", F_OK) == 0
  }

  func readings(isAlive: (Int32) -> Bool) -> [String: Reading] {
    members.mapValues { member in
      let group = member.group
      let tasks = group.tasks
      let lost = member.threads.subtracting(tasks).filter(isAlive)
      return Reading(
        asked: member.asked, differences: Self.differences(group, member.asked),
        threads: member.threads.count, lostThreads: lost.count,
        occupancy: group.reading(.occupancy),
        partBytes: (try? group.bytes(ofLevel: 3)) ?? nil,
        traffic: group.reading(.totalTraffic))
    }
  }

  /// Removes the groups, so that their threads are in the default group again, and unmounts what was mounted.
  public func release() {
    for path in made.reversed() { machine.kernel.undo(path, changes) }
    made = []
    members = [:]
    if hasMounted { machine.kernel.undo(tree.path, changes) }
    hasMounted = false
  }

  // MARK: Acts and their reasons

  private func makeGroup(_ partition: String) throws(ResctrlError) -> ResctrlGroup {
    let path = "\(tree.path)/\(Self.groupPrefix)\(partition)"
    // Of another policy of this very run: a thread can be in one group only.
    if unsafe access(path, F_OK) == 0 { return ResctrlGroup(path: path) }
    for attempt in 1... {
      do throws(MachineChangeError) {
        try machine.kernel.makeGroup(path, changes)
        break
      } catch {
        // The kernel looks once a second whether the lines of removed groups have gone (CQM_LIMBOCHECK_INTERVAL).
        guard error.code == EBUSY, attempt < 4 else { throw refusal(path, error) }
        sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + Self.limboNanoseconds)
      }
    }
    made.append(path)
    return ResctrlGroup(path: path)
  }

  /// Of this process's groups and of nobody else's: a number of a process alone may come again, and be in use in another container.
  public static let groupPrefix =
    "bulkhead-\(getpid())-\(String(monotonicNanoseconds(), radix: 36))-"

  private static let limboNanoseconds: Int64 = 700_000_000

  /// Why a group could not be made, and what would help.
  private func refusal(_ path: String, _ error: MachineChangeError) -> ResctrlError {
    let others = tree.groupNames.filter { !$0.hasPrefix(Self.groupPrefix) }
    let said = tree.lastCommandStatus.map { "; the kernel says: \($0)" } ?? ""
    switch error.code {
    case ENOSPC:
      let count = (try? tree.classes()).map { "\($0)" } ?? "all"
      let holders = others.isEmpty ? "" : ", some held by \(others.joined(separator: ", "))"
      return ResctrlError(path, "none of \(count) classes is free\(holders)\(said)")
    case EBUSY:
      return ResctrlError(
        path,
        "no monitoring id is free: caches still hold lines of removed groups, and those ids wait "
          + "until they have gone (info/L3_MON/max_threshold_occupancy)\(said)")
    default:
      return ResctrlError(path, "\(error.reason)\(said)")
    }
  }

  private func write(
    _ text: String, to file: String, of group: ResctrlGroup
  ) throws(ResctrlError) {
    do throws(SystemError) {
      try machine.kernel.write(text, to: "\(group.path)/\(file)")
    } catch {
      let said = tree.lastCommandStatus.map { "; the kernel says: \($0)" } ?? ""
      throw ResctrlError("\(group.path)/\(file)", "\(error)\(said)")
    }
  }

  /// "The write succeeded" is not "it is so".
  private func check(_ partition: String) throws(ResctrlError) {
    guard let member = members[partition] else { return }
    let differences = Self.differences(member.group, member.asked)
    guard differences.isEmpty else {
      throw ResctrlError(
        "\(member.group.path)/schemata",
        "took the write, but \(differences.joined(separator: ", "))"
      )
    }
  }

  private static func differences(_ group: ResctrlGroup, _ asked: Schemata) -> [String] {
    do throws(ResctrlError) {
      return try group.schemata().differences(from: asked)
    } catch {
      return [error.description]
    }
  }

  /// Takes the lock that resctrl.rst recommends ("Locking between applications"); to be closed.
  private static func lock(_ path: String) throws(ResctrlError) -> CInt {
    let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else {
      throw ResctrlError(path, SystemError("open it", code: errno).description)
    }
    for _ in 0..<200 {
      if flock(folder, LOCK_EX | LOCK_NB) == 0 { return folder }
      sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 10_000_000)
    }
    close(folder)
    throw ResctrlError(path, "another program has held its lock for 2 s")
  }
}
