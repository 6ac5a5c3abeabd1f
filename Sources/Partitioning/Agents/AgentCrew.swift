import CPlatform
import Glibc
import Platform

/// The agents of a run, one for each lane.
final class AgentCrew {
  private let mechanism: Mechanism
  private let enforcement: cplatform_enforcement
  private let priority: Int
  private let memories: [ThreadMemory]
  private let lanes: [Lane]
  private var agents: [CoreAgent] = []
  /// The control groups that freezers need.
  private let changes: MachineChanges
  /// By thread, of its process.
  private var freezers: [Int: Freezer] = [:]
  private var descriptors: [Int32] = []
  /// Threads that were started again and have not come to their gates yet, with their processes.
  private var awaited: [Int: Int32?] = [:]
  private var end: Int64 = 0

  /// How long threads may take from the beginning of a run to their gates.
  private static let arrivalNanoseconds: Int64 = 1_000_000_000

  init(
    _ mechanism: Mechanism, enforcement: cplatform_enforcement, schedulingClass: SchedulingClass,
    memories: [ThreadMemory], changes: MachineChanges
  ) {
    self.changes = changes
    self.mechanism = mechanism
    self.enforcement = enforcement
    priority = if case .realTime(let priority) = schedulingClass { priority } else { 50 }
    self.memories = memories
    lanes = Lane.lanes(of: memories.map(\.plan))
  }

  /// Waits for the threads at their gates and starts the agents.
  ///
  /// - Parameter processes: of each thread, as the harness sees it; `nil` for its own.
  /// - Throws: `SystemError` and `MachineChangeError` for what the kernel refuses; agents already started are stopped.
  func begin(epoch: Int64, end: Int64, processes: [Int32?]) throws {
    self.end = epoch + end
    let used = Set(memories.flatMap(\.plan.cpus))
    let allowed = try allowedCPUs()
    do {
      for lane in lanes {
        var targets: [CoreAgent.Target] = []
        for thread in lane.threads { targets.append(try target(thread, processes[thread])) }
        let seat = AgentSeat.seat(agent.seat, lane: lane, allowed: allowed, used: used)
        agents.append(
          try CoreAgent(
            lane, at: seat, targets: targets, setup: setup(epoch: epoch, end: end)))
      }
    } catch {
      stop()
      throw error
    }
  }

  /// Whether an agent is gone before its time: its partitions then run unattended.
  var hasDied: Bool {
    monotonicNanoseconds() < end && agents.contains(where: \.isFinished)
  }

  /// Ends the agents and takes their hands off every thread.
  func stop() {
    for agent in agents { agent.stop() }
    agents = []
    for freezer in freezers.values { freezer.thaw() }
    for descriptor in descriptors { Glibc.close(descriptor) }
    descriptors = []
  }

  /// Removes the control groups, once their processes have gone.
  func close() {
    stop()
    for freezer in freezers.values { changes.restore(freezer.group.path) }
    freezers = [:]
  }

  // MARK: Partitions that come and go

  /// A thread is gone, and its gate will be another's.
  func retire(_ thread: Int) {
    withAgent(of: thread) { $0.retire($1) }
    freezers[thread]?.thaw()
  }

  /// A thread was started again; the agent gets it as soon as it has come to its gate.
  func expect(_ thread: Int, process: Int32?) { awaited[thread] = .some(process) }

  func attend() {
    for (thread, process) in awaited {
      guard let place = place(of: thread, in: process) else { continue }
      awaited[thread] = nil
      if let process { try? freezers[thread]?.group.add(process: process) }
      let descriptor = openDescriptor(process)
      withAgent(of: thread) {
        $0.replace($1, process: place.process, thread: place.thread, descriptor: descriptor)
      }
    }
  }

  private func withAgent(of thread: Int, _ body: (CoreAgent, Int) -> Void) {
    for (lane, agent) in zip(lanes, agents) {
      if let member = lane.threads.firstIndex(of: thread) { body(agent, member) }
    }
  }

  // MARK: Faults

  func delay(nanoseconds: Int64) { for agent in agents { agent.delay(nanoseconds: nanoseconds) } }

  func die() { for agent in agents { agent.die() } }

  // MARK: Setting up

  private var agent: Agent {
    if case .agent(let agent) = mechanism {
      agent
    } else {
      Agent(seat: .otherCore, lever: .priority)
    }
  }

  private func setup(epoch: Int64, end: Int64) -> CoreAgent.Setup {
    var lever = CPLATFORM_LEVER_NONE
    if case .agent(let agent) = mechanism {
      switch agent.lever {
      case .priority: lever = CPLATFORM_LEVER_PRIORITY
      case .stopSignal: lever = CPLATFORM_LEVER_SIGNAL
      case .freezer: lever = CPLATFORM_LEVER_FREEZER
      }
    }
    return CoreAgent.Setup(
      lever: lever, enforcement: enforcement, priority: priority,
      epoch: epoch, end: end)
  }

