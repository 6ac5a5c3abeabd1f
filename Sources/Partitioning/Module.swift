import CPlatform
import Glibc
import Platform

/// The partitions of a run while they live: what ARINC 653 calls a module.
struct Module {
  /// Of all virtual CPUs, in the plans' order.
  let memories: [ThreadMemory]
  private var members: [Member] = []
  /// Where partitions are driven from outside.
  private let crew: AgentCrew?
  private let setup: PartitionThread.Setup
  private let monitor: (any RunMonitor)?
  /// Where anybody may outrank the harness.
  private var watchdog: Watchdog?
  private var epoch: Int64 = 0
  private var end: Int64 = 0
  private var isStopped = false
  /// Whether partitions are being ended because the run is over: no fault of theirs.
  private var isClosing = false

  private struct Member {
    let plan: PartitionPlan
    let container: Container?
    var host: any PartitionHost
    var end: PartitionEnd?
    /// Whether its next end is our own doing.
    var restarts = false
  }

  /// Starts all partitions; those in processes of their own first, so that no thread of another is there to be forked.
  init(
    _ plans: [PartitionPlan], setup: PartitionThread.Setup, mechanism: Mechanism,
    monitor: (any RunMonitor)?, changes: MachineChanges,
    enforcement: (BackendKind) -> cplatform_enforcement
  ) throws {
    self.setup = setup
    self.monitor = monitor
    let threads = plans.flatMap(\.threads)
    let backends = plans.flatMap { plan in plan.threads.map { _ in plan.backend } }
    memories = try zip(zip(threads, backends), SharedCore.cores(of: threads)).map { member, core in
      try ThreadMemory(member.0, core: core, enforcement: enforcement(member.1))
    }
    crew =
      mechanism.drives
      ? AgentCrew(
        mechanism, enforcement: Self.common(Set(backends).map(enforcement)),
        schedulingClass: setup.schedulingClass,
        memories: memories, changes: changes) : nil
    var rest = memories[...]
    let owned = plans.map { plan in
      defer { rest = rest.dropFirst(plan.threads.count) }
      return Array(rest.prefix(plan.threads.count))
    }
    var hosts = [(any PartitionHost)?](repeating: nil, count: plans.count)
    var containers = [Container?](repeating: nil, count: plans.count)
    do {
      for (number, plan) in plans.enumerated() where plan.backend == .container {
        containers[number] = try Container(
          plan.name, number: number, cpus: Set(plan.threads.flatMap(\.cpus)).sorted(),
          memoryBytes: plan.memoryBytes, changes)
      }
      for (number, plan) in plans.enumerated() where plan.backend != .thread {
        hosts[number] = try HostProcess(
          owned[number], memoryBytes: plan.memoryBytes, setup: setup, backend: plan.backend,
          in: containers[number])
      }
      let inside = plans.indices.filter { plans[$0].backend == .thread }
      for (number, host) in zip(
        inside, try ThreadHost.hosts(of: inside.map { owned[$0] }, setup: setup))
      {
        hosts[number] = host
      }
    } catch {
      for host in hosts { host?.stop() }
      for host in hosts { host?.close() }
      for container in containers { container?.remove() }
      throw error
    }
    members = plans.indices.map {
      Member(plan: plans[$0], container: containers[$0], host: hosts[$0]!)
    }
  }

  /// One agent serves partitions of all kinds: what is enough for the slowest of them, and lets none begin before its time.
  private static func common(_ enforcements: [cplatform_enforcement]) -> cplatform_enforcement {
    var common = enforcements.first ?? cplatform_enforcement()
    for one in enforcements {
      common.guard_ns = max(common.guard_ns, one.guard_ns)
      common.wake_ns = max(common.wake_ns, one.wake_ns)
      common.trim_ns = min(common.trim_ns, one.trim_ns)
    }
    return common
  }

  /// How the partitions ended, in the plans' order.
  var ends: [PartitionEnd] { members.map { $0.end ?? .finished } }

  /// What an independent look shows of each container, in the plans' order; `nil` for other backends.
  var containers: [ContainerEvidence?] { members.map { ($0.host as? HostProcess)?.evidence } }

  /// The process of each partition, in the plans' order; `nil` for threads of the harness.
  var processes: [Int32?] { members.map(\.host.processID) }

  /// The kernel ids of each partition's threads, in the plans' order; a process may have more than those of its plan.
  var kernelThreads: [[Int32]] { members.map(\.host.kernelThreads) }

