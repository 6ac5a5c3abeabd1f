import CPlatform
import Glibc
import Platform

/// What a partition of the backend `container` has that a mere process has not: namespaces, control groups with limits, and
/// fewer rights.
///
/// The harness prepares it, forks in it, and removes it; the child enters it.
@safe final class Container: Sendable {
  /// What it could not be given here, one reason each.
  let missing: [String]
  let namespaces: Namespaces
  private let groups: [CgroupMap.Purpose: Cgroup]
  private let entrances: [CInt]
  private let changes: MachineChanges
  private let name: String
  private let number: Int

  /// Room for the virtual CPUs and for little else, so that a partition that forks without end stops itself.
  private static let threadLimit = 64

  /// Makes the control groups.
  ///
  /// - Parameters:
  ///   - number: of the partition in its module; its threads are counted from a start of their own by it.
  ///   - cpus: the PUs of all its virtual CPUs.
  /// - Throws: `MachineChangeError` when a limit is refused where its kind is to be had.
  init(
    _ name: String, number: Int, cpus: [Int], memoryBytes: Int?, _ changes: MachineChanges
  ) throws {
    namespaces = .here
    self.name = String(
      name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.prefix(40))
    self.number = number
    self.changes = changes
    let map = CgroupMap.ofThisProcess()
    var made: [String: Cgroup] = [:]
    var groups: [CgroupMap.Purpose: Cgroup] = [:]
    var missing: [String] = []
    var wanted: [CgroupMap.Purpose] = [.processes]
    if memoryBytes != nil { wanted.append(.memory) }
    if !cpus.isEmpty { wanted.append(.cpus) }
    do {
      for purpose in wanted {
        switch map.place(for: purpose) {
        case .unavailable(let reason): missing.append("no \(purpose.rawValue) limit: \(reason)")
        case .hierarchy(let hierarchy):
          let group =
            try made[hierarchy.ownGroup]
            ?? Cgroup.make("\(number)-\(self.name)", in: hierarchy, changes)
          made[hierarchy.ownGroup] = group
          groups[purpose] = group
        }
      }
      try groups[.processes]?.limit(threads: Self.threadLimit)
      if let memoryBytes { try groups[.memory]?.limit(memoryBytes: memoryBytes) }
      try groups[.cpus]?.limit(cpus: cpus)
      var entrances: [CInt] = []
      for group in made.values { entrances.append(try group.entrance()) }
      self.entrances = entrances
    } catch {
      for group in made.values { changes.restore(group.path) }
      throw error
    }
    self.groups = groups
    self.missing = missing
  }

  /// Runs `fork` so that the child it makes is the first process of a PID namespace, where that can be had.
  func forking(_ fork: () -> pid_t) throws(SystemError) -> pid_t {
    guard namespaces.contains(.processes) else { return fork() }
    let before = cplatform_container_prefork()
    guard before >= 0 else { throw SystemError("make a PID namespace", code: -before) }
    let child = fork()
    let error = cplatform_container_postfork(before)
    // Otherwise every thread that is started from here on would fail.
    precondition(error == 0, "the harness cannot get its own PID namespace back")
    return child
  }

  /// The child's side: makes the calling process, while it still has one thread, the container.
  ///
  /// - Returns: what went wrong; `nil` when nothing did.
  func enter() -> String? {
    var plan = cplatform_container()
    plan.namespaces = namespaces.subtracting(.processes).rawValue
    plan.own_processes = namespaces.contains(.processes) ? 1 : 0
    plan.first_thread = namespaces.contains(.processes) ? Self.firstThread(number) : 0
    plan.group_count = Int32(entrances.count)
    unsafe withUnsafeMutableBytes(of: &plan.groups) { groups in
      unsafe groups.copyBytes(from: entrances.withUnsafeBytes { unsafe Array($0) })
    }
    unsafe withUnsafeMutableBytes(of: &plan.host_name) { host in
      unsafe host.copyBytes(from: name.utf8.prefix(63))
    }
    return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
      unsafe cplatform_container_enter(&plan, text.baseAddress!, text.count) == 0
        ? nil : unsafe String(cString: text.baseAddress!)
    }
  }

  /// Numbers near the end of what there is, another range for each partition: no thread of a container then has the number of
  /// another's, nor in practice that of a thread of the harness.
  private static func firstThread(_ number: Int) -> Int32 {
    let highest = ProcFile("/proc/sys/kernel/pid_max").line.flatMap { Int32($0) } ?? 32768
    return max(300, highest - Int32((number % 64 + 1) * threadLimit * 2))
  }

  /// What a look from outside shows of the process that lives in it.
  func evidence(_ process: pid_t) -> ContainerEvidence {
    ContainerEvidence(
      process: process, asked: namespaces, memory: groups[.memory], cpus: groups[.cpus],
      processes: groups[.processes], missing: missing)
  }

  /// Closes and removes the groups. Their processes have ended.
  func remove() {
    for descriptor in entrances { close(descriptor) }
    for path in Set(groups.values.map(\.path)) { changes.restore(path) }
  }
}