  private func target(_ thread: Int, _ process: Int32?) throws -> CoreAgent.Target {
    let limit = monotonicNanoseconds() + Self.arrivalNanoseconds
    var found = place(of: thread, in: process)
    while found == nil, monotonicNanoseconds() < limit {
      Platform.sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 50_000)
      found = place(of: thread, in: process)
    }
    guard let place = found else {
      throw SystemError("find the thread of \(memories[thread].plan.partition)", code: ESRCH)
    }
    if case .agent(let agent) = mechanism, case .freezer(let version) = agent.lever, let process {
      freezers[thread] = try freezer(version, for: thread, of: process)
    }
    if mechanism == .deadline { try reserve(thread, place.thread) }
    if agent.lever.stopsWholeProcesses, let process { hasten(process, thread) }
    return CoreAgent.Target(
      memory: memories[thread], process: place.process, thread: place.thread,
      descriptor: openDescriptor(process), freezer: freezers[thread])
  }

  private func freezer(
    _ version: CgroupMap.Hierarchy.Version?, for thread: Int, of process: Int32
  ) throws -> Freezer {
    // Below the group that it is in: moved elsewhere, a container would be rid of its limits.
    let map = CgroupMap(
      mountinfo: ProcFile("/proc/self/mountinfo").text ?? "",
      membership: ProcFile("/proc/\(process)/cgroup").text ?? "")
    switch map.place(for: .freezing, version: version) {
    case .unavailable(let reason):
      throw PartitionFailure(
        partition: memories[thread].plan.partition, end: .failed(reason: reason))
    case .hierarchy(let hierarchy):
      let freezer = try Freezer("window-\(thread)", in: hierarchy, changes)
      try freezer.group.add(process: process)
      return freezer
    }
  }

  /// Where a thread is, by the numbers that the harness sees; `nil` while it has not come to its gate.
  private func place(of thread: Int, in process: Int32?) -> (process: Int32, thread: Int32)? {
    let inner = unsafe cplatform_gate_thread(memories[thread].gate)
    guard inner != 0 else { return nil }
    guard let process else { return (getpid(), inner) }
    return ThreadNumbers.outer(inner, of: process).map { (process, $0) }
  }

  /// A process stands still when its main thread does, too, which only waits for the others: it must get its turn at once,
  /// where it is in nobody's way.
  private func hasten(_ process: Int32, _ thread: Int) {
    let lane = Lane(cpu: memories[thread].plan.cpus.first, threads: [thread])
    let seat = AgentSeat.seat(
      .otherCore, lane: lane, allowed: (try? allowedCPUs()) ?? [],
      used: Set(memories.flatMap(\.plan.cpus)))
    let cpus = seat.cpus.map(Int32.init)
    if !cpus.isEmpty { _ = unsafe cplatform_pin_thread(process, cpus, Int32(cpus.count)) }
    // Without the right it stays in the ordinary class, and stops may be confirmed late.
    _ = cplatform_set_priority(process, Int32(priority + CoreAgent.aboveRunning))
  }

  private func openDescriptor(_ process: Int32?) -> Int32 {
    guard let process else { return -1 }
    let descriptor = cplatform_process_descriptor(process)
    if descriptor >= 0 { descriptors.append(descriptor) }
    return descriptor
  }

  /// Unpins the thread, because the kernel reserves nothing for pinned ones, and reserves its windows' length.
  private func reserve(_ thread: Int, _ id: Int32) throws(SystemError) {
    guard let reservation = DeadlineEnforcer.reservation(for: memories[thread].plan) else { return }
    let cpus = try allowedCPUs().map(Int32.init)
    let operation =
      "reserve \(reservation.runtimeNanoseconds / 1000) us of every \(reservation.periodNanoseconds / 1000) us (SCHED_DEADLINE) for \(memories[thread].plan.partition)"
    var code = unsafe cplatform_pin_thread(id, cpus, Int32(cpus.count))
    if code == 0 {
      code = cplatform_reserve(
        id, reservation.runtimeNanoseconds, reservation.periodNanoseconds)
    }
    guard code == 0 else { throw SystemError(operation, code: code) }
  }
}

/// A thread's number is another one in every process name space that it is in.
enum ThreadNumbers {
  /// The number that this process sees of a thread that calls itself `inner`.
  static func outer(_ inner: Int32, of process: Int32) -> Int32? {
    let tasks = "/proc/\(process)/task"
    return ProcFile(tasks).names.compactMap { Int32($0) }.first {
      innermost(ProcFile("\(tasks)/\($0)/status").text ?? "") == inner
    }
  }

  /// The last number of the line `NSpid` of a thread's status: the one in its own name space (proc(5)).
  static func innermost(_ status: String) -> Int32? {
    status.split(separator: "\n").first { $0.hasPrefix("NSpid:") }?
      .split(whereSeparator: \.isWhitespace).last.flatMap { Int32($0) }
  }
}
