import CPlatform
import Platform
import Scheduling

/// The agent of one lane while a run lasts: its thread, its sentry where it needs one, and what it works on.
@safe final class CoreAgent: @unchecked Sendable {
  // Sendable because between start and join its thread alone touches the memory, but for the atomics that C keeps.

  /// A thread as the agent handles it.
  struct Target {
    let memory: ThreadMemory
    var process: Int32
    var thread: Int32
    /// Refers to the process; -1 where the lever needs none.
    var descriptor: Int32
    var freezer: Freezer?
  }

  /// What all agents of a run have in common.
  struct Setup {
    var lever: cplatform_lever
    var enforcement: cplatform_enforcement
    /// Of running partitions; agents come `CoreAgent.aboveRunning` higher.
    var priority: Int
    var epoch: Int64
    var end: Int64
  }

  static let aboveRunning = 10

  private let agent: UnsafeMutablePointer<cplatform_agent>
  private let sentry: UnsafeMutablePointer<cplatform_sentry>?
  private let arena: Arena
  private var thread: PinnedThread?
  private var sentryThread: PinnedThread?

  /// Starts the agent; the partitions' threads wait at their gates.
  init(
    _ lane: Lane, at seat: AgentSeat, targets: [Target], setup: Setup
  ) throws(SystemError) {
    let plans = targets.map(\.memory.plan)
    let turns = Lane(cpu: lane.cpu, threads: Array(targets.indices)).turns(plans)
    var layout = Layout()
    let agentAt = unsafe layout.add(cplatform_agent.self, 1)
    let sentryAt = layout.add(cplatform_sentry.self, 1)
    let targetsAt = unsafe layout.add(cplatform_target.self, targets.count)
    let windowsAt = layout.add(cplatform_window.self, turns.count)
    let turnsAt = unsafe layout.add(cplatform_turn.self, turns.count)
    arena = try Arena(bytes: layout.bytes)
    arena.populate()
    unsafe agent = (arena.base + agentAt).bindMemory(to: cplatform_agent.self, capacity: 1)
    let needsSentry =
      setup.lever == CPLATFORM_LEVER_PRIORITY && !seat.isOnCore && lane.cpu != nil
    unsafe sentry =
      needsSentry
      ? (arena.base + sentryAt).bindMemory(to: cplatform_sentry.self, capacity: 1) : nil
    let targetList = unsafe (arena.base + targetsAt)
      .bindMemory(to: cplatform_target.self, capacity: targets.count)
    let windowList = unsafe (arena.base + windowsAt)
      .bindMemory(to: cplatform_window.self, capacity: turns.count)
    let turnList = unsafe (arena.base + turnsAt)
      .bindMemory(to: cplatform_turn.self, capacity: turns.count)
    for (index, target) in targets.enumerated() {
      unsafe targetList[index] = cplatform_target(
        gate: target.memory.gate, line: target.memory.applications[0].line, process: target.process,
        thread: target.thread, descriptor: target.descriptor,
        control: target.freezer?.descriptor ?? -1, fact: target.freezer?.stateDescriptor ?? -1,
        stopped_ticks: 0, released: false, gone: 0)
    }
    for (index, turn) in turns.enumerated() {
      let planned = plans[turn.member].windows[turn.window]
      unsafe windowList[index].planned_start_ns = setup.epoch + planned.start
      unsafe windowList[index].planned_end_ns = setup.epoch + planned.end
      unsafe turnList[index] = cplatform_turn(
        record: targets[turn.member].memory.window(turn.window), target: UInt32(turn.member),
        is_idle: !plans[turn.member].applications[0].isActive(at: planned.start))
    }
    unsafe agent.pointee.plan = windowList
    unsafe agent.pointee.turns = turnList
    unsafe agent.pointee.targets = targetList
    unsafe agent.pointee.count = UInt32(turns.count)
    unsafe agent.pointee.target_count = UInt32(targets.count)
    unsafe agent.pointee.how = setup.enforcement
    unsafe agent.pointee.lever = setup.lever
    if let freezer = targets.first?.freezer {
      unsafe agent.pointee.freezer = cplatform_freezer(freezer)
    }
    unsafe agent.pointee.sentry = sentry
    unsafe agent.pointee.cpu = Int32(lane.cpu ?? -1)
    unsafe agent.pointee.is_on_core = seat.isOnCore
    unsafe agent.pointee.priority = Int32(setup.priority)
    unsafe agent.pointee.stay_ns = setup.epoch + setup.end
    try start(lane, seat, priority: Int32(setup.priority + Self.aboveRunning))
  }