  /// Waits until every thread has made its code and touched its memory.
  ///
  /// - Throws: `SystemError` when a partition ends before that.
  func awaitReadiness() throws {
    while memories.contains(where: { !$0.isReady }) {
      for member in members {
        guard let end = member.host.poll(), end != .finished else { continue }
        throw PartitionFailure(partition: member.plan.name, end: end)
      }
      Platform.sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 200_000)
    }
  }

  /// - Throws: where agents are needed, what keeps them from starting.
  mutating func begin(epoch: Int64, end: Int64) throws {
    self.epoch = epoch
    self.end = end
    for memory in memories { memory.begin(epoch: epoch, end: end) }
    let processes = members.flatMap { member in
      member.host.memories.map { _ in member.host.processID }
    }
    if setup.schedulingClass.isRealTime || setup.isDriven {
      watchdog = try Watchdog(processes: processes.compactMap { $0 })
    }
    try crew?.begin(epoch: epoch, end: end, processes: processes)
  }

  /// How long the harness had been silent when the watchdog ended the run; `nil` when it did not.
  var silence: Int64? { watchdog?.silence }

  /// Watches the partitions until a deadline; false when cancelled or stopped before.
  mutating func watch(until deadline: Int64, isCancelled: () -> Bool) -> Bool {
    while !isStopped {
      let now = monotonicNanoseconds()
      if now >= deadline { return true }
      if isCancelled() { return false }
      nap(until: min(deadline, now + (monitor?.beatNanoseconds ?? 100_000_000)))
      attend()
    }
    return false
  }

  /// Waits for the partitions' ends; those that do not come by themselves are brought about.
  mutating func finish(by deadline: Int64, isCancelled: () -> Bool) {
    while members.contains(where: { $0.end == nil }) {
      if isStopped || isCancelled() || monotonicNanoseconds() > deadline {
        isClosing = true
        crew?.stop()
        for member in members where member.end == nil { member.host.stop() }
      }
      nap(until: monotonicNanoseconds() + 500_000)
      attend()
    }
  }

  /// Ends whatever still lives and waits for it.
  func close() {
    crew?.stop()
    // Asked again and again, because a thread may have been about to sleep; and the kernel may take half a second to take a guest
    // apart.
    while members.contains(where: { $0.host.poll() == nil }) {
      for member in members where member.host.poll() == nil { member.host.stop() }
      nap(until: monotonicNanoseconds() + 500_000)
    }
    for member in members { member.host.close() }
    watchdog?.end()
    crew?.close()
    for member in members { member.container?.remove() }
  }

  // MARK: Watching

  /// Sleeps until a deadline, or until a partition's process ends.
  private func nap(until deadline: Int64) {
    watchdog?.feed()
    monitor?.napping()
    var descriptors = members.compactMap { member in
      member.end == nil ? member.host.descriptor : nil
    }.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let milliseconds = (deadline - monotonicNanoseconds()) / 1_000_000
    guard !descriptors.isEmpty, milliseconds > 0 else {
      return Platform.sleep(untilMonotonicNanoseconds: deadline)
    }
    let ready = unsafe poll(&descriptors, nfds_t(descriptors.count), CInt(min(milliseconds, 1000)))
    // A process can be seen to have ended while a thread of it is still in the kernel, taking a guest apart: then there is
    // nothing to reap yet, and a harness that outranks everybody must leave that thread the core.
    if ready > 0 { Platform.sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 200_000) }
  }

  private mutating func attend() {
    for number in members.indices where members[number].end == nil {
      guard let end = members[number].host.poll() else { continue }
      for thread in threads(of: number) { crew?.retire(thread) }
      if members[number].restarts {
        restart(number)
      } else {
        members[number].end = end
        // Its number may be somebody else's from now on.
        watchdog?.replace(livingProcesses)
        guard let monitor, !isClosing else { continue }
        act(monitor.partitionEnded(number, end, at: monotonicNanoseconds() - epoch))
      }
    }
    if let crew {
      crew.attend()
      if crew.hasDied { isStopped = true }
    }
    if silence != nil { isStopped = true }
    guard let monitor, epoch != 0, !isClosing else { return }
    let now = monotonicNanoseconds() - epoch
    let progress = members.map { member in
      var progress = member.host.memories.map { $0.progress(at: now) }
      // A partition that has died in its window leaves it open for as long as the kernel needs to take it apart.
      if progress.contains(where: { $0.overrunNanoseconds > 0 }), member.host.isEnding {
        for index in progress.indices { progress[index].overrunNanoseconds = 0 }
      }
      return progress
    }
    act(monitor.beat(at: now, progress: progress))
  }

  private var livingProcesses: [Int32] {
    members.filter { $0.end == nil }.compactMap(\.host.processID)
  }

  /// The numbers of a partition's threads in the run.
  private func threads(of number: Int) -> Range<Int> {
    let first = members[..<number].reduce(0) { $0 + $1.plan.threads.count }
    return first..<first + members[number].plan.threads.count
  }

  private mutating func act(_ actions: [MonitorAction]) {
    for action in actions {
      switch action {
      case .stop(let number): members[number].host.stop()
      case .restart(let number):
        if members[number].end != nil {
          restart(number)
        } else {
          members[number].restarts = true
          members[number].host.stop()
        }
      case .stopModule: isStopped = true
      case .delayAgents(let nanoseconds): crew?.delay(nanoseconds: nanoseconds)
      case .killAgents: crew?.die()
      }
    }
  }

  /// Begins a partition anew in the same memory: its records and its samples go on. Only one with a process of its own can be.
  private mutating func restart(_ number: Int) {
    let member = members[number]
    members[number].restarts = false
    guard member.plan.backend != .thread else {
      members[number].end = member.end ?? .finished
      return
    }
    member.host.close()
    for memory in member.host.memories { memory.reopen() }
    do {
      members[number].host = try HostProcess(
        member.host.memories, memoryBytes: member.plan.memoryBytes, setup: setup,
        backend: member.plan.backend, in: member.container)
      members[number].end = nil
      watchdog?.replace(livingProcesses)
      for thread in threads(of: number) {
        crew?.expect(thread, process: members[number].host.processID)
      }
    } catch {
      members[number].end = .failed(reason: "\(error)")
    }
  }
}

/// A partition that ended before the run began.
public struct PartitionFailure: Error, CustomStringConvertible {
  public let partition: String
  public let end: PartitionEnd

  public var description: String {
    return "partition \(partition) could not be started: \(end)"
  }
}
