public import Glibc

/// A control group that a run has made for one purpose, and that goes with the run.
public struct Cgroup: Sendable, Equatable {
  public let path: String
  public let version: CgroupMap.Hierarchy.Version

  /// Makes a group below the process's own, so that every limit that already holds goes on holding.
  ///
  /// - Parameter name: the group is called `bulkhead-PID-NAME`.
  public static func make(
    _ name: String, in hierarchy: CgroupMap.Hierarchy, _ changes: MachineChanges
  ) throws(MachineChangeError) -> Cgroup {
    let path = "\(hierarchy.ownGroup)/bulkhead-\(getpid())-\(name)"
    try changes.makeGroup(path)
    return Cgroup(path: path, version: hierarchy.version)
  }

  init(path: String, version: CgroupMap.Hierarchy.Version) {
    self.path = path
    self.version = version
  }

  /// Limits the group to some PUs, on the memory nodes that it has anyway.
  public func limit(cpus: [Int]) throws(MachineChangeError) {
    let parent = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
    if version == .v1 {
      // A group of version 1 is born without either, and takes no process until it has both (cpusets.rst).
      let nodes = ["effective_mems", "mems"].lazy
        .compactMap { ProcFile("\(parent)/cpuset.\($0)").line }.first
      try write(nodes ?? "0", to: "cpuset.mems")
    }
    try write(Doctor.cpuList(cpus), to: "cpuset.cpus")
  }

  /// The PUs that its processes may use, as the kernel lists them.
  public var cpuList: String? {
    ["cpuset.effective_cpus", "cpuset.cpus.effective", "cpuset.cpus"].lazy.compactMap(read).first
  }

  private var memoryLimitFile: String { version == .v1 ? "memory.limit_in_bytes" : "memory.max" }

  /// Limits the memory that its processes touch from now on. Who wants more and finds nothing to give back is killed.
  public func limit(memoryBytes: Int) throws(MachineChangeError) {
    try write("\(memoryBytes)", to: memoryLimitFile)
    // Without swap, where that can be said: the limit is then one of memory. Machines without swap lack the file.
    let swap = version == .v1 ? "memory.memsw.limit_in_bytes" : "memory.swap.max"
    try? write(version == .v1 ? "\(memoryBytes)" : "0", to: swap)
  }

  /// The limit in force, in bytes, rounded to pages by the kernel; `nil` when there is none.
  public var memoryLimitBytes: Int? { read(memoryLimitFile).flatMap { Int($0) } }

  /// Limits how many threads, in however many processes, there may be in the group at once.
  public func limit(threads: Int) throws(MachineChangeError) {
    try write("\(threads)", to: "pids.max")
  }

  /// How often the kernel killed one of its processes for want of memory; `nil` where it does not say.
  public var memoryKills: Int? {
    let text = ProcFile("\(path)/\(version == .v1 ? "memory.oom_control" : "memory.events")").text
    return text?.split(separator: "\n").map(\.words)
      .first { $0.count == 2 && $0[0] == "oom_kill" }.flatMap { Int($0[1]) }
  }

  /// Moves a process with all its threads into the group.
  public func add(process: pid_t) throws(MachineChangeError) {
    try write("\(process)", to: "cgroup.procs")
  }

  /// Moves one thread; only version 1 has groups of threads.
  public func add(thread: pid_t) throws(MachineChangeError) {
    guard version == .v1 else {
      throw MachineChangeError(path, "a group of version 2 takes whole processes only")
    }
    try write("\(thread)", to: "tasks")
  }

  /// The processes in it.
  public var processes: [pid_t] {
    ProcFile("\(path)/cgroup.procs").text?.split(separator: "\n").compactMap { pid_t($0) } ?? []
  }

  /// A descriptor through which a child moves itself in by writing `0`; to be closed.
  public func entrance() throws(MachineChangeError) -> CInt {
    try open("cgroup.procs", O_WRONLY)
  }

  func open(_ file: String, _ mode: CInt) throws(MachineChangeError) -> CInt {
    let descriptor = unsafe Glibc.open("\(path)/\(file)", mode | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw MachineChangeError("\(path)/\(file)", "open it", code: errno)
    }
    return descriptor
  }

  private func read(_ file: String) -> String? { ProcFile("\(path)/\(file)").line }

  private func write(_ value: String, to file: String) throws(MachineChangeError) {
    let descriptor = try open(file, O_WRONLY)
    defer { close(descriptor) }
    var value = value
    let isWhole = value.withUTF8 {
      unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) == $0.count
    }
    if !isWhole { throw MachineChangeError("\(path)/\(file)", "write \(value)", code: errno) }
  }
}