  private func start(_ lane: Lane, _ seat: AgentSeat, priority: Int32) throws(SystemError) {
    if unsafe sentry != nil, let cpu = lane.cpu {
      sentryThread = try PinnedThread(cpus: [cpu]) { [self] in
        _ = cplatform_wake_exactly(Int32(CPLATFORM_PRIORITY_SENTRY))
        unsafe cplatform_sentry_run(sentry!)
      }
    }
    do {
      thread = try PinnedThread(cpus: seat.cpus) { [self] in
        // Without the right it stays in the ordinary class, which the probe has said.
        _ = cplatform_wake_exactly(priority)
        unsafe cplatform_agent_run(agent)
      }
    } catch {
      stop()
      throw error
    }
  }

  /// Whether its thread has left its loop, by itself, on demand or by an injected death.
  var isFinished: Bool { unsafe cplatform_agent_finished(agent) }

  /// Ends agent and sentry, and has every partition's thread leave its gate in the ordinary class.
  func stop() {
    if let thread = thread.take() {
      // The signal may come just before a sleep that it is to end.
      repeat {
        unsafe cplatform_agent_stop(agent)
        Platform.sleep(untilMonotonicNanoseconds: monotonicNanoseconds() + 100_000)
      } while !isFinished
      thread.join()
    }
    unsafe cplatform_agent_dismiss(agent)
    if let thread = sentryThread.take() {
      unsafe cplatform_sentry_stop(sentry!)
      thread.join()
    }
  }

  /// The thread of a target has ended: its windows are missed from now on.
  func retire(_ target: Int) { unsafe cplatform_agent_retire(agent, UInt32(target)) }

  /// Another thread has come in the place of one that was retired.
  func replace(_ target: Int, process: Int32, thread: Int32, descriptor: Int32) {
    unsafe cplatform_agent_replace(agent, UInt32(target), process, thread, descriptor)
  }

  /// A fault: the agent sleeps over its next stop for so long.
  func delay(nanoseconds: Int64) { unsafe cplatform_agent_delay(agent, nanoseconds) }

  /// A fault: the agent's thread ends at its next stop, and leaves everything as it is.
  func die() { unsafe cplatform_agent_die(agent) }
}

extension ApplicationPlan {
  /// Whether it may run in a window that starts at an instant.
  fileprivate func isActive(at start: Int64) -> Bool {
    active?.contains { $0.contains(start) } ?? true
  }
}

extension cplatform_freezer {
  /// What the files of a freezer hold.
  init(_ freezer: Freezer) {
    unsafe self.init(
      freeze: freezer.freezeText.cString, thaw: freezer.thawText.cString,
      frozen: freezer.frozenText.cString)
  }
}

extension StaticString {
  /// It lies in the executable and ends with a zero.
  fileprivate var cString: UnsafePointer<CChar> {
    unsafe UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}

/// Lays values out one after the other, each on cache lines of its own.
private struct Layout {
  private(set) var bytes = 0

  /// - Returns: the offset of room for `count` values.
  mutating func add<Value>(_ type: Value.Type, _ count: Int) -> Int {
    defer { bytes += (MemoryLayout<Value>.stride * max(1, count) + 127) / 128 * 128 }
    return bytes
  }
}
